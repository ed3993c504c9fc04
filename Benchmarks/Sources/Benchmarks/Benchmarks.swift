import Foundation

/// The command `bench`.
enum Benchmarks {
  static var all: [any Benchmark.Type] {
    [
      LuaBenchmark.self, ScriptBenchmark.self, SearchBenchmark.self, ExactBenchmark.self,
      SimulatorBenchmark.self, InferenceBenchmark.self, TrainingBenchmark.self,
    ]
  }

  static func run(_ arguments: [String]) -> Int32 {
    let names = all.map { $0.name }
    let usage = "usage: bench [\(names.joined(separator: "|"))] [--json FILE]; without a name, everything"
    var arguments = Array(arguments.dropFirst())
    var chosen = all
    if let first = arguments.first, !first.hasPrefix("-") {
      guard let benchmark = all.first(where: { $0.name == first }) else { return fail(usage) }
      chosen = [benchmark]
      arguments.removeFirst()
    }
    guard arguments.isEmpty || (arguments.count == 2 && arguments[0] == "--json") else { return fail(usage) }
    do {
      var results: [String: [Row]] = [:]
      for benchmark in chosen {
        let rows = try benchmark.rows()
        print("\(benchmark.name)\n\(table(rows))\n")
        results[benchmark.name] = rows
      }
      if arguments.count == 2 { try write(results, to: arguments[1]) }
      return results.values.allSatisfy { $0.allSatisfy(\.isWithinLimit) } ? 0 : 1
    } catch {
      return fail("bench: \(error)")
    }
  }

  private static func fail(_ message: String) -> Int32 {
    FileHandle.standardError.write(Data((message + "\n").utf8))
    return 1
  }

  private static func table(_ rows: [Row]) -> String {
    let header = ["", "ours", "peer", "unit", "ratio", "limit", ""]
    let cells = rows.map { row in
      [
        row.name, number(row.ours), row.peer.map(number) ?? "-", row.unit, row.ratio.map(number) ?? "-",
        row.limit.map(number) ?? "-", row.isWithinLimit ? "" : "OVER THE LIMIT",
      ]
    }
    let all = [header] + cells
    let widths = header.indices.map { column in all.map { $0[column].count }.max()! }
    return all.map { line in
      line.indices.map { column in
        let padding = String(repeating: " ", count: widths[column] - line[column].count)
        return column == 0 || column == 3 || column == 6 ? line[column] + padding : padding + line[column]
      }.joined(separator: "  ")
    }.joined(separator: "\n")
  }

  private static func number(_ number: Double) -> String {
    let decimals = number >= 100 ? 0 : number >= 10 ? 1 : number >= 0.1 || number == 0 ? 2 : 4
    return String(format: "%.\(decimals)f", number)
  }

  private static func write(_ results: [String: [Row]], to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    try encoder.encode(results).write(to: URL(fileURLWithPath: path))
  }
}
