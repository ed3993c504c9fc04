/// Names that a misspelt one may have meant.
enum Suggestion {
  /// The candidates that `name` begins (a metric without its unit), else the nearest one that is at most a
  /// third of the name's length, and at most 3 edits, away.
  static func names(for name: String, among candidates: [String]) -> [String] {
    let withUnit = candidates.filter { $0.hasPrefix(name + "_") }
    if !withUnit.isEmpty { return withUnit }
    let limit = min(3, max(1, name.utf8.count / 3))
    let ranked = candidates.map { (name: $0, distance: distance(name, $0)) }
    guard let best = ranked.min(by: { $0.distance < $1.distance }), best.distance <= limit else { return [] }
    return [best.name]
  }

  /// ` (did you mean 'area_mm2' or 'area_um2'?)`, or nothing.
  static func text(_ names: [String]) -> String {
    names.isEmpty ? "" : " (did you mean " + names.map { "'\($0)'" }.joined(separator: " or ") + "?)"
  }

  /// Insertions, deletions, substitutions and swaps of neighbours between two names.
  static func distance(_ a: String, _ b: String) -> Int {
    let (a, b) = (Array(a.utf8), Array(b.utf8))
    var rows = [Array(0...b.count)]
    for i in 1..<(a.count + 1) {
      var row = [i]
      for j in 1..<(b.count + 1) {
        var best = min(
          row[j - 1] + 1, rows[i - 1][j] + 1, rows[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          best = min(best, rows[i - 2][j - 2] + 1)
        }
        row.append(best)
      }
      rows.append(row)
    }
    return rows[a.count][b.count]
  }
}
