/// What is wrong with a network file: file, line and what was expected.
public struct NetworkFileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file as the caller named it.
  public let file: String
  /// 1-based line; nil where the whole file is meant.
  public let line: Int?
  public let problem: String

  public init(file: String, line: Int? = nil, problem: String) {
    self.file = file
    self.line = line
    self.problem = problem
  }

  /// "NetWork_custom.csv:7: column 10 (ADC type) is 3: 1 (flash) or 2 (SAR) expected"
  public var description: String {
    let file = file.isEmpty ? "''" : file
    return line.map { "\(file):\($0): \(problem)" } ?? "\(file): \(problem)"
  }
}
