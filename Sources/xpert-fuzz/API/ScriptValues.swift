import LuaEmbedding
import Platform

/// Writes the values of options as Lua expressions, from the tables that describe them: valid, at a limit,
/// just outside, hostile.
struct ScriptValues {
  var random: FuzzGenerator
  /// How likely a value is not a valid one.
  let oddity: Double

  /// Options that a constructor needs, beside those marked as required, as small as they can be.
  private static let bases: [String: [String]] = [
    "xpert.hardware": ["", "", "execution = 'pipelined', pipeline_speedup_limit = 4"],
    "xpert.hardware.neurosim": ["", "execution = 'pipelined', pipeline_speedup_limit = 4"],
    "xpert.hardware.xpert_dac_2023": ["", "execution = 'pipelined', pipeline_speedup_limit = 4"],
    "xpert.layer": ["channels = 8"],
    "xpert.supernet": ["input = { size = 8 }, classes = 4, layers = layers()"],
    "xpert.network": [
      "input = { size = 8 }, classes = 4, layers = { { channels = 8 } }",
      "input = { size = 8 }, classes = 4, layers = { { channels = 8 }, { channels = 8, residual = {} } }",
      "input = { size = 8 }, classes = 4, layers = { xpert.repeated(2, xpert.layer { channels = 8 }) }",
    ],
    "xpert.evaluate": ["network = network()"],
    "xpert.chart": ["x = 'a', y = 'b', series = { { name = 's', x = { 1, 2 }, y = { 3, 4 } } }"],
    "xpert.table": ["columns = { 'a', 'b' }, rows = { { 1, 'x' }, { 2.5, true } }"],
    "xpert.train": ["network = network(), data = images(), epochs = 1"],
    "xpert.loss.target": ["area_mm2 = 5", "delay_us = 5", "energy_uJ = 3", "leakage_uW = 3"],
    "xpert.loss.hinge": ["area_um2 = 5e6", "delay_ns = 5", "energy_nJ = 3", "leakage_mW = 3"],
    "xpert.loss.barrier": ["area_mm2 = 50", "delay_ms = 5", "energy_mJ = 3", "energy_pJ = 3e6"],
    "xpert.loss.augmented_lagrangian": [
      "area_mm2 = 5", "delay_us = { max = 5 }", "tiles = { min = 2, max = 40 }",
    ],
    "xpert.optim.sgd": ["lr = 0.5"], "xpert.optim.adam": ["lr = 0.1"],
    "xpert.schedule.linear": ["from = 1, to = 2"], "xpert.schedule.cosine": ["from = 1, to = 0"],
    "xpert.schedule.exponential": ["from = 1, to = 2"], "xpert.schedule.step": ["from = 1, count = 2"],
    "xpert.schedule.warmup": ["fraction = 0.1, next = 2"],
    "xpert.search.gradient": [
      "supernet = space(), steps = 4, loss = loss",
      "networks = { a = space(), b = space() }, steps = 3, loss = function(m) return m.total.edap end",
      "supernet = space(), steps = 2, loss = curious_loss, corners = corners()",
    ],
    "xpert.search.random": [
      "supernet = space(), steps = 4, minimize = 'edap'",
      "networks = { a = space(), b = space() }, steps = 3, loss = function(m) return m.total.edap end",
    ],
    "xpert.search.hill_climb": [
      "supernet = space(), steps = 4, minimize = 'edap'",
      "networks = { a = space() }, steps = 3, loss = function(m) return m.total.edap end",
    ],
    "xpert.search.anneal": [
      "supernet = space(), steps = 4, loss = loss",
      "networks = { a = space() }, steps = 3, loss = function(m) return m.total.edap end",
    ],
    "xpert.search.evolution": [
      "supernet = space(), steps = 4, population = 3, sample = 2, minimize = 'edap'"
    ],
    "xpert.search.nsga2": [
      "supernet = space(), steps = 6, population = 3, objectives = { 'area_mm2', 'delay_us' }"
    ],
    "xpert.search.exact": ["supernet = space(), minimize = 'edap'", "supernet = space(), minimize = 'macs'"],
    "xpert.search.precision": [
      "network = trained(), data = images(), steps = 2, loss = function(m) return m.cross_entropy end"
    ],
    "xpert.score.hamming": [
      "networks = network(), batch = 4", "networks = { network(), network() }, batch = 3",
    ],
    "xpert.accuracy": ["network = trained(), data = images()"],
    "xpert.data.synthetic": ["images = 12, size = 8, classes = 3"],
  ]

