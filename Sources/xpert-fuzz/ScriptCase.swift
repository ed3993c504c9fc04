import XPertLua

/// A script of random option tables: whatever is refused names the script's line and the field.
struct ScriptCase: FuzzCase {
  let source: String

  /// Fields with what they usually take.
  private typealias Field = (name: String, value: (inout FuzzGenerator) -> String)

  init(_ random: inout FuzzGenerator) {
    let oddity = random.one(of: [0, 0, 0, 0.01, 0.1])
    let supernet = Self.network(&random, isSpace: true, oddity)
    source = """
      local h = xpert.hardware \(Self.table(Self.hardware, &random, share: 0.3, oddity))
      local n = xpert.network \(Self.network(&random, isSpace: false, oddity))
      local r = xpert.evaluate { network = n, hardware = h\(Self.evaluation(&random, oddity)) }
      check(r)
      local s = xpert.supernet \(supernet)
      \(Self.search(&random))
      """
  }

  var description: String { source }

  func run() throws -> Bool {
    let state = LuaState()
    do {
      try state.register(makeXPertModule(for: state))
      try state.run(Self.prelude, name: "=prelude")
    } catch {
      throw FuzzFailure("the prelude fails: \(error)")
    }
    do {
      try state.run(source, name: "=fuzz.lua")
      return true
    } catch let error as LuaError {
      try checkRefusal(error.message)
      guard error.message.hasPrefix("fuzz.lua:"), !error.message.contains("attempt to"),
        !error.message.contains("not finite in a report")
      else { throw FuzzFailure("'\(error.message)'") }
      return false
    }
  }

  private static let prelude = """
    function check(report)
      for _, name in ipairs { "area_mm2", "delay_ns", "energy_pJ", "leakage_uW", "edap", "tops", "tops_per_W",
        "tops_per_mm2", "utilisation", "dynamic_energy_pJ", "leakage_energy_pJ" } do
        local value = report[name]
        if not (value >= 0 and value < math.huge) then error(name .. ": not finite in a report") end
      end
      for i, layer in ipairs(report.layers) do
        for name, value in pairs(layer) do
          if type(value) == "number" and not (value >= 0 and value < math.huge) then
            error(name .. ": not finite in a report")
          end
        end
      end
      local text = tostring(report)
      if text:find("nan") or text:find("inf") then error("text: not finite in a report") end
    end
    """

  private static let odd = [
    "0", "-1", "1", "1.5", "1e308", "-1e308", "0/0", "1/0", "math.maxinteger", "math.mininteger", "'x'", "{}",
    "{ 1 }",
    "true", "false", "print", "xpert", "xpert.choice { 8, 16 }", "{ size = 8 }", "h", "4097",
  ]

  private static func table(
    _ fields: [Field], _ random: inout FuzzGenerator, share: Double, _ oddity: Double
  ) -> String {
    var parts: [String] = []
    for field in fields where random.chance(share) {
      let value = random.chance(oddity) ? random.one(of: odd) : field.value(&random)
      parts.append("\(field.name) = \(value)")
    }
    return "{ \(parts.joined(separator: ", ")) }"
  }

  private static func quoted(_ words: String...) -> (inout FuzzGenerator) -> String {
    { "'\($0.one(of: words))'" }
  }

  private static func number(_ values: Int...) -> (inout FuzzGenerator) -> String {
    { "\($0.one(of: values))" }
  }

  private static var hardware: [Field] {
    [
      ("node_nm", number(130, 90, 65, 45, 32, 22, 14, 10, 7)), ("roadmap", quoted("lstp", "hp")),
      ("temperature_K", { "\($0.integer(300, 400))" }), ("device", quoted("rram", "fefet", "sram")),
      ("access", quoted("transistor", "transistor", "none")), ("cell_bits", number(1, 2, 4)),
      ("weight_bits", number(4, 8, 16)), ("crossbar", number(32, 64, 64, 100, 128, 256)),
      ("crossbars_per_tile", number(4, 16, 36, 64)), ("r_on_kohm", { "\($0.power(0.6, 3))" }),
      ("on_off_ratio", { "\($0.power(0.1, 5))" }), ("read_voltage_V", { "\($0.power(-2, 0.5))" }),
      ("write_voltage_V", { "\($0.power(-1, 1))" }), ("access_voltage_V", { "\($0.power(-1, 0.5))" }),
      ("flash_sensing", quoted("current", "voltage")), ("read_mode", quoted("parallel", "sequential")),
      ("synchronous", { "\($0.chance(0.5))" }), ("clock_MHz", { "\($0.power(0, 5))" }),
      ("calibrated", { "\($0.chance(0.5))" }), ("activation", quoted("chip", "tile")),
      ("global_buffer", quoted("register_file", "sram")), ("tile_buffer", quoted("register_file", "sram")),
    ]
  }

