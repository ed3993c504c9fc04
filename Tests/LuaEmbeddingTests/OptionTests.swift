import LuaTestSupport
import Testing

@testable import LuaEmbedding

private final class Supernet: LuaObject {
  static let luaType = LuaType<Supernet>("lab.Supernet") { _ in }
}

private final class Schedule: LuaObject {
  static let luaType = LuaType<Schedule>("lab.Schedule") { _ in }
}

private let hardware = OptionTable(
  "lab.hardware",
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
  "lab.layer",
  [
    Option("adc", .enumeration(noun: "ADC", ["flash", "sar"]), choice: true),
    Option("adc_bits", .integer(.between(1, 12)), choice: true),
  ])

private let supernet = OptionTable(
  "lab.supernet",
  [
    Option("classes", .integer(.atLeast(2)), required: true),
    Option("layers", .list([.table(layer)]), required: true),
  ])

private let gradient = OptionTable(
  "lab.search.gradient",
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
  "lab.loss.target",
  [
    .quantity("area", .area, range: .between(1e-9, 1e-2), or: .bounds),
    .quantity("delay", .delay, choice: true),
  ])

private let sum = OptionTable("lab.sum", entries: [.function, .number(.positive)], [])

/// A state with one function per table, and what the last call read.
private final class Fixture {
  let state = LuaState()
  var values: OptionValues?

  init() throws {
    let lab = LuaModule("lab")
    for table in [hardware, layer, supernet, sum] { add(table, to: lab) }
    lab.submodule("search") { add(gradient, to: $0) }
    lab.submodule("loss") { add(target, to: $0) }
    lab.addChoice()
    lab.type(Supernet.luaType)
    lab.function("new_supernet") { () in Supernet() }
    lab.function("new_schedule") { () in Schedule() }
    try state.register(lab)
  }

  private func add(_ table: OptionTable, to module: LuaModule) {
    module.constructor(table) { [unowned self] options, frame in
      values = options
      return 0
    }
  }

