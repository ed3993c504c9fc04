import Testing

@testable import XPertLua

private final class Supernet: LuaObject {
  static let luaType = LuaType<Supernet>("xpert.Supernet") { _ in }
}

private final class Schedule: LuaObject {
  static let luaType = LuaType<Schedule>("xpert.Schedule") { _ in }
}

private let hardware = OptionTable(
  "xpert.hardware",
  [
    Option("crossbar", .integer(.between(8, 1024)), default: 128, choice: true, help: "rows and columns"),
    Option("node_nm", .number(.between(7, 130)), unit: "nm", default: 32, help: "process node"),
    Option("cell_bits", .integer(.between(1, 8)), default: 1),
    Option("weight_bits", .integer(.between(1, 32)), default: 8),
    Option("device", .enumeration(noun: "device", ["rram", "sram", "fefet"]), default: "rram", choice: true),
    Option("on_off_ratio", .number(.above(1)), default: 10.5),
    Option("verbose", .boolean, default: false),
    Option("label", .string),
  ])

private let layer = OptionTable(
  "xpert.layer",
  [
    Option("adc", .enumeration(noun: "ADC", ["flash", "sar"]), choice: true),
    Option("adc_bits", .integer(.between(1, 12)), choice: true),
  ])

private let supernet = OptionTable(
  "xpert.supernet",
  [
    Option("classes", .integer(.atLeast(2)), required: true),
    Option("layers", .list([.table(layer)]), required: true),
  ])

private let gradient = OptionTable(
  "xpert.search.gradient",
  [
    Option("supernet", .object(Supernet.luaType)),
    Option("hardware", .table(hardware)),
    Option("loss", .function),
    Option("weights", .named([.number(), .function, .object(Schedule.luaType)])),
    Option("optimizer", .string),
    Option("relaxation", .string),
    Option("accept", .function),
    Option("steps", .integer()),
    Option("seed", .integer()),
  ])

private let target = OptionTable(
  "xpert.loss.target",
  [
    .quantity("area", .area, range: .between(1e-9, 1e-2), or: .bounds),
    .quantity("delay", .delay, choice: true),
  ])

private let sum = OptionTable("xpert.sum", entries: [.function, .number(.positive)], [])

/// A state with one function per table, and what the last call read.
private final class Fixture {
  let state = LuaState()
  var values: OptionValues?

  init() throws {
    let xpert = LuaModule("xpert")
    for table in [hardware, layer, supernet, sum] { add(table, to: xpert) }
    xpert.submodule("search") { add(gradient, to: $0) }
    xpert.submodule("loss") { add(target, to: $0) }
    xpert.addChoice()
    xpert.type(Supernet.luaType)
    xpert.function("new_supernet") { () in Supernet() }
    xpert.function("new_schedule") { () in Schedule() }
    try state.register(xpert)
  }

  private func add(_ table: OptionTable, to module: LuaModule) {
    module.constructor(table) { [unowned self] options, frame in
      values = options
      return 0
    }
  }

  /// Without "spec:1: ".
  func message(_ call: String, sourceLocation: SourceLocation = #_sourceLocation) -> String {
    let message = throwsMessage(state, call, sourceLocation: sourceLocation)
    #expect(message.hasPrefix("script:1: "), sourceLocation: sourceLocation)
    return String(message.dropFirst("script:1: ".count))
  }

  func read(_ call: String) throws -> OptionValues {
    values = nil
    try state.run(call)
    return try #require(values)
  }
}

@Suite struct OptionTests {
  @Test("a misspelt option is answered with the nearest name, at the calling line")
  func misspelt() throws {
    let fixture = try Fixture()
    do {
      try fixture.state.run("local a = 1\nxpert.hardware {\n  crosbar = 64\n}", name: "@spec.lua")
      Issue.record("no error")
    } catch let error as LuaError {
      #expect(error.message == "spec.lua:2: xpert.hardware has no field 'crosbar' (did you mean 'crossbar'?)")
    }
  }

