import Wording

extension Explanation {
  /// The tree as a table, values in one unit where they have the root's.
  ///
  /// - Parameters:
  ///   - unit: of the root; nil chooses one that is easy to read.
  ///   - smallestShare: parts below this share of the root are summed up in a line.
  package func table(unit: (name: String, inSI: Double)? = nil, smallestShare: Double = 0.01) -> TextTable {
    var rows: [[String]] = []
    append(to: &rows, prefix: "", branch: "", root: value, unit: unit ?? fittingUnit, smallestShare)
    return TextTable(
      columns: [
        .init("", .left), .init("value"), .init("share"), .init("how", .left), .init("source", .left),
      ], rows: rows)
  }

  private var fittingUnit: (name: String, inSI: Double)? {
    dimension.flatMap { UnitSymbol.fitting($0, [value]) }
  }

  private func append(
    to rows: inout [[String]], prefix: String, branch: String, root: Double,
    unit: (name: String, inSI: Double)?, _ smallestShare: Double
  ) {
    rows.append([
      branch + name, Self.text(value, unit), Self.share(value, of: root),
      [formula, inputs.map(\.text).joined(separator: ", ")].filter { !$0.isEmpty }.joined(separator: ": "),
      source,
    ])
    let isSum = combination == .sum
    let small = isSum ? parts.filter { abs($0.value) < smallestShare * abs(root) } : []
    // A single small part is no longer as a line of its own.
    let folded = small.count > 1
    let shown = folded ? parts.filter { abs($0.value) >= smallestShare * abs(root) } : parts
    for (index, part) in shown.enumerated() {
      let isLast = index == shown.count - 1 && !folded
      part.append(
        to: &rows, prefix: prefix + (isLast ? "   " : "│  "), branch: prefix + (isLast ? "└─ " : "├─ "),
        root: isSum ? root : part.value, unit: isSum ? unit : part.fittingUnit, smallestShare)
    }
    if folded {
      let sum = small.reduce(0) { $0 + $1.value }
      rows.append([
        prefix + "└─ \(small.count) smaller parts", Self.text(sum, unit), Self.share(sum, of: root), "", "",
      ])
    }
  }

  private static func text(_ value: Double, _ unit: (name: String, inSI: Double)?) -> String {
    guard let unit else { return NumberFormat.significant(value, digits: 6) }
    let symbol = unit.name.split(separator: " ").map { UnitSymbol.displayed(String($0)) }
    return NumberFormat.significant(value / unit.inSI, digits: 5) + " " + symbol.joined(separator: " ")
  }

  private static func share(_ value: Double, of root: Double) -> String {
    root == 0 ? "-" : NumberFormat.fixed(100 * value / root, decimals: 1) + " %"
  }
}

extension Explanation.Input {
  /// "windows 1024", "clock period 2.67 ns".
  package var text: String {
    let number = NumberFormat.significant(value, digits: 6)
    return unit.isEmpty ? "\(name) \(number)" : "\(name) \(number) \(UnitSymbol.displayed(unit))"
  }
}
