import Foundation

let arguments = Array(CommandLine.arguments.dropFirst())
let jsonFile = arguments.firstIndex(of: "--json").flatMap { arguments.dropFirst($0 + 1).first }

guard arguments.first == "search" else {
  print("usage: bench search [--seeds N] [--quick] [--json FILE]")
  exit(2)
}
let seeds = arguments.firstIndex(of: "--seeds").flatMap { arguments.dropFirst($0 + 1).first }.flatMap { Int($0) }
let benchmark = SearchBenchmark(seeds: seeds ?? 10, isQuick: arguments.contains("--quick"))
let rows = try benchmark.run()
if let jsonFile {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
  try encoder.encode(rows).write(to: URL(fileURLWithPath: jsonFile))
}