  /// Usual values by the option's name, for names whose kind says too little, and to keep the work small.
  private static let usual: [String: [String]] = [
    "channels": ["8", "16", "3"], "size": ["8", "4", "12"], "classes": ["2", "3", "10"],
    "images": ["3", "12"],
    "steps": ["1", "2", "5"], "epochs": ["1"], "batch": ["2", "3", "8"], "trials": ["1", "2"],
    "threads": ["1", "2"],
    "starts": ["1", "2"], "patience": ["1", "3"], "population": ["2", "4", "10"], "sample": ["1", "3"],
    "effort": ["1", "50", "4000"], "count": ["1", "3"], "interval": ["1", "2"], "per_class": ["1", "2"],
    "kernel": ["1", "3", "5"], "stride": ["1", "2"], "padding": ["0", "1"], "groups": ["1", "2", "4"],
    "column_sharing": ["2", "4", "8"], "adc_bits": ["4", "6", "'full'"], "input_bits": ["2", "8"],
    "crossbar": ["32", "64", "128"], "weight_bits": ["4", "8"], "cell_bits": ["1", "2", "4"],
    "node_nm": ["32", "22", "7", "130"], "crossbars_per_tile": ["4", "16", "64"],
    "minimize": ["'edap'", "'area_mm2'", "'delay_us'", "'macs'"], "objectives": ["{ 'edap', 'area_mm2' }"],
    "x_log": ["true"], "name": ["'a'", "''", "'a<b>&\"c'"],
    "checkpoint": ["'out.safetensors'", "'/dev/full'"],
    "layers": ["{ { channels = 8 } }", "layers()", "{ { channels = xpert.choice { 8, 16 }, kernel = 1 } }"],
    "input": ["{ size = 8 }", "{ size = 8, channels = 1 }"], "time": ["1", "1e6"],
    "loss": [
      "loss", "term_loss", "curious_loss", "function(m) return m.area_mm2 end",
      "function(m, w, step) return m.delay_us * step end",
      "xpert.loss.target { area_mm2 = 3 }",
      "xpert.loss.sum { xpert.loss.hinge { area_mm2 = 3 }, xpert.loss.target { delay_us = 1 } }",
    ],
    "accept": ["function(s) return s.area_mm2 < 50 end", "function() return true end", "function() end"],
    "weights": [
      "{ a = 1 }", "{ a = function(p) return 1 + p end, b = xpert.schedule.linear { from = 0, to = 1 } }",
    ],
    "quirks": ["{ ['Q-C172'] = false }", "{ ['Q-C102'] = true, ['Q-C171'] = false }", "{}"],
    "rows": ["{ { 1, 2 } }", "{ { 1, 'x' }, { 1e300, false } }", "{}"],
    "columns": ["{ 'a', 'b' }", "{ 'a' }"],
    "corners": [
      "{ hot = xpert.hardware { temperature_K = 400 } }",
      "{ a = xpert.hardware {}, b = xpert.hardware { node_nm = 22 } }",
    ],
    "networks": ["{ network(), network() }", "network()", "{ a = space(), b = space() }", "{ a = space() }"],
    "series": ["{ { name = 's', x = { 1, 2 }, y = { 3, 4 } }, { name = 't', x = {}, y = {} } }"],
    "metrics": ["{ 'edap', 'area_mm2' }"], "x": ["'a'"], "y": ["'b'"],
    "choices": ["{ input_bits = { 4, 8 }, adc_bits = { 5, 6 } }", "{ input_bits = xpert.choice { 4, 6 } }"],
    "calibration": ["images()"],
    "batchnorm_adaptation": ["{ data = images() }", "{ data = images(), batch = 4 }"],
    "traces": ["{}", "{ seed = 3, density = 0.25 }", "{ weights = 'bell', inputs = 'bits' }"],
    "lr": ["0.1", "1"], "next": ["2", "xpert.schedule.constant(1)", "function(p) return p end"],
    "periphery": ["network()"], "fraction": ["0.1", "0"],
  ]

  /// Objects by the name of their type.
  private static let objects: [String: [String]] = [
    "xpert.Hardware": ["xpert.hardware {}", "xpert.hardware { node_nm = 22 }", "xpert.hardware.neurosim {}"],
    "xpert.Layer": ["xpert.layer { channels = 8 }", "xpert.repeated(2, xpert.layer { channels = 8 })"],
    "xpert.Supernet": ["space()"], "xpert.Network": ["network()", "xpert.network.read_csv 'good.csv'"],
    "xpert.Schedule": ["xpert.schedule.constant(0.5)", "xpert.schedule.cosine { from = 1, to = 0.1 }"],
    "xpert.Optimizer": ["xpert.optim.adam { lr = 0.1 }", "xpert.optim.sgd { lr = 1, momentum = 0.5 }"],
    "xpert.Relaxation": [
      "xpert.relaxation.straight_through {}", "xpert.relaxation.gumbel {}", "xpert.relaxation.expectation {}",
      "xpert.relaxation.published {}",
    ],
    "xpert.LossTerm": ["xpert.loss.target { area_mm2 = 3 }"], "xpert.TrainedNetwork": ["trained()"],
    "xpert.ImageSet": ["images()", "images():first(5)"],
    "xpert.ExactSearch": ["xpert.search.exact { supernet = space(), minimize = 'edap' }"],
  ]

