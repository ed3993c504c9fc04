import Platform

/// Runs random cases until the time is up. A case is made from its seed alone, so that a seed repeats it.
enum FuzzRun {
  private static let usage = """
    usage: xpert-fuzz simulator [SECONDS] [--seed N] [--only N] [--refusals]

    Evaluates random chips, files and scripts for SECONDS (60). Nothing may crash or hang, no report may
    contain a number that is not finite, and whatever is refused must say why in one line. Prints the seed of
    a failing case; --only N repeats that case alone and prints it, --seed N starts elsewhere,
    --refusals prints every refusal.
    """

  /// Longest time that one case may take, seconds.
  private static let patience: UInt32 = 60

  static func main(_ arguments: [String]) -> Int32 {
    var seconds = 60.0
    var first: UInt64 = 1
    var only: UInt64?
    var rest = arguments[...]
    switch rest.popFirst() {
    case "simulator": break
    case "api": return APIFuzz.main(Array(rest))
    case "api-worker": return APIWorker.main(Array(rest))
    default: return refuse("\(usage)\n\n\(APIFuzz.usage)")
    }
    while let argument = rest.popFirst() {
      switch argument {
      case "--refusals": printsRefusals = true
      case "--seed", "--only":
        guard let seed = rest.popFirst().flatMap({ UInt64($0) }) else {
          return refuse("xpert-fuzz: \(argument) needs a number\n\(usage)")
        }
        if argument == "--only" { only = seed } else { first = seed }
      default:
        guard let number = Double(argument), number > 0, number < 1e6 else { return refuse(usage) }
        seconds = number
      }
    }
    CrashReport.install()
    if let only {
      let failed = !run(seed: only, prints: true)
      print("case \(only): \(failed ? "failed" : "passed")")
      return failed ? 1 : 0
    }
    let begin = Clock.now()
    var seed = first
    var counts: [String: (run: Int, accepted: Int)] = [:]
    while Clock.now() - begin < seconds {
      guard run(seed: seed, prints: false, counts: &counts) else { return 1 }
      seed += 1
    }
    let kinds = counts.keys.sorted().map { "\(counts[$0]!.run) \($0) (\(counts[$0]!.accepted) accepted)" }
    print("\(seed - first) cases from seed \(first): \(kinds.joined(separator: ", "))")
    return 0
  }

  private static func run(seed: UInt64, prints: Bool) -> Bool {
    var counts: [String: (run: Int, accepted: Int)] = [:]
    return run(seed: seed, prints: prints, counts: &counts)
  }

  private static func run(
    seed: UInt64, prints: Bool, counts: inout [String: (run: Int, accepted: Int)]
  ) -> Bool {
    CrashReport.begin(seed: seed, patience: patience)
    defer { CrashReport.end() }
    var random = FuzzGenerator(seed: seed)
    let kinds: [(String, (inout FuzzGenerator) -> any FuzzCase)] = [
      ("chips", { ChipCase(&$0) }), ("chips", { ChipCase(&$0) }), ("files", { FileCase(&$0) }),
      ("scripts", { ScriptCase(&$0) }),
    ]
    let (name, make) = kinds[random.index(below: kinds.count)]
    let subject = make(&random)
    if prints { print(subject.description) }
    counts[name, default: (0, 0)].run += 1
    do {
      if try subject.run() { counts[name]!.accepted += 1 }
      return true
    } catch {
      print("FAILED: seed \(seed): \(error)\n\(subject.description)")
      print("repeat with: scripts/fuzz simulator --only \(seed)")
      return false
    }
  }

  static func refuse(_ message: String) -> Int32 {
    let text = Array((message + "\n").utf8)
    _ = write(2, text, text.count)
    return 2
  }
}

/// One random case.
protocol FuzzCase: CustomStringConvertible {
  /// Whether the program accepted it; throws ``FuzzFailure`` for what may not happen.
  func run() throws -> Bool
}

/// What may not happen.
struct FuzzFailure: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

nonisolated(unsafe) private var printsRefusals = false

/// A refusal is one line that says something.
func checkRefusal(_ message: String) throws {
  if printsRefusals { print("refused: \(message)") }
  guard message.count >= 10, !message.contains("\n"), !message.contains("Fatal") else {
    throw FuzzFailure("refused without a one-line rule: '\(message)'")
  }
}