  @Test("an option without a near name is answered with all of them, sorted")
  func unknown() throws {
    let fixture = try Fixture()
    #expect(
      fixture.message("xpert.search.gradient { lr = 13 }")
        == "xpert.search.gradient has no field 'lr'; it takes accept, hardware, loss, optimizer, relaxation, "
        + "seed, steps, supernet, weights")
  }

  @Test("a wrong type or value names the path, what was expected and what was got")
  func wrongValues() throws {
    let fixture = try Fixture()
    let cases = [
      ("xpert.hardware { crossbar = 64.5 }", "xpert.hardware.crossbar: integer expected, got number (64.5)"),
      ("xpert.hardware { crossbar = '64' }", "xpert.hardware.crossbar: integer expected, got string ('64')"),
      ("xpert.hardware { crossbar = {} }", "xpert.hardware.crossbar: integer expected, got table"),
      (
        "xpert.hardware { crossbar = 4 }",
        "xpert.hardware.crossbar: integer from 8 to 1024 expected, got number (4)"
      ),
      (
        "xpert.hardware { node_nm = 1 }",
        "xpert.hardware.node_nm: number from 7 to 130 expected, got number (1)"
      ),
      (
        "xpert.hardware { node_nm = 0/0 }", "xpert.hardware.node_nm: number expected, got number (nan)"
      ),
      (
        "xpert.hardware { on_off_ratio = 1 }",
        "xpert.hardware.on_off_ratio: number above 1 expected, got number (1)"
      ),
      ("xpert.hardware { verbose = 1 }", "xpert.hardware.verbose: boolean expected, got number (1)"),
      ("xpert.hardware { label = true }", "xpert.hardware.label: string expected, got boolean (true)"),
      (
        "xpert.hardware { device = 1 }",
        "xpert.hardware.device: 'rram', 'sram' or 'fefet' expected, got number (1)"
      ),
      (
        "xpert.hardware { device = 'flux' }",
        "xpert.hardware.device: unknown device 'flux': 'rram', 'sram' or 'fefet' expected"
      ),
      ("xpert.hardware(5)", "xpert.hardware: table expected, got number (5)"),
      (
        "xpert.search.gradient { supernet = io.stdout }",
        "xpert.search.gradient.supernet: xpert.Supernet expected, got FILE*"
      ),
      ("xpert.search.gradient { loss = 1 }", "xpert.search.gradient.loss: function expected, got number (1)"),
      (
        "xpert.search.gradient { weights = { lambda1 = 'x' } }",
        "xpert.search.gradient.weights.lambda1: number, function or xpert.Schedule expected, got string ('x')"
      ),
      (
        "xpert.search.gradient { hardware = { crosbar = 1 } }",
        "xpert.search.gradient.hardware has no field 'crosbar' (did you mean 'crossbar'?)"
      ),
      ("xpert.hardware { [true] = 1 }", "xpert.hardware takes names, not the key boolean (true)"),
      ("xpert.hardware { [1.5] = 1 }", "xpert.hardware takes names, not the key 1.5"),
    ]
    for (call, expected) in cases { #expect(fixture.message(call) == expected) }
  }

  @Test("a rule between two options is worded by the constructor with the table's name")
  func rules() throws {
    let fixture = try Fixture()
    let values = try fixture.read("xpert.hardware { weight_bits = 8, cell_bits = 3 }")
    #expect(
      values.error("weight_bits (8) must be a multiple of cell_bits (3)").message
        == "xpert.hardware: weight_bits (8) must be a multiple of cell_bits (3)")
    #expect(values.error("cell_bits", "no").message == "xpert.hardware.cell_bits: no")
  }

  @Test("a missing option and positional entries are reported")
  func missing() throws {
    let fixture = try Fixture()
    #expect(fixture.message("xpert.supernet { layers = {} }") == "xpert.supernet needs 'classes'")
    #expect(fixture.message("xpert.supernet()") == "xpert.supernet needs 'classes'")
    #expect(
      fixture.message("xpert.hardware { 64 }") == "xpert.hardware has no positional entries: entry 1 is 64")
    #expect(
      fixture.message("xpert.hardware { 'rram' }")
        == "xpert.hardware has no positional entries: entry 1 is 'rram'")
    #expect(fixture.message("xpert.sum { print, nil, print }") == "xpert.sum: entry 2 is nil")
    #expect(
      fixture.message("xpert.sum { print, 'a' }")
        == "xpert.sum[2]: function or number expected, got string ('a')")
    #expect(fixture.message("xpert.sum { -1 }") == "xpert.sum[1]: number above 0 expected, got number (-1)")
  }

  @Test("a misspelt value deep inside is found by its path")
  func paths() throws {
    let fixture = try Fixture()
    #expect(
      fixture.message("xpert.supernet { classes = 10, layers = { { adc = 'falsh' } } }")
        == "xpert.supernet.layers[1].adc: unknown ADC 'falsh' (did you mean 'flash'?)")
    #expect(
      fixture.message("xpert.supernet { classes = 10, layers = { {}, { adc_bits = 99 } } }")
        == "xpert.supernet.layers[2].adc_bits: integer from 1 to 12 expected, got number (99)")
    #expect(
      fixture.message("xpert.supernet { classes = 10, layers = { {}, nil, {} } }")
        == "xpert.supernet.layers: entry 2 is nil")
    #expect(
      fixture.message("xpert.supernet { classes = 10, layers = { n = 1 } }")
        == "xpert.supernet.layers takes a list, not the field 'n'")
    #expect(
      fixture.message("xpert.supernet { classes = 10, layers = { 3 } }")
        == "xpert.supernet.layers[1]: table expected, got number (3)")
  }

  @Test("a unit that is forgotten, wrong or unknown is answered with the units there are")
  func units() throws {
    let fixture = try Fixture()
    #expect(
      fixture.message("xpert.loss.target { area = 50 }")
        == "xpert.loss.target.area needs its unit: write area_mm2, area_um2")
    #expect(
      fixture.message("xpert.loss.target { area_mm2 = 5e7 }")
        == "xpert.loss.target.area_mm2 = 5e+07 mm2, out of range: did you mean area_um2?")
    #expect(
      fixture.message("xpert.loss.target { area_mm2 = -1 }")
        == "xpert.loss.target.area_mm2 = -1 mm2, out of range: mm2 from 0.001 to 10000 expected")
    #expect(
      fixture.message("xpert.loss.target { area_cm = 50 }")
        == "xpert.loss.target.area_cm: 'cm' is not a unit of area (mm2, um2)")
    #expect(
      fixture.message("xpert.loss.target { area_mm2 = 5, area_um2 = 5 }")
        == "xpert.loss.target: area_mm2 and area_um2 are both given, one expected")
    #expect(
      fixture.message("xpert.hardware { node = 22 }") == "xpert.hardware.node needs its unit: write node_nm")
    #expect(
      fixture.message("xpert.hardware { node_um = 1 }")
        == "xpert.hardware.node_um: 'um' is not a unit of node (nm)")
  }

  @Test("quantities arrive in SI units, with bounds and choices converted too")
  func quantities() throws {
    let fixture = try Fixture()
    var values = try fixture.read("xpert.loss.target { area_um2 = 5e7, delay_us = xpert.choice { 1, 2.5 } }")
    #expect(abs(values.number("area") - 5e-5) < 1e-18)
    #expect(values.unit("area")?.name == "um2")
    #expect(values.numbers("delay").map { ($0 * 1e9).rounded() } == [1000, 2500])
    values = try fixture.read("xpert.loss.target { area_mm2 = { max = 50 } }")
    guard case .bounds(min: nil, max: let most?) = values["area"] else {
      Issue.record("no bounds")
      return
    }
    #expect(abs(most - 5e-5) < 1e-18)
    #expect(
      fixture.message("xpert.loss.target { area_mm2 = { min = 60, max = 50 } }")
        == "xpert.loss.target.area_mm2: min (60) is more than max (50)")
    #expect(
      fixture.message("xpert.loss.target { area_mm2 = { mx = 50 } }")
        == "xpert.loss.target.area_mm2 has no field 'mx' (did you mean 'max'?)")
    #expect(
      fixture.message("xpert.loss.target { area_mm2 = {} }")
        == "xpert.loss.target.area_mm2 needs 'min' or 'max'")
    #expect(
      fixture.message("xpert.loss.target { area_mm2 = { max = 5e7 } }")
        == "xpert.loss.target.area_mm2.max = 5e+07 mm2, out of range: did you mean area_um2?")
  }

  @Test("defaults stand in for what is not given")
  func defaults() throws {
    let fixture = try Fixture()
    let values = try fixture.read("xpert.hardware { crossbar = 64.0, label = 'a\\0b' }")
    #expect(values.integer("crossbar") == 64)
    #expect(values.number("node_nm") == 32)
    #expect(values.number("on_off_ratio") == 10.5)
    #expect(values.string("device") == "rram")
    #expect(values.boolean("verbose") == false)
    #expect(values.string("label") == "a\0b")
    #expect(values.isGiven("crossbar") && !values.isGiven("device"))
    #expect(try fixture.read("xpert.hardware {}").optionalString("label") == nil)
  }

  @Test("a choice may stand for a value, and every entry of it is checked")
  func choices() throws {
    let fixture = try Fixture()
    let values = try fixture.read(
      "xpert.hardware { crossbar = xpert.choice { 64, 128 }, device = xpert.choice { 'rram' } }")
    #expect(values.integers("crossbar") == [64, 128])
    #expect(values.strings("device") == ["rram"])
    #expect(try fixture.read("xpert.hardware {}").integers("crossbar") == [128])
    let cases = [
      ("xpert.choice { 64, nil, 128 }", "xpert.choice: entry 2 is nil"),
      ("xpert.choice {}", "xpert.choice needs at least one value"),
      ("xpert.choice { n = 1 }", "xpert.choice takes a list, not the field 'n'"),
      ("xpert.choice(3)", "xpert.choice: list expected, got number (3)"),
      (
        "xpert.hardware { crossbar = xpert.choice { 64, 65.5 } }",
        "xpert.hardware.crossbar[2]: integer expected, got number (65.5)"
      ),
      (
        "xpert.hardware { device = xpert.choice { 'rram', 'srm' } }",
        "xpert.hardware.device[2]: unknown device 'srm' (did you mean 'sram'?)"
      ),
      (
        "xpert.hardware { node_nm = xpert.choice { 22, 32 } }",
        "xpert.hardware.node_nm: number expected, got xpert.Choice"
      ),
      (
        "xpert.hardware { crossbar = xpert.choice { xpert.choice { 64 } } }",
        "xpert.hardware.crossbar[1]: integer expected, got xpert.Choice"
      ),
    ]
    for (call, expected) in cases { #expect(fixture.message(call) == expected) }
    #expect(
      try fixture.state.evaluate(
        "local c = xpert.choice { 64, 'a' }; return tostring(c) .. #c .. c[2]", as: String.self)
        == "xpert.choice { 64, \"a\" }2a")
  }

  @Test("functions, objects and tables with names of the user's own arrive as such")
  func references() throws {
    let fixture = try Fixture()
    let values = try fixture.read(
      """
      xpert.search.gradient {
        loss = function(x) return 2 * x end, supernet = xpert.new_supernet(), hardware = { crossbar = 8 },
        weights = { lambda2 = xpert.new_schedule(), lambda1 = 3 },
      }
      """)
    let result: Int = try values.callback("loss").call(4)
    #expect(result == 8)
    #expect(
      values.object("supernet", as: Supernet.self) === values.optionalObject("supernet", as: Supernet.self))
    #expect(values.table("hardware").integer("crossbar") == 8)
    #expect(values.table("weights").keys == ["lambda1", "lambda2"])
    #expect(values.table("weights")["lambda1"]?.number == 3)
    #expect(values.table("weights")["lambda2"]?.object(as: Schedule.self) != nil)
  }

  @Test("the table's metatable is neither asked nor run")
  func metatables() throws {
    let fixture = try Fixture()
    let values = try fixture.read(
      "xpert.hardware(setmetatable({}, { __index = function() error('asked') end, __pairs = error }))")
    #expect(values.integer("crossbar") == 128)
  }

  @Test("a misspelt function of a module is answered too")
  func modules() throws {
    let fixture = try Fixture()
    #expect(
      fixture.message("xpert.hardwear {}") == "xpert has no member 'hardwear' (did you mean 'hardware'?)")
    #expect(
      fixture.message("xpert.loss.taget {}") == "xpert.loss has no member 'taget' (did you mean 'target'?)")
  }

  @Test("the description prints as a reference")
  func reference() {
    let lines = hardware.reference.split(separator: "\n")
    #expect(lines.first == "### xpert.hardware")
    #expect(
      lines.contains("| `crossbar` | integer from 8 to 1024, or a choice |  | 128 | rows and columns |"))
    #expect(lines.contains("| `node_nm` | number from 7 to 130 | nm | 32 | process node |"))
    #expect(
      target.reference.contains(
        "| `area_mm2`, `area_um2` | number or table of min and max, from 0.001 to 10000 mm2 | mm2, um2 |"
      ))
    #expect(supernet.reference.contains("### xpert.layer"))
  }
}
