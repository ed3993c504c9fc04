import Foundation

/// The editor's file, `meta/xpert.lua`, as far as the tests look into it.
struct MetaFile {
  struct Class {
    var name: String
    /// No other field may be given.
    var isExact = false
    var parents: [String] = []
    var fields: [MetaField] = []
    /// "add", "len".
    var operators: [String] = []
    /// "fun(options?:xpert.HardwareOptions):xpert.Hardware"
    var overloads: [String] = []
  }

  struct Function {
    /// "xpert.loss.target"
    var name: String
    /// As in the definition.
    var parameters: [String] = []
    /// Name and type as annotated, "options?" where it may be left out.
    var annotated: [(name: String, type: String)] = []
    var results: [String] = []
    var help: String
  }

  let text: String
  var classes: [String: Class] = [:]
  var functions: [Function] = []
  /// By the name of the table: "xpert.loss" is of the class "xpert.loss".
  var modules: [String: String] = [:]
  /// Without blanks.
  private var aliases: [String: String] = [:]

  init() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../../meta/xpert.lua")
    text = try String(contentsOf: file, encoding: .utf8)
    var current: Class?
    var lastClass: Class?
    var help: [String] = []
    var function = Function(name: "", help: "")
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      guard line.hasPrefix("---") else {
        if let ended = current { classes[ended.name] = ended }
        lastClass = current ?? lastClass
        if line.hasPrefix("function ") {
          let parts = line.dropFirst("function ".count).split(separator: "(", maxSplits: 1)
          function.name = String(parts[0])
          function.parameters = parts[1].prefix { $0 != ")" }.split(separator: ",").map {
            $0.trimmingCharacters(in: .whitespaces)
          }
          function.help = help.joined(separator: " ")
          functions.append(function)
        } else if line.hasSuffix(" = {}"), let module = current ?? lastClass {
          modules[String(line.dropLast(" = {}".count)).replacing("local ", with: "")] = module.name
        }
        current = nil
        help = []
        function = Function(name: "", help: "")
        continue
      }
      guard line.hasPrefix("---@") else {
        help.append(line.dropFirst(3).trimmingCharacters(in: .whitespaces))
        continue
      }
      let tag = line.dropFirst(4).prefix { $0 != " " }
      var rest = Substring(line.dropFirst(4 + tag.count).drop { $0 == " " })
      switch tag {
      case "class":
        var new = Class(name: "")
        if rest.hasPrefix("(exact) ") {
          new.isExact = true
          rest = rest.dropFirst("(exact) ".count)
        }
        let parts = rest.split(separator: ":")
        new.name = String(parts[0])
        if parts.count > 1 { new.parents = [parts[1].trimmingCharacters(in: .whitespaces)] }
        current = new
        help = []
      case "field":
        var name = Self.word(&rest)
        let isOptional = name.hasSuffix("?")
        if isOptional { name.removeLast() }
        let type = Self.type(&rest)
        current?.fields.append(
          MetaField(
            name: name, isOptional: isOptional, type: type,
            help: (help + [String(rest)]).filter { !$0.isEmpty }.joined(separator: " ")))
        help = []
      case "operator": current?.operators.append(String(rest.prefix { $0.isLetter }))
      case "overload":
        if current != nil { current?.overloads.append(Self.type(&rest)) }
      case "param":
        let name = Self.word(&rest)
        function.annotated.append((name, Self.type(&rest)))
      case "return": function.results.append(Self.type(&rest))
      case "alias":
        let name = Self.word(&rest)
        aliases[name] = Self.type(&rest)
      default: break
      }
    }
  }

  private static func word(_ rest: inout Substring) -> String {
    let word = rest.prefix { $0 != " " }
    rest = rest.dropFirst(word.count).drop { $0 == " " }
    return String(word)
  }

  /// A type, which may have blanks within brackets and behind ':', ',' and '|'; they are left out.
  private static func type(_ rest: inout Substring) -> String {
    var type = ""
    var depth = 0
    var isQuoted = false
    while let character = rest.first {
      if character == "\"" { isQuoted.toggle() }
      if "([{<".contains(character) { depth += 1 }
      if ")]}>".contains(character) { depth -= 1 }
      if character == " " && !isQuoted {
        if depth == 0 && !(type.last.map { ":,|".contains($0) } ?? true) { break }
      } else {
        type.append(character)
      }
      rest.removeFirst()
    }
    rest = rest.drop { $0 == " " }
    return type
  }

  /// The type with what its aliases stand for.
  func resolved(_ type: String) -> String {
    aliases.reduce(type) { $0.replacing($1.key, with: $1.value) }
  }

  /// Fields of a class, and those of the classes it inherits from that it does not replace.
  func fields(of name: String) -> [MetaField] {
    guard let found = classes[name] else { return [] }
    let own = Set(found.fields.map(\.name))
    return found.parents.flatMap(fields(of:)).filter { !own.contains($0.name) } + found.fields
  }

  /// Bracketed fields say what an index gives: "[integer]".
  func names(of name: String, methods: Bool) -> [String] {
    fields(of: name).filter { $0.isMethod == methods && !$0.name.hasPrefix("[") }.map(\.name)
  }
}
