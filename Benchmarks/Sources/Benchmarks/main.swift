import Foundation

// No closures here: they belong to the main actor, which costs 21 ns a call.
exit(Benchmarks.run(CommandLine.arguments))
