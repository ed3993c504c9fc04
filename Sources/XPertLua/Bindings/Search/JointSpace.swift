import LuaEmbedding
import XPertCore

/// The space a search walks in, and what its results need to name their candidates.
struct JointSpace {
  /// One without a name, or several, by name.
  let networks: [JointSpaceMember]
  let hardware: HardwareObject
  /// Other hardware that the candidates are evaluated on.
  var corners: [(name: String, hardware: HardwareObject)] = []
  let costs: CostChoice
  /// What is expected of the inputs.
  var inputs = InputStatistics()

  /// "cifar", "VGG16 and ResNet-20"
  var title: String { networks.map(\.supernet.name).joined(separator: " and ") }

  /// The one network of a candidate.
  func network(_ candidate: [Int]) throws -> NetworkObject {
    guard networks.count == 1, networks[0].name.isEmpty else {
      throw ScriptError(
        "a candidate has several networks: "
          + networks.map { "networks.\($0.name).network" }.joined(separator: ", "))
    }
    return NetworkObject(network: networks[0].network(candidate))
  }

  /// The metrics worth a line, with their positions.
  func displayed(_ catalog: MetricCatalog) -> [(index: Int, name: String)] {
    [
      "area_mm2", "delay_us", "delay_fit", "energy_uJ", "tiles", "relu_units", "total.area_mm2",
      "total.delay_us",
      "total.delay_fit", "total.energy_uJ", "worst.area_mm2", "worst.delay_us", "worst.delay_fit",
      "worst.energy_uJ",
    ].compactMap { name in
      // What is largest over networks on one chip's budget is rarely an area.
      if name == "worst.area_mm2" && catalog.unscoped.isEmpty { return nil }
      return catalog.names.firstIndex(of: name).map { ($0, name) }
    }
  }

  /// What the space does without, a line per rule; empty where that is nothing.
  var leftOut: [String] {
    networks.flatMap { network in
      network.leftOut.lines.map { network.name.isEmpty || $0.hasPrefix(" ") ? $0 : "\(network.name): \($0)" }
    }
  }

  var leftOutEntries: [Manifest.Entry] {
    networks.filter { !$0.leftOut.isEmpty }.map { network in
      let text = network.leftOut.lines.map { $0.drop { $0 == " " } }.joined(separator: "; ")
      return Manifest.Entry(network.column("nodes"), text)
    }
  }

  /// What the corners differ in from the hardware.
  var cornerEntries: [Manifest.Entry] {
    let nominal = hardware.chip.fields
    return corners.flatMap { corner in
      corner.hardware.chip.fields.filter { entry in !nominal.contains { $0 == entry } }
        .map { Manifest.Entry("\(corner.name).\($0.name)", $0.value) }
    }
  }
}

/// A network with choices, and where its layers are in a candidate.
struct JointSpaceMember {
  /// Empty where there is only one.
  let name: String
  let supernet: Supernet
  let firstLayer: Int
  /// Nodes that cannot be built.
  let leftOut: LeftOutNodes

  private func own(_ candidate: [Int]) -> ArraySlice<Int> {
    candidate[firstLayer..<firstLayer + supernet.layers.count]
  }

  func network(_ candidate: [Int]) -> Network { supernet.network(of: Array(own(candidate))) }

  /// What the column of a table is called.
  func column(_ column: String) -> String { name.isEmpty ? column : "\(name).\(column)" }

  /// "64/flash/8 128/sar/16 ...": channels, ADC and column sharing per layer; what else a layer chooses
  /// follows by name: "64/flash/8/kernel=5".
  func architecture(_ candidate: [Int]) -> String {
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
