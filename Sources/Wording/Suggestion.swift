/// "did you mean ...?" for misspelt names.
public enum Suggestion {
  /// The hint to put behind a message: " (did you mean 'crossbar'?)", or "" where no name is near.
  ///
  /// A name that lacks its unit ("area" for "area_mm2") is answered with every name that adds one.
  public static func hint(for name: String, among names: some Sequence<String>) -> String {
    text(nearest(to: name, among: names))
  }

  /// ` (did you mean 'area_mm2' or 'area_um2'?)`, or nothing.
  public static func text(_ names: [String]) -> String {
    names.isEmpty ? "" : " (did you mean " + names.map { "'\($0)'" }.joined(separator: " or ") + "?)"
  }

  /// The names to suggest: those that only add a unit (at most three, in their order), else the one nearest
  /// in spelling.
  public static func nearest(to name: String, among names: some Sequence<String>) -> [String] {
    let withUnit = names.filter { $0.hasPrefix(name + "_") }
    if !name.isEmpty && !withUnit.isEmpty { return Array(withUnit.prefix(3)) }
    let limit = min(3, 1 + name.utf8.count / 4)
    var best: (name: String, distance: Int)?
    for candidate in names.sorted() where candidate != name {
      let distance = editDistance(name, candidate)
      // Everything is near a name of two letters: at least half of it must stay.
      guard distance <= limit, 2 * distance <= max(name.utf8.count, candidate.utf8.count) else { continue }
      if best == nil || distance < best!.distance { best = (candidate, distance) }
    }
    return best.map { [$0.name] } ?? []
  }

  /// Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours.
  public static func editDistance(_ a: String, _ b: String) -> Int {
    let a = Array(a.utf8)
    let b = Array(b.utf8)
    var beforePrevious = [Int](repeating: 0, count: b.count + 1)
    var previous = Array(0...b.count)
    for i in 0..<a.count {
      var row = [i + 1]
      row.reserveCapacity(b.count + 1)
      for j in 0..<b.count {
        var distance = min(previous[j + 1] + 1, row[j] + 1, previous[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          distance = min(distance, beforePrevious[j - 1] + 1)
        }
        row.append(distance)
      }
      beforePrevious = previous
      previous = row
    }
    return previous[b.count]
  }
}
