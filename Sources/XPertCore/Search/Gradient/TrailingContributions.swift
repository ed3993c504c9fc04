/// What the sampled nodes from a layer on contribute, for every input option of the layer, `[layer][input
/// option]`: of the layer itself, and of those behind it that get other channels through it (shortcuts hand
/// them on).
final class TrailingContributions {
  private let space: PackedCostTable
  private let values: UnsafeMutablePointer<Double>

  init(space: PackedCostTable) {
    self.space = space
    values = PackedCostTable.allocate((space.layers.count + 1) * space.optionCount)
  }

  deinit { values.deallocate() }

  /// One number per input option of a layer.
  @inline(__always)
  subscript(index: Int) -> UnsafeMutablePointer<Double> { values + index * space.optionCount }

  /// Fills the tails from the back: `own` of a layer's sampled node, combined with the tail of the next layer
  /// where the option that it gets depends on this layer's.
  @inline(__always)
  func set(
    _ candidate: [Int], combine: (Double, Double) -> Double, own: (_ index: Int, _ option: Int) -> Double
  ) {
    let count = space.layers.count
    for index in stride(from: count - 1, to: 0, by: -1) {
      let layer = space.layers[index]
      let row = self[index]
      for option in 0..<layer.inputOptionCount {
        var value = own(index, option)
        if !layer.isMemoryless && index + 1 < count {
          let next = Int(space.nextRow(layer, option: option)[candidate[index]])
          value = combine(value, self[index + 1][next])
        }
        row[option] = value
      }
    }
  }

  /// The tail of a layer, if it is the same for all input options; `none` behind the last layer.
  func common(_ index: Int, none: Double) -> Double? {
    guard index < space.layers.count else { return none }
    let row = self[index]
    for option in 1..<max(1, space.layers[index].inputOptionCount) where row[option] != row[0] { return nil }
    return row[0]
  }
}
