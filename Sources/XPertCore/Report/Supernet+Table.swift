extension Supernet: CustomStringConvertible {
  /// Layers with their choices and numbers of nodes, and the size of the space, as a table.
  ///
  /// - Precondition: the supernet is valid (``validate(path:)``).
  public var table: TextTable {
    var table = TextTable(
      title: "\(name): \(inputChannels) channels of \(inputSize) x \(inputSize), "
        + (classes.map { "\($0) classes" } ?? "no classifier"),
      columns: [
        .init("layer", .left), .init("size"), .init("channels", .left), .init("kernel", .left),
        .init("pool"), .init("crossbar", .left), .init("CS", .left), .init("ADC", .left),
        .init("ADC bits", .left), .init("input bits", .left), .init("nodes"),
      ])
    for ((index, layer), size) in zip(layers.enumerated(), mapSizes) {
      table.append([
        "conv \(index + 1)" + (layer.stride == 1 ? "" : " / \(layer.stride)"), "\(size) x \(size)",
        list(layer.channels), list(layer.kernel), layer.isPooled ? "2 x 2" : "-", list(layer.crossbar),
        list(layer.columnSharing), layer.adc.map(\.title).joined(separator: " "), list(layer.adcBits),
        list(layer.inputBits), "\(layer.nodeCount)",
      ])
    }
    table.notes = ["10^\(NumberFormat.fixed(candidatesLog10, decimals: 1)) candidates"]
    return table
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
