import Platform
import XPertCore

/// Runs cases in worker processes until the time is up. A case that ends its process, hangs, or comes to what
/// may not happen is reported with its script, and the run goes on.
struct APIFuzz {
  static let usage = """
    usage: xpert-fuzz api [SECONDS] [--seed N] [--from N] [--case N] [--keep FOLDER]

    Runs random scripts over the whole module for SECONDS (60). No script may end or hang the process, take
    more memory than its limit, or come to an error without file and line. Scripts that do are kept in FOLDER
    (a temporary one). A case is made from the seed and its number: --case N repeats one and prints its
    script, --from N goes on where another run ended.
    """

  private let seed: UInt64
  private let folder: String
  private let keepFolder: String
  private let stride: UInt64
  private var slots: [WorkerProcess?] = []
  private var hits: Set<String> = []
  private var endings: [String: Int] = [:]
  /// Reports that differ in more than numbers, with the first case of each.
  private var failures: [String: (first: UInt64, count: Int)] = [:]
  private var known = 0

  static func main(_ arguments: [String]) -> Int32 {
    var (seconds, seed, from, only): (Double, UInt64, UInt64, UInt64?) = (60, 1, 0, nil)
    var keep: String?
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      switch argument {
      case "--seed", "--from", "--case":
        guard let number = rest.popFirst().flatMap({ UInt64($0) }) else { return FuzzRun.refuse(usage) }
        if argument == "--seed" {
          seed = number
        } else if argument == "--from" {
          from = number
        } else {
          only = number
        }
      case "--keep":
        guard let folder = rest.popFirst() else { return FuzzRun.refuse(usage) }
        keep = folder
      default:
        guard let number = Double(argument), number > 0, number < 1e6 else { return FuzzRun.refuse(usage) }
        seconds = number
      }
    }
    var template = Array("\(temporaryFolder)/xpert-fuzz-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      return FuzzRun.refuse("xpert-fuzz: no temporary folder can be made")
    }
    let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    if let only { return APIWorker.replay(seed: seed, number: only, scratch: folder) }
    var run = APIFuzz(seed: seed, folder: folder, keep: keep ?? folder)
    return run.run(seconds: seconds, from: from)
  }

  private static var temporaryFolder: String { getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp" }

  private init(seed: UInt64, folder: String, keep: String) {
    (self.seed, self.folder, keepFolder) = (seed, folder, keep)
    stride = UInt64(max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))))
  }

  private mutating func run(seconds: Double, from: UInt64) -> Int32 {
    mkdir(keepFolder, 0o755)
    let begin = Clock.now()
    for slot in 0..<stride {
      let scratch = "\(folder)/\(slot)"
      mkdir(scratch, 0o755)
      slots.append(WorkerProcess(seed: seed, first: from + slot, stride: stride, folder: scratch))
      guard slots[Int(slot)] != nil else { return FuzzRun.refuse("xpert-fuzz: no worker can be started") }
    }
    while Clock.now() - begin < seconds {
      var set = slots.map { pollfd(fd: $0?.descriptor ?? -1, events: Int16(POLLIN), revents: 0) }
      poll(&set, nfds_t(set.count), 200)
      for index in slots.indices { serve(index) }
    }
    let next = slots.compactMap { $0?.next }.min() ?? from
    for worker in slots {
      worker?.kill()
      _ = worker?.reap()
    }
    return report(from: from, next: next, seconds: Clock.now() - begin)
  }

  // MARK: Workers

  private mutating func serve(_ index: Int) {
    guard var worker = slots[index] else { return }
    guard let lines = worker.lines() else { return replace(index, worker, why: worker.reap()) }
    for line in lines {
      let words = line.split(separator: " ", maxSplits: 1).map(String.init)
      guard words.count == 2 else { continue }
      switch words[0] {
      case "begin":
        worker.running = UInt64(words[1])
        (worker.begin, worker.beginProcessor) = (Clock.now(), worker.processorTime())
      case "hit": hits.insert(words[1])
      case "fault": if let number = worker.running { fail(number, words[1]) }
      default:
        endings[String(words[1].split(separator: " ").last ?? ""), default: 0] += 1
        if let number = worker.running { worker.next = number + stride }
        worker.running = nil
      }
    }
    slots[index] = worker
    // On a busy machine, time that passes says little about a case.
    let patience = APICase.timeLimit + 2
    guard worker.running != nil, Clock.now() - worker.begin > patience else { return }
    let processor = worker.processorTime() - worker.beginProcessor
    guard processor > patience || Clock.now() - worker.begin > 10 * patience else { return }
    worker.kill()
    _ = worker.reap()
    replace(index, worker, why: "ran for more than \(patience) s; the time limit is \(APICase.timeLimit) s")
  }

  private mutating func replace(_ index: Int, _ worker: WorkerProcess, why: String?) {
    var next = worker.next
    if let why {
      let words = Self.lastWords(worker.folder)
      fail(worker.running ?? next, words.isEmpty ? why : "\(why): \(words)")
      if let running = worker.running { next = running + stride }
    }
    slots[index] = WorkerProcess(seed: seed, first: next, stride: stride, folder: worker.folder)
  }

  /// What the process said when it died: "Fatal error: Index out of range", with the file and the line.
  private static func lastWords(_ folder: String) -> String {
    guard let bytes = try? FileSystem.read("\(folder)/stderr") else { return "" }
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    let telling = lines.first { $0.contains("Fatal error") || $0.contains("xpert:") } ?? lines.first ?? ""
    // Where it happened: the first frame that is the package's own.
    let place = lines.first { $0.contains(" in ") && $0.contains(" at ") && $0.contains("/Sources/") }
    return [String(telling), place.map { String($0.drop { $0 == " " }) }].compactMap { $0 }.joined(
      separator: " ")
  }

  // MARK: Reports

  private mutating func fail(_ number: UInt64, _ report: String) {
    if KnownFaults.contain(report) {
      known += 1
      return
    }
    // The same fault with another number or a value of another type is the same fault.
    let words = report.filter { !$0.isNumber }.split(separator: " ", omittingEmptySubsequences: true)
    let isName: (Substring) -> Bool = { $0.contains(".") || $0.contains("'") }
    let kind = String(words.filter { !isName($0) }.joined(separator: " ").prefix(60))
    failures[kind, default: (number, 0)].count += 1
    guard failures[kind]!.count == 1 else { return }
    let path = "\(keepFolder)/case-\(seed)-\(number).lua"
    let script = APIScript(seed: seed, number: number, APIScript.Catalogue())
    try? FileSystem.write(Array("-- \(report)\n\(script.source)".utf8), to: path)
    print("FAILED: seed \(seed), case \(number): \(report)\n  \(path)")
    print("  repeat with: scripts/fuzz api --seed \(seed) --case \(number)")
  }

  private func report(from: UInt64, next: UInt64, seconds: Double) -> Int32 {
    let catalogue = APIScript.Catalogue()
    let names = catalogue.names
    let missing = names.subtracting(hits).sorted()
    print(
      "used with success: \(names.count - missing.count) of \(names.count) functions, members and options")
    if !missing.isEmpty { print("never: \(missing.joined(separator: " "))") }
    let count = endings.values.reduce(0, +)
    let kinds = endings.keys.sorted().map { "\(endings[$0]!) \($0)" }.joined(separator: ", ")
    print(
      "\(count) cases in \(Int(seconds)) s (\(kinds)), seed \(seed), from \(from); go on with --from \(next)")
    if known > 0 { print("\(known) came to a known fault") }
    for (kind, failure) in failures.sorted(by: { $0.value.first < $1.value.first }) {
      print("FAILED \(failure.count) times, first in case \(failure.first): \(kind)")
    }
    return failures.isEmpty ? 0 : 1
  }
}
