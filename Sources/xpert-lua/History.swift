import LuaEmbedding
import XPertCore

import Platform

/// The lines of earlier interactive sessions: a file of statements, one per line. A line break within one is
/// written `\n`, a backslash `\\`.
struct History {
  private let path: String
  /// Oldest first.
  private(set) var lines: [String] = []
  private static let kept = 1000

  /// nil where there is no place for a file: neither XDG_STATE_HOME nor HOME is a path.
  init?(stateFolder: String? = Self.stateFolder) {
    guard let stateFolder else { return nil }
    path = "\(stateFolder)/xpert-lua/history"
    let bytes = (try? FileSystem.read(path, limit: 16 << 20)) ?? []
    let text = String(decoding: bytes, as: UTF8.self)
    let all = text.split(separator: "\n").map { Self.decoded($0) }
    lines = all.suffix(Self.kept)
    // Every session adds to the file; once it is twice as long as what is kept, the rest goes.
    if all.count > 2 * Self.kept {
      try? FileSystem.write(lines.map { Self.encoded($0) + "\n" }.joined(), to: path)
    }
  }

  /// Of the XDG base directories: `~/.local/state` where nothing else is said.
  static var stateFolder: String? {
    if let folder = StandardStreams.environment("XDG_STATE_HOME"), folder.hasPrefix("/") { return folder }
    guard let home = StandardStreams.environment("HOME"), home.hasPrefix("/") else { return nil }
    return "\(home)/.local/state"
  }

  /// Adds a statement at once, so that it outlives whatever happens next. Without a place to write it is kept
  /// for this session alone.
  ///
  /// - Returns: whether it was another one than the last.
  mutating func add(_ statement: String) -> Bool {
    guard !statement.allSatisfy(\.isWhitespace), statement != lines.last else { return false }
    lines.append(statement)
    makeFolders()
    // Statements may hold what is nobody else's business.
    let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return true }
    defer { close(descriptor) }
    var line = Self.encoded(statement) + "\n"
    // One call: lines of two sessions never mix.
    line.withUTF8 { _ = write(descriptor, $0.baseAddress, $0.count) }
    return true
  }

  private func makeFolders() {
    for (index, character) in zip(path.indices, path) where character == "/" && index != path.startIndex {
      mkdir(String(path[..<index]), 0o700)  // mostly there already
    }
  }

  static func encoded(_ statement: String) -> String {
    statement.reduce(into: "") { text, character in
      switch character {
      case "\\": text += "\\\\"
      case "\n", "\r\n": text += "\\n"
      default: text.append(character)
      }
    }
  }

  static func decoded(_ line: some StringProtocol) -> String {
    var text = ""
    var isEscaped = false
    for character in line {
      if isEscaped {
        text.append(character == "n" ? "\n" : character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else {
        text.append(character)
      }
    }
    return text
  }
}