  /// Quantities by name, SI units: what chips of small networks have.
  private static let magnitudes: [String: ClosedRange<Double>] = [
    "area": 1e-7...1e-4, "delay": 1e-7...1e-3, "energy": 1e-9...1e-5, "leakage": 1e-6...1e-2,
    "r_on": 5e3...1e6, "clock": 1e7...1e10,
  ]

  /// Names where a large number is a lot of work; those are written seldom.
  private static let laborious: Set<String> = [
    "channels", "size", "classes", "images", "steps", "epochs", "batch", "trials", "effort", "starts",
    "count",
    "population", "kernel", "sample", "patience", "layers", "groups",
  ]

  // MARK: Tables

  /// `{ crossbar = 64, ... }`, and the names of its options as they are written.
  mutating func table(_ table: OptionTable) -> (text: String, names: [String]) {
    var fields: [String] = []
    var given: Set<String> = []
    var names: [String] = []
    let quantities = table.options.filter { if case .any = $0.unit { true } else { false } }
    if table.name.hasPrefix("xpert.loss."), !quantities.isEmpty, random.chance(0.6) {
      add(random.one(of: quantities), &fields, &given, &names)
    } else if let bases = Self.bases[table.name], !random.chance(oddity / 4) {
      let base = random.one(of: bases)
      if !base.isEmpty { fields.append(base) }
      names = Self.names(in: base)
      given = Set(names)
    } else {
      for option in table.options where option.isRequired && !random.chance(oddity / 8) {
        add(option, &fields, &given, &names)
      }
    }
    let most = random.one(of: [0, 1, 1, 1, 2, 2, 3, 5])
    for _ in 0..<most where !table.options.isEmpty {
      add(random.one(of: table.options), &fields, &given, &names)
    }
    if !table.entries.isEmpty, random.chance(0.8) {
      for _ in 0..<random.integer(1, 2) { fields.append(value(table.entries, "", acceptsChoice: false)) }
    }
    if random.chance(oddity / 10) {
      fields.append("[\(random.one(of: ["1", "{}", "true", "1.5", "0"]))] = any()")
    }
    if random.chance(oddity / 10) { fields.append("\(random.one(of: ["x", "chanels", "metatable"])) = 1") }
    var text = "{ \(fields.joined(separator: ", ")) }"
    if random.chance(oddity / 10) {
      let event = random.one(of: ["__index", "__pairs", "__len", "__newindex"])
      text = "setmetatable(\(text), { \(event) = \(hostile()) })"
    }
    return (text, names)
  }

  /// The names before the equals signs of `x = 1, y = { z = 2 }`: x and y.
  private static func names(in fields: String) -> [String] {
    var names: [String] = []
    var (word, depth) = ("", 0)
    for character in fields {
      switch character {
      case "{", "(": depth += 1
      case "}", ")": depth -= 1
      case " ": break
      case "=" where depth == 0:
        names.append(word)
        word = ""
      case ",": word = ""
      default: word.append(character)
      }
    }
    return names
  }

  private mutating func add(
    _ option: Option, _ fields: inout [String], _ given: inout Set<String>, _ names: inout [String]
  ) {
    let spelling = random.one(of: option.spellings)
    guard given.insert(spelling).inserted else { return }
    names.append(spelling)
    fields.append("\(spelling) = \(value(option))")
  }

  // MARK: Values

  mutating func value(_ option: Option) -> String {
    if random.chance(oddity) { return odd(option) }
    if case .any(let quantity, let range) = option.unit, random.chance(0.9) {
      let unit = random.one(of: quantity.units)
      let usual = Self.magnitudes[option.key] ?? 1e-12...1e3
      let low = max(range?.lower ?? 0, usual.lowerBound)
      let high = min(range?.upper ?? .infinity, usual.upperBound)
      return "\(low * pow(max(high / low, 1), random.uniform()) / unit.scale)"
    }
    return value(option.kinds, option.key, acceptsChoice: option.acceptsChoice)
  }

