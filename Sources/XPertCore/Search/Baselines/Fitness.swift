/// How good a candidate is to a baseline.
///
/// Accepted candidates are better than others; accepted ones compare by what the search ranks by, the others
/// by their loss, which leads to where candidates are accepted (the feasibility rules of Deb, 2000). Without
/// a loss all candidates that are not accepted are equal.
struct Fitness: Comparable {
  let isAccepted: Bool
  /// The smaller the better.
  let value: Double
  /// The loss where there is one, else `value`: one scale for all candidates.
  let energy: Double
  /// What a search for a front compares; empty for others.
  var objectives: [Double] = []

  static func < (a: Fitness, b: Fitness) -> Bool {
    a.isAccepted != b.isAccepted ? a.isAccepted : a.value < b.value
  }

  static func == (a: Fitness, b: Fitness) -> Bool { a.isAccepted == b.isAccepted && a.value == b.value }
}
