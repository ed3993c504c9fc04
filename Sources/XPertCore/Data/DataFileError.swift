/// A file that is not what it should be: the path first, then what is wrong.
package struct DataFileError: Error, Hashable, Sendable, CustomStringConvertible {
  package let path: String
  package let problem: String

  package init(path: String, problem: String) {
    self.path = path
    self.problem = problem
  }

  /// "test_batch.bin: not CIFAR-10: record 3 has the label 17; 0 to 9 expected"
  package var description: String { "\(path): \(problem)" }
}
