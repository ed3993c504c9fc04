import Platform

/// The process that runs cases and tells the parent about each in lines: "begin 7", "hit xpert.log()",
/// "fault text", "end 7 accepted". What scripts print goes nowhere; what the process says when it dies
/// stands in a file.
enum APIWorker {
  /// How many cases a worker runs before another takes its place, so that what a case leaves behind does not
  /// gather.
  static let casesPerProcess: UInt64 = 4000

  /// - Parameters:
  ///   - arguments: seed, first case, distance to the next, scratch folder.
  static func main(_ arguments: [String]) -> Int32 {
    guard arguments.count == 4, let seed = UInt64(arguments[0]), let first = UInt64(arguments[1]),
      let stride = UInt64(arguments[2])
    else { return 2 }
    let parent = dup(1)
    let nowhere = open("/dev/null", O_RDWR)
    let words = open("\(arguments[3])/stderr", O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0o644)
    for (from, to) in [(nowhere, 0), (nowhere, 1), (words, 2)] { dup2(from, Int32(to)) }
    guard chdir(arguments[3]) == 0 else { return 2 }
    mkdir("files", 0o755)
    guard chdir("files") == 0, (try? APIFiles.make()) != nil else { return 2 }
    func say(_ line: String) { Self.say(line, to: parent) }
    let catalogue = APIScript.Catalogue()
    let names = catalogue.names
    var hits: Set<String> = []
    for index in 0..<casesPerProcess {
      let number = first + index * stride
      say("begin \(number)")
      let subject = APICase(seed: seed, number: number, catalogue)
      let outcome = subject.run()
      for hit in outcome.hits.subtracting(hits) where names.contains(hit) { say("hit \(hit)") }
      hits.formUnion(outcome.hits)
      for fault in outcome.faults { say("fault \(oneLine(fault))") }
      if FuzzGenerator.mix(number, seed) % 100 == 0, outcome.ending != .limited {
        let again = subject.run()
        if again.ending != .limited, again.digest != outcome.digest || again.message != outcome.message {
          say(
            "fault the second run of the case came to another outcome: '\(oneLine(outcome.message))' and"
              + " '\(oneLine(again.message))'"
          )
        }
      }
      say("end \(number) \(outcome.ending.rawValue)")
    }
    return 0
  }

  /// Without a buffer: what was noted before a crash must be seen.
  static func say(_ line: String, to descriptor: Int32 = 1) {
    let bytes = Array((line + "\n").utf8)
    if write(descriptor, bytes, bytes.count) != bytes.count { _exit(1) }
  }

  private static func oneLine(_ text: String) -> String {
    String(text.prefix(400)).split(separator: "\n").joined(separator: " | ")
  }

  /// Runs one case here, with everything that its script notes.
  static func replay(seed: UInt64, number: UInt64, scratch: String) -> Int32 {
    var subject = APICase(seed: seed, number: number, APIScript.Catalogue())
    let manner =
      (subject.script.isSandboxed ? ", sandboxed" : "") + (subject.script.isChecking ? ", checked" : "")
    say("-- seed \(seed), case \(number)\(manner)\n\(subject.script.source)")
    guard chdir(scratch) == 0, (try? APIFiles.make()) != nil else { return 2 }
    subject.isVerbose = true
    let outcome = subject.run()
    say("\(outcome.ending.rawValue) \(outcome.message)")
    for fault in outcome.faults { say("FAILED: \(fault)") }
    return outcome.faults.isEmpty ? 0 : 1
  }
}
