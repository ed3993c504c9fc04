import LuaEmbedding

import Platform

/// Reads lines for the interactive mode: with editing and history where a line-editing library is
/// installed (nothing is linked), plain lines otherwise.
struct LineEditor {
  private typealias Readline = @convention(c) (UnsafePointer<CChar>) -> UnsafeMutablePointer<CChar>?
  private typealias AddHistory = @convention(c) (UnsafePointer<CChar>) -> Int32

  private var readline: Readline?
  private var addHistory: AddHistory?

  init() {
    guard StandardStreams.inputIsTerminal else { return }
    // In the locale "C" the libraries drop what is not ASCII.
    let locale = setlocale(LC_CTYPE, "").map { String(cString: $0) }
    if ["C", "POSIX", nil].contains(locale) { setlocale(LC_CTYPE, "C.UTF-8") }
    for library in ["libedit.so.2", "libedit.3.dylib", "libreadline.so.8"] {
      guard let handle = dlopen(library, RTLD_NOW | RTLD_LOCAL), let line = dlsym(handle, "readline"),
        let history = dlsym(handle, "add_history")
      else { continue }
      readline = unsafeBitCast(line, to: Readline.self)
      addHistory = unsafeBitCast(history, to: AddHistory.self)
      return
    }
  }

  /// nil at the end of the input.
  func line(prompt: String) -> String? {
    guard let readline else {
      StandardStreams.write(prompt)
      return StandardStreams.readLine()
    }
    guard let line = readline(prompt) else { return nil }
    defer { free(line) }
    return String(cString: line)
  }

  func remember(_ line: String) {
    if !line.isEmpty { _ = addHistory?(line) }
  }
}
