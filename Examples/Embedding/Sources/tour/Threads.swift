import LuaEmbedding

/// A state is not Sendable: one thread at a time. An actor gives it one.
actor Interpreter {
  private let state = LuaState()

  func run(_ source: String) throws { try state.run(source) }

  func number(_ source: String) throws -> Double { try state.evaluate(source) }
}

func threads() async throws {
  step("threads")
  let interpreter = Interpreter()
  try await interpreter.run("count = 0")
  await withTaskGroup(of: Void.self) { group in
    for _ in 0..<100 {
      group.addTask { try? await interpreter.run("count = count + 1") }
    }
  }
  expect(try await interpreter.number("return count") == 100)

  // States know nothing of each other: as many at once as there are cores.
  let sums = try await withThrowingTaskGroup(of: Int.self) { group in
    for last in [10, 100, 1000] {
      group.addTask {
        let state = LuaState()
        try state.setGlobal("last", last)
        return try state.evaluate("local sum = 0; for i = 1, last do sum = sum + i end; return sum")
      }
    }
    return try await group.reduce(into: []) { $0.append($1) }.sorted()
  }
  expect(sums == [55, 5050, 500_500])
  print("   \(sums)")
}
