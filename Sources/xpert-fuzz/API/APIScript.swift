import LuaEmbedding
import XPertCore
import XPertLua

/// A script of the fuzzer: a few constructors with random options, and what is done with their objects. Made
/// from seed and case number alone.
struct APIScript {
  var source: String { lines.joined(separator: "\n") + "\n" }
  /// The script may touch no files.
  let isSandboxed: Bool
  /// The script is only checked.
  let isChecking: Bool

  /// What a script can call, found once per process.
  struct Catalogue {
    let catalog: LuaCatalog
    let tables: [OptionTable]
    let prelude: String

    init() {
      let state = LuaState()
      let module = makeXPertModule(for: state)
      catalog = LuaCatalog(module)
      tables = module.optionTables
      prelude = APIPrelude.text(catalog)
    }

    /// "xpert.hardware()", "xpert.hardware{crossbar}", "xpert.Report.area_mm2", "xpert.Search:run()".
    var names: Set<String> {
      // A module's table and a type as such are nothing that can be used.
      Set(catalog.names).subtracting(catalog.modules).subtracting(catalog.types.keys)
        .subtracting(
          catalog.types.flatMap { type, members in
            members.metamethods.filter { $0 == "__close" || $0 == "__gc" }.map { "\(type).\($0)" }
          })
    }
  }

  /// Calls of the functions that take no table of options. %f: a readable path; %n: a number.
  private static let calls: [(name: String, arguments: [String])] = [
    ("xpert.choice", ["{ 8, 16 }", "{ 'flash', 'sar' }", "{ xpert.hardware {} }"]),
    ("xpert.sorted", ["{ 3, 1, a = 2 }", "{}"]),
    ("xpert.repeated", ["2, xpert.layer { channels = 8 }", "1, xpert.layer { channels = 8 }"]),
    ("xpert.network.read_csv", ["%f", "'good.csv'"]),
    (
      "xpert.compare",
      [
        "xpert.evaluate { network = network() }, xpert.evaluate { network = network(), hardware = small() }",
        "search():run(), search():run()", "v[1], v[2]",
      ]
    ),
    ("xpert.log", ["%n", "kept[1]"]), ("xpert.exp", ["%n", "kept[1]"]), ("xpert.sqrt", ["%n"]),
    ("xpert.abs", ["%n"]),
    ("xpert.relu", ["%n"]), ("xpert.softplus", ["%n"]), ("xpert.min", ["%n, %n", "%n"]),
    ("xpert.max", ["%n, %n", "%n"]),
    ("xpert.schedule.constant", ["%n", "0.5"]),
    ("xpert.loss.sum", ["{ xpert.loss.target { area_mm2 = 3 }, xpert.loss.hinge { delay_us = 3 } }"]),
    ("xpert.data.cifar10", ["%f", "'cifar'", "'cifar.bin'"]),
    ("xpert.data.jpeg", ["%f", "'jpeg'", "'jpeg', 1"]),
    ("xpert.data.tiny_imagenet", ["%f", "'tiny'", "'tiny', 1"]),
    ("xpert.trained.read", ["network(), %f", "net(), written()"]),
    ("xpert.trained.resnet", ["%f, 8", "'good.safetensors', 8"]),
  ]

  private var values: ScriptValues
  private var lines: [String] = []

  init(seed: UInt64, number: UInt64, _ catalogue: Catalogue) {
    var random = FuzzGenerator(seed: FuzzGenerator.mix(seed, number))
    let oddity = random.one(of: [0.02, 0.1, 0.3])
    isSandboxed = random.chance(0.07)
    isChecking = random.chance(0.05)
    values = ScriptValues(random: random, oddity: oddity)
    for slot in 1...values.random.integer(1, 4) { define(slot, catalogue) }
    for _ in 0..<values.random.integer(1, 5) { use(catalogue) }
  }

  // MARK: Statements

  /// `v[slot] = xpert.something { ... }`
  private mutating func define(_ slot: Int, _ catalogue: Catalogue) {
    if values.random.chance(0.3) {
      let call = values.random.one(of: Self.calls)
      let arguments = arguments(call.arguments)
      return add("v[\(slot)] = \(call.name)(\(arguments)) hit '\(call.name)()' poke(v[\(slot)], 2)")
    }
    let table = values.random.one(of: catalogue.tables)
    let (text, names) = values.table(table)
    var call = "v[\(slot)] = \(table.name)(options \(text)) hit '\(table.name)()'"
    if values.random.chance(values.oddity / 10) {
      call = "v[\(slot)] = \(table.name)(\(values.hostile()))"
    } else if !names.isEmpty {
      call += " hit '\(table.name){\(names.joined(separator: ","))}'"
    }
    add(call + (values.random.chance(0.8) ? " poke(v[\(slot)], 2)" : ""))
    if values.random.chance(0.02) { add("hit 'xpert.version' note(xpert.version)") }
  }