  private mutating func value(_ kinds: [OptionKind], _ key: String, acceptsChoice: Bool) -> String {
    if acceptsChoice, random.chance(0.25) {
      let values = (0..<random.integer(1, 2)).map { _ in value(kinds, key, acceptsChoice: false) }
      return "xpert.choice { \(values.joined(separator: ", ")) }"
    }
    if let usual = Self.usual[key], random.chance(0.9) { return random.one(of: usual) }
    guard let kind = kinds.isEmpty ? nil : random.one(of: kinds) else { return "nil" }
    switch kind {
    case .number(let range):
      let (low, high) = (range?.lower ?? 0, range?.upper ?? max(10, (range?.lower ?? 0) * 2))
      if random.chance(0.1), range?.excludesLower != true { return "\(low)" }
      if random.chance(0.1) { return "\(high)" }
      return "\(low + (min(high, low + 20) - low) * random.uniform())"
    case .integer(let range):
      let low = Int(range?.lower ?? 0)
      if random.chance(0.1), let upper = range?.upper, upper <= 1024, !Self.laborious.contains(key) {
        return "\(Int(upper))"
      }
      let high = min(Int(min(range?.upper ?? 1e6, 1e6)), low + 8)
      return random.chance(0.1) ? "\(low).0" : "\(random.integer(low, max(low, high)))"
    case .boolean: return random.chance(0.5) ? "true" : "false"
    case .string:
      return random.one(of: ["'a'", "'edap'", "'area_mm2'", "'good.csv'", "'\\xff'", "''", "'out.csv'"])
    case .enumeration(_, let names): return "'\(random.one(of: names))'"
    case .function: return callback(["m.edap", "0.5", "m", "true"])
    case .object(let type):
      return Self.objects[type.name].map { random.one(of: $0) } ?? "v[\(random.integer(1, 4))]"
    case .table(let inner): return table(inner).text
    case .list(let kinds):
      let count = random.one(of: [0, 1, 1, 2, 3])
      let values = (0..<count).map { _ in value(kinds, "", acceptsChoice: false) }
      return "{ \(values.joined(separator: ", ")) }"
    case .named(let kinds):
      let names = random.some(of: ["a", "b", "hot"], most: 2)
      return
        "{ \(names.map { "\($0) = \(value(kinds, "", acceptsChoice: false))" }.joined(separator: ", ")) }"
    case .bounds:
      return random.one(of: ["{ max = 50 }", "{ min = 0.001 }", "{ min = 1, max = 2 }", "{ max = 1e9 }"])
    }
  }

  /// At a limit, just outside, or hostile.
  private mutating func odd(_ option: Option) -> String {
    if random.chance(0.5) {
      for case let kind in option.kinds {
        switch kind {
        case .number(let range?), .integer(let range?):
          let limits = [range.lower, range.upper].compactMap { $0 }
          guard let limit = limits.isEmpty ? nil : random.one(of: limits) else { continue }
          if limit > 1000, Self.laborious.contains(option.key), !random.chance(0.02) { continue }
          let text = limit.magnitude < 1e15 && limit == limit.rounded() ? "\(Int(limit))" : "\(limit)"
          return random.one(of: [
            text, "\(text) - 1", "\(text) + 1", "\(text) * (1 + 2^-52)", "-(\(text))", "\(text) + 0.5",
          ])
        case .table(let inner): return table(inner).text
        case .function: return callback([hostile(), "nil", "'x'", "kept[1]"])
        case .list(let kinds), .named(let kinds):
          let inner = value(kinds, "", acceptsChoice: false)
          return random.one(of: [
            "{ \(inner), nil, \(inner) }", "{ \(hostile()) }", "{ a = \(hostile()), \(inner) }", inner,
          ])
        case .bounds:
          return random.one(of: [
            "{ min = 2, max = 1 }", "{ max = 0/0 }", "{ min = -1/0 }", "{ max = \(hostile()) }", "{}",
            "{ maximum = 1 }",
          ])
        default: continue
        }
      }
    }
    if option.kinds.contains(where: \.isNumber), random.chance(0.5) {
      let numbers = [
        "0", "-0.0", "-1", "1", "0/0", "1/0", "-1/0", "least", "2^53", "2^63", "least + 0.0", "1e308",
        "5e-324", "1.5",
        "'8'", "2^31", "2^32",
      ]
      let text = random.one(of: numbers + ["math.maxinteger"])
      let isLarge = ["2^53", "2^31", "2^32", "1e308", "math.maxinteger"].contains(text)
      if !(isLarge && Self.laborious.contains(option.key)) || random.chance(0.1) { return text }
    }
    return hostile()
  }

  mutating func hostile() -> String { "bad(\(random.integer(0, 80)))" }

  /// A function that may disturb what calls it.
  mutating func callback(_ answers: [String]) -> String {
    var body = ""
    if random.chance(0.5) { body += "disturb(\(random.integer(0, 60)), m, w) " }
    return "function(m, w, step) \(body)return \(random.one(of: answers)) end"
  }
}

extension OptionKind {
  fileprivate var isNumber: Bool {
    switch self {
    case .number, .integer: true
    default: false
    }
  }
}
