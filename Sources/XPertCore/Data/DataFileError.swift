/// A file that is not what it should be: the path first, then what is wrong.
public struct DataFileError: Error, Hashable, Sendable, CustomStringConvertible {
  public let path: String
  public let problem: String

  public init(path: String, problem: String) {
    self.path = path
    self.problem = problem
  }

  /// "test_batch.bin: not CIFAR-10: record 3 has the label 17; 0 to 9 expected"
  public var description: String { "\(path): \(problem)" }
}
