/// Labels by ascending bound; of equals the deepest, then the latest, so that ties do not spread out.
struct PriorityQueue {
  private struct Entry {
    let bound: Double
    let level: Int32
    let label: Int32
  }

  private var heap: [Entry] = []

  private static func precedes(_ a: Entry, _ b: Entry) -> Bool {
    if a.bound != b.bound { return a.bound < b.bound }
    return a.level != b.level ? a.level > b.level : a.label > b.label
  }

  mutating func push(_ bound: Double, level: Int, label: Int) {
    let entry = Entry(bound: bound, level: Int32(level), label: Int32(label))
    var position = heap.count
    heap.append(entry)
    while position > 0 {
      let parent = (position - 1) / 2
      guard Self.precedes(entry, heap[parent]) else { break }
      heap[position] = heap[parent]
      position = parent
    }
    heap[position] = entry
  }

  /// The first label and its bound.
  mutating func pop() -> (bound: Double, label: Int32)? {
    guard let first = heap.first, let last = heap.popLast() else { return nil }
    if heap.isEmpty { return (first.bound, first.label) }
    var position = 0
    while true {
      var child = 2 * position + 1
      guard child < heap.count else { break }
      if child + 1 < heap.count && Self.precedes(heap[child + 1], heap[child]) { child += 1 }
      guard Self.precedes(heap[child], last) else { break }
      heap[position] = heap[child]
      position = child
    }
    heap[position] = last
    return (first.bound, first.label)
  }
}
