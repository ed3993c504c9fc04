import LuaEmbedding

import Platform

/// Reads lines for the interactive mode: with editing, history and completion where a line-editing library is
/// installed (nothing is linked), plain lines otherwise.
///
/// There is one terminal, so there is one editor: what the library calls back finds its state in globals.
final class LineEditor {
  enum Line {
    case text(String)
    /// Ctrl-C: what had been typed is gone.
    case interrupted
    case end
  }

  private typealias Handler = @convention(c) (UnsafeMutablePointer<CChar>?) -> Void
  private typealias Install = @convention(c) (UnsafePointer<CChar>, Handler) -> Void
  private typealias Action = @convention(c) () -> Void
  private typealias AddHistory = @convention(c) (UnsafePointer<CChar>) -> Int32

  private var install: Install?
  private var readCharacter: Action?
  private var remove: Action?
  private var freeLine: Action?
  private var addHistory: AddHistory?
  private let isTerminal = StandardStreams.inputIsTerminal

  init() {
    guard isTerminal else { return }
    // In the locale "C" the libraries drop what is not ASCII.
    let locale = setlocale(LC_CTYPE, "").map { String(cString: $0) }
    if ["C", "POSIX", nil].contains(locale) { setlocale(LC_CTYPE, "C.UTF-8") }
    for library in ["libedit.so.2", "libedit.3.dylib", "libreadline.so.8"] {
      guard let handle = dlopen(library, RTLD_NOW | RTLD_LOCAL),
        let install = dlsym(handle, "rl_callback_handler_install"),
        let read = dlsym(handle, "rl_callback_read_char"),
        let remove = dlsym(handle, "rl_callback_handler_remove"), let history = dlsym(handle, "add_history")
      else { continue }
      self.install = unsafeBitCast(install, to: Install.self)
      readCharacter = unsafeBitCast(read, to: Action.self)
      self.remove = unsafeBitCast(remove, to: Action.self)
      addHistory = unsafeBitCast(history, to: AddHistory.self)
      freeLine = dlsym(handle, "rl_free_line_state").map { unsafeBitCast($0, to: Action.self) }
      prepareCompletion(handle)
      return
    }
  }

  /// Completes with the TAB key.
  ///
  /// - Parameter candidates: what may stand in place of a word, given the line before it.
  func complete(by candidates: @escaping (_ before: String, _ word: String) -> [String]) {
    completer = candidates
  }

  func line(prompt: String) -> Line {
    guard isTerminal else { return plainLine(prompt) }
    wasInterrupted = 0
    var before = sigaction()
    sigaction(SIGINT, nil, &before)
    var noting = sigaction()  // without SA_RESTART: reading ends with the signal
    #if canImport(Darwin)
      noting.__sigaction_u.__sa_handler = { _ in wasInterrupted = 1 }
    #else
      noting.__sigaction_handler.sa_handler = { _ in wasInterrupted = 1 }
    #endif
    sigaction(SIGINT, &noting, nil)
    defer { sigaction(SIGINT, &before, nil) }
    let line = install == nil ? plainLine(prompt) : editedLine(prompt)
    if case .interrupted = line { StandardStreams.write("\n") }
    return line
  }

  func remember(_ line: String) {
    if !line.isEmpty { _ = addHistory?(line) }
  }

  private func plainLine(_ prompt: String) -> Line {
    StandardStreams.write(prompt)
    if let line = StandardStreams.readLine() { return .text(line) }
    guard wasInterrupted != 0 else { return .end }
    StandardStreams.clearInput()
    return .interrupted
  }

