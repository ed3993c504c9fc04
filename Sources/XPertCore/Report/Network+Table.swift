import Wording

extension Network: CustomStringConvertible {
  /// Layers with size, periphery, weights and operations, as a table.
  ///
  /// - Precondition: the network is valid (``validate(path:)``).
  public var table: TextTable {
    let isStrided = layers.contains { $0.stride != 1 }
    // Columns that only some networks have.
    let cells: [(title: String, value: (Layer) -> Int?)] = [
      ("weight bits", \.weightBits), ("cell bits", \.cellBits),
    ].filter { column in layers.contains { column.1($0) != nil } }
    var table = TextTable(
      title: title,
      columns: [.init("layer", .left), .init("size"), .init("channels"), .init("kernel")]
        + (isStrided ? [.init("stride")] : [])
        + [
          .init("pool"), .init("crossbar"), .init("CS"), .init("ADC"), .init("input"),
        ] + cells.map { .init($0.title) } + [.init("weights"), .init("MACs")])
    for (index, layer) in layers.enumerated() {
      table.append(
        [
          "\(layer.isFullyConnected ? "fc" : "conv") \(index + 1)"
            + (layer.groups == 1 ? "" : ", \(layer.groups) groups")
            + (layer.addsShortcut ? " +" : layer.isProjection ? " shortcut" : ""),
          "\(layer.inputHeight) x \(layer.inputWidth)",
          "\(layer.inputChannels) -> \(layer.outputChannels)",
          "\(layer.kernelHeight) x \(layer.kernelWidth)",
        ] + (isStrided ? ["\(layer.stride)"] : []) + [
          layer.isPooled ? "2 x 2" : layer.isAveraged ? "average" : "-", "\(layer.crossbar)",
          "\(layer.columnSharing)",
          "\(layer.adcPrecision.bits)-bit \(layer.adc.title)", "\(layer.inputBits)-bit",
        ] + cells.map { $0.value(layer).map(String.init) ?? "-" } + [
          NumberFormat.count(layer.weights), NumberFormat.count(layer.multiplyAccumulates),
        ])
    }
    table.notes = [
      "\(NumberFormat.count(weights)) weights, "
        + "\(NumberFormat.count(multiplyAccumulates)) multiply-accumulates (MACs), "
        + "\(NumberFormat.count(reluUnits)) ReLU units"
    ]
    if !cells.isEmpty {
      table.notes.append("\(cells.map(\.title).joined(separator: ", ")) -: the hardware's")
    }
    if layers.contains(where: \.addsShortcut) {
      table.notes.append("+: adds a shortcut; shortcut: the projection of one")
    }
    return table
  }

  /// The table, or what is wrong with the network.
  public var description: String {
    do {
      try validate()
      return table.description
    } catch {
      return "\(name): invalid: \(error)"
    }
  }

  private var title: String {
    let connected = layers.count { $0.isFullyConnected }
    let convolutions = layers.count - connected
    return "\(name): \(convolutions) convolution\(convolutions == 1 ? "" : "s"), \(connected) fully connected"
  }
}
