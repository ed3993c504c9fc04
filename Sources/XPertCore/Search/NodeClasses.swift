/// The nodes of a layer sorted into classes: those of a class have the same peaks and give the next layer the
/// same input option. Peaks depend on few of a layer's choices (1,296 nodes of a joint space have 162
/// different ones), so that what a step makes of them is computed once per class and not once per node.
struct NodeClasses: Sendable {
  /// A layer with one of its input options.
  struct Row: Sendable {
    var classOfNode: [UInt16] = []
    /// Which peaks a class has together; several classes differ in the next option only.
    var levelOfClass: [UInt16] = []
    /// Input option that a class gives the next layer; 0 in the last layer.
    var nextOfClass: [UInt16] = []
    var peaks: [Peak] = []
    var levelCount = 0
  }

  /// One peak of a row.
  struct Peak: Sendable {
    /// All different ones, ascending.
    let values: [Double]
    let valueOfLevel: [UInt16]
  }

  private struct Key: Hashable {
    let level: UInt16
    let next: Int32
  }

  /// `[layer][input option]`
  private let rows: [[Row]]

  init(space: SearchSpace) {
    rows = space.layers.indices.map { index in
      (0..<space.layers[index].inputOptionCount).map { Self.row(space, index, option: $0) }
    }
  }

  private static func row(_ space: SearchSpace, _ index: Int, option: Int) -> Row {
    let layer = space.layers[index]
    let nodes = 0..<layer.nodeCount
    let peaks = (0..<space.peakCount).map { peak in
      UnsafeBufferPointer(start: space.peakRow(layer, option: option, peak: peak), count: layer.nodeCount)
    }
    let values = peaks.map { Set($0).sorted() }
    let positions = values.map { Dictionary(uniqueKeysWithValues: zip($0, 0...)) }
    // What each peak of a node is, among the values.
    let levels = number(nodes.map { node in zip(peaks, positions).map { UInt16($1[$0[node]]!) } })
    let next = space.nextRow(layer, option: option)
    let isLast = index == space.layers.count - 1
    let classes = number(nodes.map { Key(level: levels.ofElement[$0], next: isLast ? 0 : next[$0]) })
    return Row(
      classOfNode: classes.ofElement, levelOfClass: classes.different.map(\.level),
      nextOfClass: classes.different.map { UInt16($0.next) },
      peaks: values.indices.map { peak in
        Peak(values: values[peak], valueOfLevel: levels.different.map { $0[peak] })
      }, levelCount: levels.different.count)
  }

  /// The different elements in the order of their first appearance, and which of them every element is.
  private static func number<Element: Hashable>(
    _ elements: [Element]
  ) -> (different: [Element], ofElement: [UInt16]) {
    var different: [Element] = []
    var number: [Element: UInt16] = [:]
    let ofElement = elements.map { element in
      if let known = number[element] { return known }
      // Fits: a layer has at most 65,535 nodes.
      let new = UInt16(different.count)
      number[element] = new
      different.append(element)
      return new
    }
    return (different, ofElement)
  }

  /// - Parameter index: of the layer.
  func row(_ index: Int, option: Int) -> Row { rows[index][option] }

  /// Most classes of any row, and so most levels and most values of a peak.
  var largestCount: Int { rows.joined().map(\.levelOfClass.count).max() ?? 0 }
}
