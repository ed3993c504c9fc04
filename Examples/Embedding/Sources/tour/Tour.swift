/// Each step is a file of its own, prints what it shows, and stops the program where that is not so.
@main struct Tour {
  static func main() async throws {
    try values()
    try functions()
    try tables()
    try modules()
    try classes()
    try callbacks()
    try iterators()
    try handles()
    try options()
    try errors()
    try limits()
    try interruption()
    try checking()
    try await threads()
    try modulesInC()
    print("the end of the tour")
  }
}

func step(_ title: String) {
  print("-- \(title)")
}

/// Stops the tour, in release builds too, where `condition` is false.
func expect(_ condition: Bool, file: StaticString = #fileID, line: UInt = #line) {
  precondition(condition, "the tour shows something else", file: file, line: line)
}

/// The error that a script ends with.
func failure(_ body: () throws -> Void) -> String {
  do {
    try body()
    return "no error"
  } catch {
    print("   \(error)")
    return String(describing: error)
  }
}
