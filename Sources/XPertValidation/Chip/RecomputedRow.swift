import Foundation
import XPertCore

/// What became of recomputing one golden row.
enum RecomputedRow: Sendable {
  case numbers([(quantity: String, value: Double)])
  /// Refused with a clear error.
  case refused(String)
}

extension Comparison {
  /// Recomputes rows on all processors and compares them in their order.
  ///
  /// A row whose `status` is not `ok` must be refused; the quantity `status` counts those.
  mutating func check(
    _ rows: [GoldenRow], _ recompute: @escaping @Sendable (GoldenRow) throws -> RecomputedRow
  ) throws {
    let results = concurrentMap(rows) { row in Result { try recompute(row) } }
    for (row, result) in zip(rows, results) {
      let status = row.has("status") ? try row.text("status") : "ok"
      switch try result.get() {
      case .refused(let reason):
        if status == "ok" {
          fail("status", row, because: "refused: \(reason)")
        } else {
          pass("status", row)
        }
      case .numbers(let numbers):
        guard status == "ok" else {
          fail("status", row, because: "is '\(status)' but was not refused")
          continue
        }
        pass("status", row)
        for (quantity, value) in numbers where row.has(quantity) {
          if try row.text(quantity).isEmpty { continue }
          try check(quantity, value, row)
        }
      }
    }
  }
}

/// Maps on all processors; results in the order of the elements.
func concurrentMap<Element: Sendable, Mapped: Sendable>(
  _ elements: [Element], _ transform: @escaping @Sendable (Element) -> Mapped
) -> [Mapped] {
  let storage = UnsafeMutablePointer<Mapped?>.allocate(capacity: elements.count)
  storage.initialize(repeating: nil, count: elements.count)
  defer {
    storage.deinitialize(count: elements.count)
    storage.deallocate()
  }
  // Every iteration writes its own element and nothing else.
  nonisolated(unsafe) let slots = storage
  DispatchQueue.concurrentPerform(iterations: elements.count) { index in
    slots[index] = transform(elements[index])
  }
  return (0..<elements.count).map { storage[$0]! }
}
