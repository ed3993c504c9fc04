/// The nodes of a layer sorted into classes: those of a class have the same peaks and give the next layer the
/// same input option. Peaks depend on few of a layer's choices (1,296 nodes of a joint space have 162
/// different ones), so that what a step makes of them is computed once per class and not once per node.
struct NodeClasses: Sendable {
  /// A layer with one of its input options.
  struct Row: Sendable {
    let classOfNode: [UInt16]
    /// Which peaks a class has together; several classes differ in the next option only.
    let levelOfClass: [UInt16]
    /// Input option that a class gives the next layer; 0 in the last layer.
    let nextOfClass: [UInt16]
    let peaks: [Peak]
    let levelCount: Int
  }

  /// One peak of a row.
  struct Peak: Sendable {
    /// All different ones, ascending.
    let values: [Double]
    let valueOfLevel: [UInt16]
  }

  /// `[layer][input option]`
  private let rows: [[Row]]

  init(space: PackedCostTable) {
    rows = space.layers.indices.map { index in
      (0..<space.layers[index].inputOptionCount).map { Self.row(space, index, option: $0) }
    }
  }

  private static func row(_ space: PackedCostTable, _ index: Int, option: Int) -> Row {
    let layer = space.layers[index]
    let nodes = 0..<layer.nodeCount
    let peaks = (0..<space.peakCount).map { peak in
      let row = UnsafeBufferPointer(
        start: space.peakRow(layer, option: option, peak: peak), count: layer.nodeCount)
      let values = Set(row).sorted()
      let positions = Dictionary(uniqueKeysWithValues: zip(values, UInt16(0)...))
      return (values: values, ofNode: row.map { positions[$0]! })
    }
    // Peak after peak: nodes that were alike so far stay so if they have this one in common, too.
    var levels = Numbering(nodes.map { _ in 0 })
    for peak in peaks {
      levels = Numbering(
        nodes.map { Int(levels.ofElement[$0]) * peak.values.count + Int(peak.ofNode[$0]) })
    }
    let isLast = index == space.layers.count - 1
    let next = space.nextRow(layer, option: option)
    let nextOfNode = nodes.map { isLast ? 0 : Int(next[$0]) }
    let classes = Numbering(nodes.map { Int(levels.ofElement[$0]) * space.optionCount + nextOfNode[$0] })
    return Row(
      classOfNode: classes.ofElement, levelOfClass: classes.first.map { levels.ofElement[$0] },
      nextOfClass: classes.first.map { UInt16(nextOfNode[$0]) },
      peaks: peaks.map { peak in
        Peak(values: peak.values, valueOfLevel: levels.first.map { peak.ofNode[$0] })
      }, levelCount: levels.first.count)
  }

  /// The different ones of some keys, in the order of their first appearance.
  private struct Numbering {
    /// Where each of them appears first.
    private(set) var first: [Int] = []
    /// Which of them every key is.
    private(set) var ofElement: [UInt16] = []

    init(_ keys: [Int]) {
      var number: [Int: UInt16] = [:]
      ofElement.reserveCapacity(keys.count)
      for (position, key) in keys.enumerated() {
        // Fits: a layer has at most 65,535 nodes.
        let own = number[key] ?? UInt16(first.count)
        if Int(own) == first.count {
          number[key] = own
          first.append(position)
        }
        ofElement.append(own)
      }
    }
  }

  /// - Parameter index: of the layer.
  func row(_ index: Int, option: Int) -> Row { rows[index][option] }

  /// Most classes of any row, and so most levels and most values of a peak.
  var largestCount: Int { rows.joined().map(\.levelOfClass.count).max() ?? 0 }
}