  private mutating func arguments(_ choices: [String]) -> String {
    if values.random.chance(values.oddity) {
      return (0..<values.random.integer(0, 3)).map { _ in values.hostile() }.joined(separator: ", ")
    }
    var text = ""
    var isPlaceholder = false
    for character in values.random.one(of: choices) {
      if isPlaceholder {
        text +=
          character == "f"
          ? "readable[\(values.random.integer(1, 15))]"
          : values.random.one(of: ["0", "1", "-1.5", "2", "1e308", "0/0", "1/0", "1e-320", "least"])
      } else if character != "%" {
        text.append(character)
      }
      isPlaceholder = character == "%"
    }
    return text
  }

  private mutating func use(_ catalogue: Catalogue) {
    let slot = values.random.integer(1, 4)
    let other = values.random.integer(1, 4)
    switch values.random.index(below: 20) {
    case 0: add("collectgarbage()")
    case 1: add("v[\(slot)] = nil collectgarbage()")
    case 2: add("close(v[\(slot)]) poke(v[\(slot)], 1)")
    case 3: add("return v[\(slot)] .. v[\(other)]")
    case 4: add("note(v[\(slot)] == v[\(other)], v[\(slot)] < v[\(other)])")
    case 5: add("local x <close> = v[\(slot)] poke(v[\(other)], 1)")
    case 6:
      add("for step in v[\(slot)]:steps() do poke(step, 3) keep(step) if step.index >= 2 then break end end")
    case 7: add("v[\(slot)] = v[\(other)]:run() poke(v[\(slot)], 3)")
    case 8: add("v[\(slot)]:report { baselines = { 'random' } }")
    case 9: add("for i = 1, #kept do poke(kept[i], 1) end")
    case 10: add("note(v[\(slot)][\(values.random.one(of: Self.indices))])")
    case 11:
      add(
        "damage(\(number(3)), \(number(100_000)), \(number(255)))"
      )
      add(
        "poke(\(values.random.one(of: Self.readers)) 'damaged', 1)"
      )
    case 12:
      add(
        "note(\(values.random.one(of: catalogue.catalog.modules)).\(values.random.one(of: ["x", "lo"])))"
      )
    case 13:
      add("\(values.random.one(of: catalogue.catalog.functions))(\(values.hostile()), \(values.hostile()))")
    case 14: add("local s = search() v[\(slot)] = s s:run() poke(s, 2)")
    case 15:
      let search = values.random.one(of: ["gradient", "random", "anneal"])
      let loss = values.callback([
        "m.edap", "m.edap:log()", "term_loss(m, w)", "curious_loss(m, w)", "kept[1]",
        "m.area_mm2 + m.corners.hot.delay_us", values.hostile(),
      ])
      add(
        "v[\(slot)] = xpert.search.\(search)(options { supernet = space(), steps = 3, loss = \(loss),"
          + " minimize = 'edap',"
          + " corners = corners() }) poke(v[\(slot)]:run(), 3)")
    case 16:
      add(
        "local s = space() v[\(slot)] = xpert.search.gradient { networks = { a = s, b = s }, steps = 2,"
          + " loss = function(m)"
          + " keep(m.networks.a) poke(m, 2) poke(m.networks, 4) return m.total.edap end }"
          + " poke(v[\(slot)]:run(), 3)"
      )
    case 17:
      add(
        "for i, x in ipairs { xpert.log, xpert.exp, xpert.sqrt, xpert.relu } do note(x(kept[i])) end"
      )
    default: add("poke(v[\(slot)], \(values.random.integer(1, 3)))")
    }
  }

  private static let readers = ["xpert.network.read_csv", "xpert.data.cifar10", "xpert.trained.resnet"]

  private mutating func number(_ largest: Int) -> Int { values.random.integer(0, largest) }

  private static let indices = [
    "0", "1", "-1", "2.0", "1.5", "0/0", "1/0", "-1/0", "least", "math.maxinteger", "2^53", "2^63",
    "'1'",
    "'area_mm2'", "''", "'x'", "{}", "true", "print", "v",
  ]

  /// The list for the prelude's `index()`.
  static var indexList: String { "indices = { \(indices.joined(separator: ", ")) }" }

  /// A statement, bare or in a wrapping.
  private mutating func add(_ statement: String) {
    switch values.random.index(below: 20) {
    case 0: lines.append("do \(statement) end")
    case 1: lines.append("coroutine.wrap(function() \(statement) end)()")
    case 2: lines.append("try(coroutine.wrap(function() \(statement) end))")
    case 3: lines.append("xpcall(function() \(statement) end, function(e) note(e) return e end)")
    case 4:
      lines.append(
        "local co = coroutine.create(function() \(statement) end) coroutine.resume(co) coroutine.close(co)")
    case 5: lines.append("setmetatable({}, { __gc = function() \(statement) end }) collectgarbage()")
    case 6:
      lines.append(
        "try(function() local _ <close> = setmetatable({}, { __close = function() \(statement) end }) end)")
    default: lines.append("try(function() \(statement) end)")
    }
  }
}

extension FuzzGenerator {
  /// One seed from two numbers.
  static func mix(_ seed: UInt64, _ number: UInt64) -> UInt64 {
    var generator = FuzzGenerator(seed: seed)
    return generator.next() &+ number &* SplitMix64.increment
  }
}