  private static func choice(
    _ isSpace: Bool, _ value: @escaping (inout FuzzGenerator) -> String
  ) -> (inout FuzzGenerator) -> String {
    { random in
      guard isSpace, random.chance(0.4) else { return value(&random) }
      let (a, b) = (value(&random), value(&random))
      return "xpert.choice { \(a == b ? a : "\(a), \(b)") }"
    }
  }

  private static func network(_ random: inout FuzzGenerator, isSpace: Bool, _ oddity: Double) -> String {
    let periphery: [Field] = [
      ("kernel", choice(isSpace, number(1, 3, 3, 5))), ("column_sharing", choice(isSpace, number(2, 4, 8))),
      ("adc", choice(isSpace, quoted("flash", "sar"))),
      ("input_bits", choice(isSpace, number(2, 4, 8))), ("crossbar", choice(isSpace, number(32, 64, 128))),
    ]
    var layers: [String] = []
    for index in 0..<random.integer(1, 4) {
      var fields = periphery
      fields.append(
        random.chance(0.2) ? ("adc_bits", { _ in "'full'" }) : ("adc_bits", choice(isSpace, number(4, 6, 8))))
      if random.chance(0.2) { fields.append(("stride", number(1, 2))) }
      if random.chance(0.2) { fields.append(("groups", number(1, 1, 2, 4, 8))) }
      if random.chance(0.3) {
        fields.append(
          ("residual", { "{ layers = \($0.integer(1, index + 1)), projection = \($0.chance(0.8)) }" }))
      }
      if random.chance(0.1) { fields.append(("kind", quoted("depthwise", "fully_connected", "convolution"))) }
      let table = table(fields, &random, share: 0.6, oddity)
      let channels =
        random.chance(0.97) ? "channels = \(choice(isSpace, number(8, 16, 24, 64))(&random)), " : ""
      layers.append("{ \(channels)\(table.dropFirst(2))")
    }
    let rest: [Field] = [
      ("pool_after", { _ in "{ 1 }" }), ("average_pool", { "\($0.chance(0.5))" }), ("name", quoted("a", "")),
    ]
    return
      "{ input = { size = \(random.integer(4, 20)), channels = \(random.one(of: [3, 8])) }, classes = "
      + "\(random.integer(1, 20)),"
      + " layers = { \(layers.joined(separator: ", ")) },"
      + table(rest, &random, share: 0.2, oddity).dropFirst()
  }

  private static func evaluation(_ random: inout FuzzGenerator, _ oddity: Double) -> String {
    let fields: [Field] = [
      ("convention", quoted("consistent", "consistent", "whole_network", "published")),
      random.chance(0.5)
        ? ("activity", { "{ bit_density = \($0.uniform()), filled_windows = \(1 - $0.uniform() / 2) }" })
        : ("traces", { "{ seed = \($0.integer(0, 9)), density = \($0.uniform()) }" }),
      ("quirks", { "{ ['Q-C\($0.one(of: [102, 171, 172, 173]))'] = false }" }),
    ]
    let table = table(random.chance(0.9) ? fields.dropLast() : fields, &random, share: 0.3, oddity)
    return table == "{  }" ? "" : ", \(table.dropFirst(2).dropLast(2))"
  }

  private static func search(_ random: inout FuzzGenerator) -> String {
    random.chance(0.5)
      ? "tostring(xpert.search.random { supernet = s, hardware = h, minimize = 'edap', steps = 3 }:run())"
      : "tostring(xpert.search.gradient { supernet = s, hardware = h, steps = 3, relaxation = "
        + "xpert.relaxation."
        + "\(random.one(of: ["straight_through", "gumbel", "expectation"])) {},"
        + " loss = function(m) return m.edap:log() + m.area_mm2 end }:run())"
  }
}