  private func editedLine(_ prompt: String) -> Line {
    StandardStreams.write("")  // what is left of the script's output comes first
    (finishedLine, isFinished, removeHandler) = (nil, false, remove)
    install?(prompt) { line in
      (finishedLine, isFinished) = (line, true)
      removeHandler?()  // before the prompt is written again
    }
    while !isFinished {
      var input = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
      // A signal just before the call would be noticed with the next key only: so it ends by itself, too.
      let count = poll(&input, 1, 200)
      if wasInterrupted != 0 {
        freeLine?()
        remove?()
        return .interrupted
      }
      if count > 0 { readCharacter?() }
    }
    guard let line = finishedLine else { return .end }
    defer { free(line) }
    return .text(String(cString: line))
  }

  // MARK: Completion

  private func prepareCompletion(_ library: UnsafeMutableRawPointer) {
    func variable<Value>(_ name: String, _: Value.Type) -> UnsafeMutablePointer<Value>? {
      dlsym(library, name)?.assumingMemoryBound(to: Value.self)
    }
    lineBuffer = variable("rl_line_buffer", UnsafeMutablePointer<CChar>?.self)
    isOver = variable("rl_attempted_completion_over", Int32.self)
    appended = variable("rl_completion_append_character", Int32.self)
    // A word is a name: what comes before, up to its dots and colons, the completer looks at itself.
    let breaks = strdup(" \t\n\"\\'`@$><=;|&{}()[]+-*/%^~#,.:!?")
    variable("rl_basic_word_break_characters", UnsafeMutablePointer<CChar>?.self)?.pointee = breaks
    variable("rl_completer_word_break_characters", UnsafeMutablePointer<CChar>?.self)?.pointee = breaks
    typealias Complete = @convention(c) (UnsafePointer<CChar>?, Int32, Int32) -> Matches?
    variable("rl_attempted_completion_function", Complete?.self)?.pointee = { text, _, _ in
      isOver?.pointee = 1  // no names of files
      appended?.pointee = 0
      guard let text, let completer, let line = lineBuffer?.pointee else { return nil }
      let word = String(cString: text)
      return matches(completer(beginning(of: String(cString: line), before: word), word))
    }
  }
}

private typealias Matches = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

nonisolated(unsafe) private var wasInterrupted: sig_atomic_t = 0
nonisolated(unsafe) private var finishedLine: UnsafeMutablePointer<CChar>?
nonisolated(unsafe) private var isFinished = false
nonisolated(unsafe) private var removeHandler: (@convention(c) () -> Void)?
nonisolated(unsafe) private var completer: ((_ before: String, _ word: String) -> [String])?
nonisolated(unsafe) private var lineBuffer: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
nonisolated(unsafe) private var isOver: UnsafeMutablePointer<Int32>?
nonisolated(unsafe) private var appended: UnsafeMutablePointer<Int32>?

/// The line up to the word. The libraries count in different units, so the word is looked for: it is what is
/// completed where the cursor is at the end of the line, and nearly always elsewhere.
private func beginning(of line: String, before word: String) -> String {
  guard !word.isEmpty else { return line }
  guard !line.hasSuffix(word) else { return String(line.dropLast(word.count)) }
  var end = line.startIndex
  var index = line.startIndex
  while index < line.endIndex {
    if line[index...].hasPrefix(word) { end = index }
    index = line.index(after: index)
  }
  return String(line[..<end])
}

/// As the libraries want them: what all begin with, then all, then NULL. They free it.
private func matches(_ names: [String]) -> Matches? {
  guard let first = names.first else { return nil }
  let common = names.dropFirst().reduce(first) { $0.commonPrefix(with: $1) }
  let all = names.count == 1 ? names : [common] + names
  guard let memory = calloc(all.count + 1, MemoryLayout<UnsafeMutablePointer<CChar>?>.stride) else {
    return nil
  }
  let matches = memory.assumingMemoryBound(to: UnsafeMutablePointer<CChar>?.self)
  for (index, name) in all.enumerated() { matches[index] = strdup(name) }
  return matches
}

extension String {
  /// What both begin with.
  fileprivate func commonPrefix(with other: String) -> String {
    String(zip(self, other).prefix { $0 == $1 }.map(\.0))
  }
}
