/// What is wrong with a network or a supernet: the path of the field as a script writes it, then the rule
/// with the values. Layers count from 1, as in scripts.
package struct SpecificationError: Error, Hashable, Sendable, CustomStringConvertible {
  /// "xpert.supernet.layers[3].kernel"
  package let path: String
  package let problem: String

  package init(path: String, problem: String) {
    self.path = path
    self.problem = problem
  }

  /// "xpert.supernet.layers[3].channels: 1 to 1048576 expected, got 0"
  package var description: String { "\(path): \(problem)" }
}

/// Refuses a value outside a range.
func require(
  _ value: Int, in range: ClosedRange<Int>, _ path: @autoclosure () -> String
) throws(SpecificationError) {
  guard range.contains(value) else {
    throw SpecificationError(
      path: path(), problem: "\(range.lowerBound) to \(range.upperBound) expected, got \(value)")
  }
}
