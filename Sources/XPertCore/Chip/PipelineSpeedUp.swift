/// How often the layers of a pipelined chip are duplicated, so that layers with large maps keep up with the
/// others (spec 14 §7).
struct PipelineSpeedUp {
  /// Copies that each layer should have at least.
  let copies: [Int]
  /// The limit that the network's maps allow, never above the one asked for.
  let limit: Int

  /// - Parameter limit: at least 1; in each direction of the map.
  init(_ matrices: [CellMatrix], limit: Int) {
    let largest = matrices.first?.inputHeight ?? 1
    let smallest = matrices.reduce(largest) { $1.kernelHeight != 1 ? min($0, $1.inputHeight) : $0 }
    self.limit = max(1, min(limit, largest / smallest))
    let bound = Double(divideRoundingUp(largest, self.limit))
    copies = matrices.map {
      let ratio = Double($0.inputHeight) / bound
      return truncated((ratio * ratio).rounded(.up))
    }
  }
}
