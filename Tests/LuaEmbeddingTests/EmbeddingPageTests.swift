import Foundation
import Testing

/// Documentation/embedding.md shows nothing that is not compiled and run: each of its Swift snippets stands,
/// line by line, in the guided tour or in the tests of this folder.
@Suite struct EmbeddingPageTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  struct Snippet: Sendable, CustomTestStringConvertible {
    /// Of the page, from 1.
    let line: Int
    let text: String
    var testDescription: String { "line \(line)" }
  }

  /// Without indentation and empty lines.
  private static func plain(_ lines: some Sequence<Substring>) -> String {
    lines.map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }.joined(separator: "\n")
      + "\n"
  }

  static let snippets: [Snippet] = {
    let page = try! String(
      contentsOf: root.appendingPathComponent("Documentation/embedding.md"), encoding: .utf8)
    var snippets: [Snippet] = []
    var begin: Int?
    let lines = page.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      if let first = begin, line.hasPrefix("```") {
        snippets.append(Snippet(line: first + 1, text: plain(lines[first..<index])))
        begin = nil
      } else if line == "```swift" {
        begin = index + 1
      }
    }
    return snippets
  }()

  private static let sources: [String] = {
    let files = FileManager.default
    let folders = ["Examples/Embedding/Sources", "Tests/LuaEmbeddingTests"].map(root.appendingPathComponent)
    let swift = folders.flatMap { folder in
      files.enumerator(at: folder, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL } ?? []
    }.filter { $0.pathExtension == "swift" }
    return (swift + [root.appendingPathComponent("Examples/Embedding/Package.swift")]).map { file in
      // A line must begin with the snippet's first word, not contain it.
      "\n" + plain(((try? String(contentsOf: file, encoding: .utf8)) ?? "").split(separator: "\n"))
    }
  }()

  @Test("the page has snippets on everything")
  func coverage() {
    #expect(Self.snippets.count >= 20)
  }

  @Test("every Swift snippet of the page stands in a program that runs", arguments: snippets)
  func snippet(_ snippet: Snippet) {
    #expect(
      Self.sources.contains { $0.contains("\n" + snippet.text) },
      "Documentation/embedding.md:\(snippet.line): not in the tour, nor in the tests:\n\(snippet.text)")
  }
}
