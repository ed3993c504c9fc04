import Wording

extension Supernet: CustomStringConvertible {
  /// Layers with their choices and numbers of nodes, and the size of the space, as a table.
  ///
  /// - Precondition: the supernet is valid (``validate(path:)``).
  public var table: TextTable {
    // Columns that only some supernets have.
    let cells: [(title: String, values: (LayerChoices) -> [Int])] = [
      ("weight bits", \.weightBits), ("cell bits", \.cellBits),
    ].filter { column in layers.contains { !column.1($0).isEmpty } }
    var table = TextTable(
      title: "\(name): \(inputChannels) channels of \(inputSize) x \(inputSize), "
        + (classes.map { "\($0) classes" } ?? "no classifier"),
      columns: [
        .init("layer", .left), .init("size"), .init("channels", .left), .init("kernel", .left),
        .init("pool"), .init("crossbar", .left), .init("CS", .left), .init("ADC", .left),
        .init("ADC bits", .left), .init("input bits", .left),
      ] + cells.map { .init($0.title, .left) } + [.init("nodes")])
    for ((index, layer), size) in zip(layers.enumerated(), mapSizes) {
      let row = [
        title(of: layer, index), "\(size) x \(size)",
        layer.channels.isEmpty ? "=" : list(layer.channels),
        layer.kind == .fullyConnected ? "-" : list(layer.kernel), layer.isPooled ? "2 x 2" : "-",
        list(layer.crossbar),
        list(layer.columnSharing), layer.adc.map(\.title).joined(separator: " "),
        layer.fullPrecisionCellBits == nil ? list(layer.adcBits) : "full",
        list(layer.inputBits),
      ]
      table.append(
        row + cells.map { $0.values(layer).isEmpty ? "-" : list($0.values(layer)) } + ["\(layer.nodeCount)"])
    }
    table.notes = ["10^\(NumberFormat.fixed(candidatesLog10, decimals: 1)) candidates"]
    if layers.contains(where: { $0.channels.isEmpty }) {
      table.notes.append("channels =: those that a depthwise layer gets or a shortcut brings")
    }
    if layers.contains(where: { $0.shortcut != nil }) {
      let isPadded = layers.contains { $0.shortcut?.adaptation == .zeroPadding }
      table.notes.append(
        "+n: adds the input of n layers; 1x1: through a projection"
          + (isPadded ? "; 0: padded with zeros" : ""))
    }
    if !cells.isEmpty {
      table.notes.append("\(cells.map(\.title).joined(separator: ", ")) -: the hardware's")
    }
    if averagesGlobally { table.notes.append("global average pooling before the classifier") }
    return table
  }

  /// "conv 3 / 2", "conv 9 +2 1x1", "fc 7".
  private func title(of layer: LayerChoices, _ index: Int) -> String {
    let kind =
      switch layer.kind {
      case .convolution: "conv"
      case .depthwise: "depthwise"
      case .fullyConnected: "fc"
      }
    return "\(kind) \(index + 1)" + (layer.stride == 1 ? "" : " / \(layer.stride)")
      + (layer.groups == 1 ? "" : ", \(layer.groups) groups")
      + (layer.shortcut.map { " +\($0.layers)" + suffix($0.adaptation) } ?? "")
  }

  private func suffix(_ adaptation: Shortcut.Adaptation) -> String {
    switch adaptation {
    case .identity: ""
    case .projection: " 1x1"
    case .zeroPadding: " 0"
    }
  }

  /// The table, or what is wrong with the supernet.
  public var description: String {
    do {
      try validate()
      return table.description
    } catch {
      return "\(name): invalid: \(error)"
    }
  }

  private func list(_ values: [Int]) -> String { values.map(String.init).joined(separator: " ") }
}
