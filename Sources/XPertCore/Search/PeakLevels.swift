/// The different numbers of every row of peaks, and which of them a node has. A peak depends on few of a layer's
/// choices, so that what has to be computed of it is computed once per level and not once per node.
final class PeakLevels: @unchecked Sendable {
  struct Row {
    /// Ascending.
    let values: UnsafePointer<Double>
    let count: Int
    /// Level of every node.
    let level: UnsafePointer<UInt16>
  }

  /// Rows of a layer's input option 0, peak 0: positions in `starts`.
  private let firstRow: [Int]
  private let peakCount: Int
  /// Begin of every row's levels in `values`, with an end behind the last.
  private let starts: [Int]
  private let values: UnsafeMutablePointer<Double>
  private let level: UnsafeMutablePointer<UInt16>
  private let peakOffsets: [Int]
  private let strides: [Int]
  /// Most levels of any row.
  let largestCount: Int

  /// - Parameters:
  ///   - layers, peaks, peakCount: of the space that it describes.
  init(layers: [SearchSpace.Layer], peaks: UnsafePointer<Double>, peakCount: Int) {
    self.peakCount = peakCount
    peakOffsets = layers.map(\.peakOffset)
    strides = layers.map(\.stride)
    let numbers = layers.reduce(0) { $0 + $1.inputOptionCount * peakCount * $1.stride }
    level = .allocate(capacity: max(1, numbers))
    level.initialize(repeating: 0, count: max(1, numbers))
    var (firstRow, starts, values): ([Int], [Int], [Double]) = ([], [0], [])
    var largest = 1
    for layer in layers {
      firstRow.append(starts.count - 1)
      for row in 0..<layer.inputOptionCount * peakCount {
        let offset = layer.peakOffset + row * layer.stride
        let entries = UnsafeBufferPointer(start: peaks + offset, count: layer.nodeCount)
        let levels = Set(entries).sorted()
        let positions = Dictionary(uniqueKeysWithValues: levels.enumerated().map { ($1, UInt16($0)) })
        for (node, entry) in entries.enumerated() { level[offset + node] = positions[entry]! }
        values += levels
        starts.append(values.count)
        largest = max(largest, levels.count)
      }
    }
    self.firstRow = firstRow
    self.starts = starts
    self.values = SearchSpace.allocate(values.count)
    self.values.update(from: values, count: values.count)
    largestCount = largest
  }

  deinit {
    values.deallocate()
    level.deallocate()
  }

  /// - Parameter index: of the layer.
  @inline(__always)
  func row(_ index: Int, option: Int, peak: Int) -> Row {
    let row = firstRow[index] + option * peakCount + peak
    return Row(
      values: values + starts[row], count: starts[row + 1] - starts[row],
      level: level + (peakOffsets[index] + (option * peakCount + peak) * strides[index]))
  }
}
