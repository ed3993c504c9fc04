import Testing

@testable import LuaEmbedding
@testable import XPertCore
@testable import XPertLua

/// What the reference says of a number is what is enforced.
@Suite struct OptionRangeTests {
  /// Every table of options, also those within others.
  private func tables(_ module: LuaModule) -> [OptionTable] {
    let own =
      (module.call?.options.map { [$0] } ?? [])
      + module.entries.compactMap { entry -> OptionTable? in
        if case .constructor(let table) = entry.content { table } else { nil }
      }
    return own.flatMap(withinner)
      + module.entries.flatMap { entry -> [OptionTable] in
        if case .module(let inner) = entry.content { tables(inner) } else { [] }
      }
  }

  private func withinner(_ table: OptionTable) -> [OptionTable] {
    [table] + (table.entries + table.options.flatMap(\.kinds)).flatMap(\.tables).flatMap(withinner)
  }

  /// Numbers that a range takes at its ends, and those just outside.
  private func ends(_ range: OptionRange, isInteger: Bool) -> (inside: [Double], outside: [Double]) {
    func below(_ number: Double) -> Double { isInteger ? number - 1 : number.nextDown }
    func above(_ number: Double) -> Double { isInteger ? number + 1 : number.nextUp }
    var (inside, outside): ([Double], [Double]) = ([], [])
    if let lower = range.lower {
      inside.append(range.excludesLower ? above(lower) : lower)
      outside.append(range.excludesLower ? lower : below(lower))
    }
    if let upper = range.upper {
      inside.append(upper)
      outside.append(above(upper))
    }
    return (inside, outside)
  }

  private func ranges(_ option: Option) -> [(range: OptionRange, isInteger: Bool)] {
    if case .any(_, let range?) = option.unit { return [(range, false)] }
    return option.kinds.compactMap { kind in
      switch kind {
      case .integer(let range?): (range, true)
      case .number(let range?): (range, false)
      default: nil
      }
    }
  }

  private func literal(_ number: Double, isInteger: Bool) -> String {
    isInteger ? "\(Int(number))" : "\(number)"
  }

  @Test("every numeric option takes the ends of its documented range and refuses what is just outside")
  func options() throws {
    let fixture = try BindingFixture()
    var count = 0
    for table in tables(fixture.module) {
      for option in table.options where option.kinds.count == 1 {
        for (range, isInteger) in ranges(option) {
          count += 1
          // Alone in its table, so that nothing else is missing; in SI units, which are as written.
          let alone = OptionTable("t", [option])
          try fixture.state.setFrameFunction("read") { frame in
            _ = try alone.read(frame, 1)
            return 0
          }
          var spelling = option.spellings[0]
          if case .any(let quantity, _) = option.unit {
            guard let unit = quantity.units.first(where: { $0.scale == 1 }) else { continue }
            spelling = "\(option.key)_\(unit.name)"
          }
          let (inside, outside) = ends(range, isInteger: isInteger)
          for number in inside {
            #expect(
              throws: Never.self, "\(table.name).\(spelling) = \(number)",
              performing: {
                try fixture.run("read { \(spelling) = \(literal(number, isInteger: isInteger)) }")
              })
          }
          for number in outside {
            let message = fixture.message(
              "read { \(spelling) = \(literal(number, isInteger: isInteger)) }")
            #expect(
              message.contains("expected") || message.contains("out of range"),
              "\(table.name).\(spelling) = \(number): \(message)")
          }
        }
      }
    }
    #expect(count > 60, "\(count) options have a range")
  }

  @Test("hardware can be made with both ends of every documented range")
  func hardware() throws {
    let fixture = try BindingFixture()
    // What an end needs beside it.
    let companions = [
      "cell_bits = 16": "weight_bits = 16", "weight_bits = 1": "cell_bits = 1",
      "pipeline_speedup_limit": "execution = 'pipelined'",
    ]
    var count = 0
    for option in HardwareBinding.options("xpert.hardware").options {
      for (range, isInteger) in ranges(option) {
        for number in ends(range, isInteger: isInteger).inside {
          let field = "\(option.spellings[0]) = \(literal(number, isInteger: isInteger))"
          let more = companions.first { field == $0.key || field.hasPrefix($0.key + " ") }?.value ?? ""
          do {
            try fixture.run("xpert.hardware { \(field), \(more) }")
          } catch {
            // A cell has no room for any transistor: physics, and no range of this option alone.
            #expect(String(describing: error).contains("must fit into the cell"), "\(field): \(error)")
          }
          count += 1
        }
      }
    }
    #expect(count >= 20)
  }

  @Test("every function, method and property of ours has help")
  func help() throws {
    let fixture = try BindingFixture()
    #expect(LuaManual(fixture.module).silent == [])
  }
}
