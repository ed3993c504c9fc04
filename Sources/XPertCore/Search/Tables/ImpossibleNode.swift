/// A node that the simulator cannot build: a choice of crossbar, kernel, converter or cell that no circuit
/// has.
package struct ImpossibleNode: Error, Sendable, Hashable, CustomStringConvertible {
  /// Of the supernet, counted from 0.
  package var layer: Int
  package var node: Node
  /// What is broken, with the offending values, as of ``HardwareError``.
  package var rule: String
  /// Nodes of the layer, if none of them can be built.
  package var isLastOf: Int?
  /// Behind some of the channels that the layer can get it could be built.
  package var isPartial = false

  /// "layer 1 with channels 8, ...: column_sharing (8) must be at most 4".
  package var description: String {
    let which = isLastOf.map { $0 > 1 ? ", as all \($0) nodes of the layer" : "" } ?? ""
    return "layer \(layer + 1) with \(node)\(which): \(rule)"
      + (isPartial ? "; behind other channels that the layer can get it can be built" : "")
  }
}

/// The nodes that a space does without, because the simulator cannot build them.
public struct LeftOutNodes: Sendable, Hashable, CustomStringConvertible {
  public struct Entry: Sendable, Hashable {
    package let impossible: ImpossibleNode
    /// Of the inputs that the layer can get (numbers of channels), those behind which the node cannot be
    /// built.
    public let refusingInputs: Int
    public let inputs: Int
  }

  public internal(set) var entries: [Entry] = []
  /// Nodes of all layers, these included.
  public internal(set) var nodeCount = 0

  public var isEmpty: Bool { entries.isEmpty }

  public init() {}

  /// Adds what a smaller space is without, too.
  public mutating func add(_ other: LeftOutNodes) {
    nodeCount = max(nodeCount, other.nodeCount)
    entries += other.entries
  }

  /// A sentence with the counts, and one per rule; empty where nothing is left out.
  public var lines: [String] {
    guard !isEmpty else { return [] }
    var rules: [(rule: String, entries: [Entry])] = []
    for entry in entries {
      if let known = rules.firstIndex(where: { $0.rule == entry.impossible.rule }) {
        rules[known].entries.append(entry)
      } else {
        rules.append((entry.impossible.rule, [entry]))
      }
    }
    return ["left out as impossible: \(entries.count) of \(nodeCount) nodes"]
      + rules.map { rule, entries in
        let partial = entries.count { $0.refusingInputs < $0.inputs }
        let share =
          partial == 0
          ? ""
          : partial == entries.count
            ? " (behind some of the channels they can get)"
            : " (\(partial) of them behind some of the channels they can get)"
        return "  \(entries.count) of \(Self.layers(entries.map(\.impossible.layer)))\(share): \(rule)"
      }
  }

  public var description: String { lines.joined(separator: "\n") }

  /// "layer 3", "layers 1, 4 to 13".
  private static func layers(_ indices: [Int]) -> String {
    let distinct = Set(indices).sorted()
    var ranges: [ClosedRange<Int>] = []
    for index in distinct {
      if let last = ranges.last, last.upperBound == index - 1 {
        ranges[ranges.count - 1] = last.lowerBound...index
      } else {
        ranges.append(index...index)
      }
    }
    let words = ranges.map { range in
      range.count == 1
        ? "\(range.lowerBound + 1)"
        : "\(range.lowerBound + 1)\(range.count == 2 ? "," : " to") \(range.upperBound + 1)"
    }
    return (distinct.count == 1 ? "layer " : "layers ") + words.joined(separator: ", ")
  }
}