  /// Without "spec:1: ".
  func message(_ call: String, sourceLocation: SourceLocation = #_sourceLocation) -> String {
    let message = throwsMessage(state, call)
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
      try fixture.state.run("local a = 1\nlab.hardware {\n  crosbar = 64\n}", name: "@spec.lua")
      Issue.record("no error")
    } catch let error as LuaError {
      #expect(error.message == "spec.lua:2: lab.hardware has no field 'crosbar' (did you mean 'crossbar'?)")
    }
  }

  @Test("an option without a near name is answered with all of them, sorted")
  func unknown() throws {
    let fixture = try Fixture()
    #expect(
      fixture.message("lab.search.gradient { lr = 13 }")
        == "lab.search.gradient has no field 'lr'; it takes accept, hardware, loss, optimizer, relaxation, "
        + "seed, steps, supernet, weights")
  }

  @Test("a wrong type or value names the path, what was expected and what was got")
  func wrongValues() throws {
    let fixture = try Fixture()
    let cases = [
      ("lab.hardware { crossbar = 64.5 }", "lab.hardware.crossbar: integer expected, got number (64.5)"),
      ("lab.hardware { crossbar = '64' }", "lab.hardware.crossbar: integer expected, got string ('64')"),
      ("lab.hardware { crossbar = {} }", "lab.hardware.crossbar: integer expected, got table"),
      (
        "lab.hardware { crossbar = 4 }",
        "lab.hardware.crossbar: integer from 8 to 1024 expected, got number (4)"
      ),
      (
        "lab.hardware { node_nm = 1 }",
        "lab.hardware.node_nm: number from 7 to 130 expected, got number (1)"
      ),
      (
        "lab.hardware { node_nm = 0/0 }", "lab.hardware.node_nm: finite number expected, got number (nan)"
      ),
      (
        "lab.hardware { on_off_ratio = 1 }",
        "lab.hardware.on_off_ratio: number above 1 expected, got number (1)"
      ),
      ("lab.hardware { verbose = 1 }", "lab.hardware.verbose: boolean expected, got number (1)"),
      ("lab.hardware { label = true }", "lab.hardware.label: string expected, got boolean (true)"),
      (
        "lab.hardware { device = 1 }",
        "lab.hardware.device: 'rram', 'sram' or 'fefet' expected, got number (1)"
      ),
      (
        "lab.hardware { device = 'flux' }",
        "lab.hardware.device: unknown device 'flux': 'rram', 'sram' or 'fefet' expected"
      ),
      ("lab.hardware(5)", "lab.hardware: table expected, got number (5)"),
      (
        "lab.search.gradient { supernet = io.stdout }",
        "lab.search.gradient.supernet: lab.Supernet expected, got FILE*"
      ),
      ("lab.search.gradient { loss = 1 }", "lab.search.gradient.loss: function expected, got number (1)"),
      (
        "lab.search.gradient { weights = { lambda1 = 'x' } }",
        "lab.search.gradient.weights.lambda1: number, function or lab.Schedule expected, got string ('x')"
      ),
      (
        "lab.search.gradient { hardware = { crosbar = 1 } }",
        "lab.search.gradient.hardware has no field 'crosbar' (did you mean 'crossbar'?)"
      ),
      ("lab.hardware { [true] = 1 }", "lab.hardware takes names, not the key boolean (true)"),
      ("lab.hardware { [1.5] = 1 }", "lab.hardware takes names, not the key 1.5"),
    ]
    for (call, expected) in cases { #expect(fixture.message(call) == expected) }
  }

  @Test("a rule between two options is worded by the constructor with the table's name")
  func rules() throws {
    let fixture = try Fixture()
    let values = try fixture.read("lab.hardware { weight_bits = 8, cell_bits = 3 }")
    #expect(
      values.error("weight_bits (8) must be a multiple of cell_bits (3)").message
        == "lab.hardware: weight_bits (8) must be a multiple of cell_bits (3)")
    #expect(values.error("cell_bits", "no").message == "lab.hardware.cell_bits: no")
  }

  @Test("a missing option and positional entries are reported")
  func missing() throws {
    let fixture = try Fixture()
    #expect(fixture.message("lab.supernet { layers = {} }") == "lab.supernet needs 'classes'")
    #expect(fixture.message("lab.supernet()") == "lab.supernet needs 'classes'")
    #expect(
      fixture.message("lab.hardware { 64 }") == "lab.hardware has no positional entries: entry 1 is 64")
    #expect(
      fixture.message("lab.hardware { 'rram' }")
        == "lab.hardware has no positional entries: entry 1 is 'rram'")
    #expect(fixture.message("lab.sum { print, nil, print }") == "lab.sum: entry 2 is nil")
    #expect(
      fixture.message("lab.sum { print, 'a' }")
        == "lab.sum[2]: function or number expected, got string ('a')")
    #expect(fixture.message("lab.sum { -1 }") == "lab.sum[1]: number above 0 expected, got number (-1)")
  }

  @Test("a misspelt value deep inside is found by its path")
  func paths() throws {
    let fixture = try Fixture()
    #expect(
      fixture.message("lab.supernet { classes = 10, layers = { { adc = 'falsh' } } }")
        == "lab.supernet.layers[1].adc: unknown ADC 'falsh' (did you mean 'flash'?)")
    #expect(
      fixture.message("lab.supernet { classes = 10, layers = { {}, { adc_bits = 99 } } }")
        == "lab.supernet.layers[2].adc_bits: integer from 1 to 12 expected, got number (99)")
    #expect(
      fixture.message("lab.supernet { classes = 10, layers = { {}, nil, {} } }")
        == "lab.supernet.layers: entry 2 is nil")
    #expect(
      fixture.message("lab.supernet { classes = 10, layers = { n = 1 } }")
        == "lab.supernet.layers takes a list, not the field 'n'")
    #expect(
      fixture.message("lab.supernet { classes = 10, layers = { 3 } }")
        == "lab.supernet.layers[1]: table expected, got number (3)")
  }

  @Test("a unit that is forgotten, wrong or unknown is answered with the units there are")
  func units() throws {
    let fixture = try Fixture()
    #expect(
      fixture.message("lab.loss.target { area = 50 }")
        == "lab.loss.target.area needs its unit: write area_mm2, area_um2")
    #expect(
      fixture.message("lab.loss.target { area_mm2 = 5e7 }")
        == "lab.loss.target.area_mm2 = 5e+07 mm2, out of range: did you mean area_um2?")
    #expect(
      fixture.message("lab.loss.target { area_mm2 = -1 }")
        == "lab.loss.target.area_mm2 = -1 mm2, out of range: mm2 from 0.001 to 10000 expected")
    #expect(
      fixture.message("lab.loss.target { area_cm = 50 }")
        == "lab.loss.target.area_cm: 'cm' is not a unit of area (mm2, um2)")
    #expect(
      fixture.message("lab.loss.target { area_mm2 = 5, area_um2 = 5 }")
        == "lab.loss.target: area_mm2 and area_um2 are both given, one expected")
    #expect(
      fixture.message("lab.hardware { node = 22 }") == "lab.hardware.node needs its unit: write node_nm")
    #expect(
      fixture.message("lab.hardware { node_um = 1 }")
        == "lab.hardware.node_um: 'um' is not a unit of node (nm)")
  }

  @Test("quantities arrive in SI units, with bounds and choices converted too")
  func quantities() throws {
    let fixture = try Fixture()
    var values = try fixture.read("lab.loss.target { area_um2 = 5e7, delay_us = lab.choice { 1, 2.5 } }")
    #expect(abs(values.number("area") - 5e-5) < 1e-18)
    #expect(values.unit("area")?.name == "um2")
    #expect(values.numbers("delay").map { ($0 * 1e9).rounded() } == [1000, 2500])
    values = try fixture.read("lab.loss.target { area_mm2 = { max = 50 } }")
    guard case .bounds(min: nil, max: let most?) = values["area"] else {
      Issue.record("no bounds")
      return
    }
    #expect(abs(most - 5e-5) < 1e-18)
    #expect(
      fixture.message("lab.loss.target { area_mm2 = { min = 60, max = 50 } }")
        == "lab.loss.target.area_mm2: min (60) is more than max (50)")
    #expect(
      fixture.message("lab.loss.target { area_mm2 = { mx = 50 } }")
        == "lab.loss.target.area_mm2 has no field 'mx' (did you mean 'max'?)")
    #expect(
      fixture.message("lab.loss.target { area_mm2 = {} }")
        == "lab.loss.target.area_mm2 needs 'min' or 'max'")
    #expect(
      fixture.message("lab.loss.target { area_mm2 = { max = 5e7 } }")
        == "lab.loss.target.area_mm2.max = 5e+07 mm2, out of range: did you mean area_um2?")
  }

  @Test("defaults stand in for what is not given")
  func defaults() throws {
    let fixture = try Fixture()
    let values = try fixture.read("lab.hardware { crossbar = 64.0, label = 'a\\0b' }")
    #expect(values.integer("crossbar") == 64)
    #expect(values.number("node_nm") == 32)
    #expect(values.number("on_off_ratio") == 10.5)
    #expect(values.string("device") == "rram")
    #expect(values.boolean("verbose") == false)
    #expect(values.string("label") == "a\0b")
    #expect(values.isGiven("crossbar") && !values.isGiven("device"))
    #expect(try fixture.read("lab.hardware {}").optionalString("label") == nil)
  }

  @Test("a choice may stand for a value, and every entry of it is checked")
  func choices() throws {
    let fixture = try Fixture()
    let values = try fixture.read(
      "lab.hardware { crossbar = lab.choice { 64, 128 }, device = lab.choice { 'rram' } }")
    #expect(values.integers("crossbar") == [64, 128])
    #expect(values.strings("device") == ["rram"])
    #expect(try fixture.read("lab.hardware {}").integers("crossbar") == [128])
    let cases = [
      ("lab.choice { 64, nil, 128 }", "lab.choice: entry 2 is nil"),
      ("lab.choice {}", "lab.choice needs at least one value"),
      ("lab.choice { n = 1 }", "lab.choice takes a list, not the field 'n'"),
      ("lab.choice(3)", "lab.choice: list expected, got number (3)"),
      (
        "lab.hardware { crossbar = lab.choice { 64, 65.5 } }",
        "lab.hardware.crossbar[2]: integer expected, got number (65.5)"
      ),
      (
        "lab.hardware { device = lab.choice { 'rram', 'srm' } }",
        "lab.hardware.device[2]: unknown device 'srm' (did you mean 'sram'?)"
      ),
      (
        "lab.hardware { node_nm = lab.choice { 22, 32 } }",
        "lab.hardware.node_nm: number expected, got lab.Choice"
      ),
      (
        "lab.hardware { crossbar = lab.choice { lab.choice { 64 } } }",
        "lab.hardware.crossbar[1]: integer expected, got lab.Choice"
      ),
    ]
    for (call, expected) in cases { #expect(fixture.message(call) == expected) }
    #expect(
      try fixture.state.evaluate(
        "local c = lab.choice { 64, 'a' }; return tostring(c) .. #c .. c[2]", as: String.self)
        == "lab.choice { 64, \"a\" }2a")
  }

  @Test("functions, objects and tables with names of the user's own arrive as such")
  func references() throws {
    let fixture = try Fixture()
    let values = try fixture.read(
      """
      lab.search.gradient {
        loss = function(x) return 2 * x end, supernet = lab.new_supernet(), hardware = { crossbar = 8 },
        weights = { lambda2 = lab.new_schedule(), lambda1 = 3 },
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
      "lab.hardware(setmetatable({}, { __index = function() error('asked') end, __pairs = error }))")
    #expect(values.integer("crossbar") == 128)
  }

  @Test("a misspelt function of a module is answered too")
  func modules() throws {
    let fixture = try Fixture()
    #expect(
      fixture.message("lab.hardwear {}") == "lab has no member 'hardwear' (did you mean 'hardware'?)")
    #expect(
      fixture.message("lab.loss.taget {}") == "lab.loss has no member 'taget' (did you mean 'target'?)")
  }

  @Test("the description prints as a reference")
  func reference() {
    let lines = hardware.reference.split(separator: "\n")
    #expect(lines.first == "### lab.hardware")
    #expect(
      lines.contains("| `crossbar` | integer from 8 to 1024, or a choice |  | 128 | rows and columns |"))
    #expect(lines.contains("| `node_nm` | number from 7 to 130 | nm | 32 | process node |"))
    #expect(
      target.reference.contains(
        "| `area_mm2`, `area_um2` | number or table of min and max, from 0.001 to 10000 mm2 | mm2, um2 |"
      ))
    #expect(supernet.reference.contains("### lab.layer"))
  }
}
