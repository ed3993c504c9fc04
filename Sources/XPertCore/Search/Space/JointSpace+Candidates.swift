extension JointSpace {
  /// "cifar", "VGG16 and ResNet-20"
  public var title: String { networks.map(\.supernet.name).joined(separator: " and ") }

  /// What the space does without, a line per rule; empty where that is nothing.
  public var leftOut: [String] {
    networks.flatMap { network in
      network.leftOut.lines.map { network.name.isEmpty || $0.hasPrefix(" ") ? $0 : "\(network.name): \($0)" }
    }
  }

  /// Whether candidates and their costs are the same in both.
  public func costsTheSame(as other: JointSpace) -> Bool {
    costs == other.costs && inputs == other.inputs && chip.costsTheSame(as: other.chip)
      && networks.elementsEqual(other.networks) { $0.name == $1.name && $0.supernet == $1.supernet }
      && corners.elementsEqual(other.corners) { $0.name == $1.name && $0.chip.costsTheSame(as: $1.chip) }
  }
}

extension JointSpace.Member {
  private func own(_ candidate: [Int]) -> ArraySlice<Int> {
    candidate[firstLayer..<firstLayer + supernet.layers.count]
  }

  /// The network that a candidate of the whole space has here.
  public func network(_ candidate: [Int]) -> Network { supernet.network(of: Array(own(candidate))) }

  /// What the column of a table is called: "architecture", "cifar.architecture".
  public func column(_ column: String) -> String { name.isEmpty ? column : "\(name).\(column)" }

  /// "64/flash/8 128/sar/16 ...": channels, ADC and column sharing per layer; what else a layer chooses
  /// follows by name: "64/flash/8/kernel=5".
  public func architecture(_ candidate: [Int]) -> String {
    zip(supernet.layers, own(candidate)).map { choices, index in
      let node = choices.node(at: index)
      let others = [
        ("kernel", choices.kernel, node.kernel), ("adc_bits", choices.adcBits, node.adcBits),
        ("input_bits", choices.inputBits, node.inputBits), ("crossbar", choices.crossbar, node.crossbar),
        ("weight_bits", choices.weightBits, node.weightBits ?? 0),
        ("cell_bits", choices.cellBits, node.cellBits ?? 0),
      ].filter { $0.1.count > 1 }.map { "/\($0.0)=\($0.2)" }
      let channels = choices.channels.isEmpty ? "=" : "\(node.channels)"
      return "\(channels)/\(node.adc.rawValue)/\(node.columnSharing)" + others.joined()
    }.joined(separator: " ")
  }
}
