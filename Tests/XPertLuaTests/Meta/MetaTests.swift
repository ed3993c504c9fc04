import Testing

@testable import XPertCore
@testable import LuaEmbedding
@testable import XPertLua

/// `meta/xpert.lua` against what is registered, in both directions, so that it cannot drift.
@Suite struct MetaTests {
  let file: MetaFile
  let fixture: BindingFixture
  let catalog: LuaCatalog

  init() throws {
    file = try MetaFile()
    fixture = try BindingFixture()
    catalog = LuaCatalog(fixture.module)
  }

  private func compare(
    _ inFile: [String], _ registered: [String], _ what: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let (inFile, registered) = (Set(inFile), Set(registered))
    #expect(
      inFile.subtracting(registered).sorted() == [], "\(what): not registered", sourceLocation: sourceLocation
    )
    #expect(
      registered.subtracting(inFile).sorted() == [], "\(what): not in the file",
      sourceLocation: sourceLocation)
  }

  @Test("the file is Lua, and editors find it by the module's name")
  func syntax() throws {
    _ = try fixture.state.load(file.text, name: "@meta/xpert.lua")
    #expect(file.text.hasPrefix("---@meta xpert\n"))
    #expect(file.text.hasSuffix("\nreturn xpert\n"))
    #expect(file.classes.count > 40)
  }

  @Test("functions, constructors, modules and values are those that are registered")
  func names() {
    let callable = file.modules.filter { file.classes[$0.value]?.overloads.isEmpty == false }.map(\.key)
    compare(file.functions.map(\.name) + callable, catalog.functions, "functions")
    compare(Array(file.modules.keys), catalog.modules, "modules")
    for (table, name) in file.modules { #expect(table == name) }
    compare(file.names(of: "xpert", methods: false).map { "xpert.\($0)" }, catalog.values, "values")
    #expect(file.functions.count == Set(file.functions.map(\.name)).count)
  }

  @Test("every function says what its parameters and results are, and what it is for")
  func functions() {
    for function in file.functions {
      #expect(
        function.parameters == function.annotated.map { $0.name.replacing("?", with: "") }, "\(function.name)"
      )
      #expect(!function.results.isEmpty, "\(function.name)")
      let isConstructor = catalog.options[function.name] != nil
      #expect(!function.help.isEmpty || isConstructor, "\(function.name)")
    }
  }

  // MARK: Options

  /// Constructors with the type of their options as the file gives it: "options?" and
  /// "xpert.HardwareOptions".
  private var constructors: [String: (parameter: String, type: String, result: String)] {
    var all: [String: (String, String, String)] = [:]
    for function in file.functions where catalog.options[function.name] != nil {
      guard let parameter = function.annotated.first, let result = function.results.first else { continue }
      all[function.name] = (parameter.name, parameter.type, result)
    }
    for (table, name) in file.modules {
      // fun(options?:xpert.HardwareOptions):xpert.Hardware
      guard let overload = file.classes[name]?.overloads.first, let open = overload.firstIndex(of: "("),
        let close = overload.firstIndex(of: ")")
      else { continue }
      let parameter = overload[overload.index(after: open)..<close].split(separator: ":").map(String.init)
      all[table] = (parameter[0], parameter[1], String(overload[close...].dropFirst(2)))
    }
    return all
  }

  private func tables(_ module: LuaModule) -> [OptionTable] {
    (module.call?.options.map { [$0] } ?? [])
      + module.entries.flatMap { entry -> [OptionTable] in
        switch entry.content {
        case .constructor(let table): [table]
        case .module(let inner): tables(inner)
        case .function, .value: []
        }
      }
  }

  /// Compares a description with a class, and the tables among its values with theirs.
  private func compare(_ table: OptionTable, _ name: String) {
    guard let found = file.classes[name] else {
      Issue.record("\(table.name): the file has no class '\(name)'")
      return
    }
    #expect(found.isExact, "\(name): a misspelt option must be seen in the editor, too")
    let written = Dictionary(uniqueKeysWithValues: found.fields.map { ($0.name, $0) })
    compare(found.fields.map(\.name), table.keys, "options of \(table.name)")
    for option in table.options {
      let nestedTables = option.kinds.flatMap(\.tables)
      // The file decides what the class of a nested table is called.
      let nested = option.spellings.lazy.compactMap { spelling -> String? in
        written[spelling].flatMap { $0.type.firstMatch(of: /xpert\.\w+Options/).map { String($0.output) } }
      }.first
      for expected in MetaField.fields(of: option, nested: nested ?? "") {
        guard var field = written[expected.name] else { continue }
        field.type = file.resolved(field.type)
        #expect(field == expected, "\(name), of \(table.name)")
      }
      for inner in nestedTables { compare(inner, nested ?? "xpert.???Options") }
    }
  }

  @Test("options have the names, types, units, ranges, defaults and explanations that the program has")
  func options() {
    let constructors = constructors
    for table in tables(fixture.module) {
      guard let constructor = constructors[table.name] else {
        Issue.record("the file has no constructor \(table.name)")
        continue
      }
      if !table.entries.isEmpty {
        // A list of objects.
        #expect(table.options.isEmpty && table.entries.count == 1)
        #expect(constructor.type == table.entries[0].expected + "[]", "\(table.name)")
        continue
      }
      compare(table, constructor.type)
      let needsNone =
        table.options.allSatisfy { !$0.isRequired }
        // One bound of several, or a supernet or several, which the description of the options cannot say.
        && !table.name.hasPrefix("xpert.loss.") && !table.keys.contains("networks")
      #expect(constructor.parameter == (needsNone ? "options?" : "options"), "\(table.name)")
    }
    let used = Set(constructors.values.map(\.type))
      .union(
        file.classes.values.flatMap(\.fields).compactMap {
          $0.type.firstMatch(of: /xpert\.\w+Options/).map { String($0.output) }
        })
    for name in file.classes.keys where name.hasSuffix("Options") {
      #expect(used.contains(name), "\(name) is not used")
    }
  }

  @Test("options of methods are those that the program has")
  func optionsOfMethods() { compare(SearchBinding.reportOptions, "xpert.SearchReportOptions") }

  // MARK: Types

  /// Names of metrics, which are known only when there is a cost model.
  private var metrics: [String] { Metric.all.map(\.name) }

  @Test("types have the members that are registered")
  func types() {
    let annotatable = [
      "__add": "add", "__sub": "sub", "__mul": "mul", "__div": "div", "__pow": "pow", "__unm": "unm",
      "__len": "len",
    ]
    for (name, members) in catalog.types {
      guard let found = file.classes[name] else {
        Issue.record("the file has no class '\(name)'")
        continue
      }
      let hasMetrics = [
        "xpert.Metrics", "xpert.Step", "xpert.Candidate", "xpert.PrecisionStep", "xpert.PrecisionCandidate",
        "xpert.ScopedMetrics", "xpert.ScopedNumbers",
      ].contains(name)
      let isOfLayer = name == "xpert.LayerMetrics"
      compare(file.names(of: name, methods: true), members.methods, "methods of \(name)")
      compare(
        file.names(of: name, methods: false),
        members.properties
          + (hasMetrics
            ? metrics : isOfLayer ? metrics.filter { $0 != "edap" && $0 != "cross_entropy" } : []),
        "properties of \(name)")
      compare(found.operators, members.metamethods.compactMap { annotatable[$0] }, "operators of \(name)")
      #expect(found.overloads.isEmpty != members.metamethods.contains("__call"), "\(name)")
      for other in members.metamethods
      where annotatable[other] == nil && other != "__tostring" && other != "__call" {
        #expect(
          file.text.contains("`\(other)`"), "\(name): \(other) cannot be annotated and needs a sentence")
      }
      for method in file.fields(of: name) where method.isMethod {
        #expect(method.type.hasPrefix("fun(self:\(name)"), "\(name).\(method.name)")
      }
    }
    let others = file.classes.keys.filter { name in
      catalog.types[name] == nil && !name.hasSuffix("Options") && !file.modules.values.contains(name)
    }
    compare(
      others,
      [
        "xpert.ChipMetrics", "xpert.CandidateMetrics", "xpert.DifferentiableMetrics",
        "xpert.LayerDescription",
        "xpert.ComponentReport", "xpert.ExplanationInput", "xpert.BreakdownRow",
        "xpert.Bounds", "xpert.HammingScore", "xpert.Epoch", "xpert.Precisions",
      ],
      "classes of plain tables")
  }

  @Test("every type that is named is there")
  func references() {
    let known = Set(file.classes.keys)
    for match in file.text.matches(of: /(?:\||: ?|\(|<|, ?| |^)(xpert\.[A-Z]\w*)/) {
      let name = String(match.output.1)
      #expect(known.contains(name) || file.resolved(name) != name, "\(name)")
    }
  }

  /// An example of each class: an expression, where the metrics m, the weights w and the step s are at hand.
  private static let examples = [
    "xpert.Hardware": "xpert.hardware {}", "xpert.Layer": "xpert.layer { channels = 8 }",
    "xpert.Choice": "xpert.choice { 1 }", "xpert.Supernet": "space()", "xpert.Network": "network()",
    "xpert.LayerDescription": "network()[1]", "xpert.Report": "xpert.evaluate { network = network() }",
    "xpert.LayerReport": "xpert.evaluate { network = network() }.layers[1]",
    "xpert.ComponentReport": "xpert.evaluate { network = network() }.components[1]",
    "xpert.Metrics": "m", "xpert.MetricsByLayer": "m.layers", "xpert.LayerMetrics": "m.layers[1]",
    "xpert.MetricsByName": "m.corners", "xpert.ScopedMetrics": "networks().m",
    "xpert.NumbersByName": "s.corners",
    "xpert.ScopedNumbers": "networks().candidate", "xpert.Weights": "w", "xpert.Scalar": "m.area_mm2 + 1",
    "xpert.Step": "s",
    "xpert.Schedule": "xpert.schedule.constant(1)", "xpert.Optimizer": "xpert.optim.sgd { lr = 1 }",
    "xpert.Relaxation": "xpert.relaxation.gumbel {}", "xpert.LossTerm": "xpert.loss.target { area_mm2 = 1 }",
    "xpert.Search": "search", "xpert.Audit": "search:audit()", "xpert.Result": "search:result()",
    "xpert.Candidate": "search:result().best",
    "xpert.SearchReport": "search:report()",
    "xpert.ExactSearch": "xpert.search.exact { supernet = space(), minimize = 'tiles' }",
    "xpert.ExactResult": "xpert.search.exact { supernet = space(), minimize = 'tiles' }:run()",
    "xpert.Front":
      "xpert.search.exact { supernet = space(), minimize = 'tiles' }:pareto { x = 'leakage_uW' }",
    "xpert.CertifiedFront":
      "xpert.search.exact { supernet = space(), minimize = 'delay_us' }:pareto { x = 'area_mm2', points = 2 "
      + "}",
    "xpert.ImageSet": "xpert.data.synthetic { images = 2, size = 8 }",
    "xpert.HammingScore": "xpert.score.hamming { networks = network(), batch = 4 }[1]",
  ]

  /// Whether a value that Lua describes ("integer", "float", "table", "xpert.Network") is of a type of the
  /// file.
  private func isOf(_ described: String, _ type: String) -> Bool {
    file.resolved(type).split(separator: "|").contains { alternative in
      switch alternative {
      case "number": described == "integer" || described == "float"
      case "any": true
      case "integer", "boolean", "string": described == alternative
      default:
        alternative.hasSuffix("[]") || alternative.hasPrefix("table<")
          || catalog.types[String(alternative)] == nil
          ? described == "table" : described == alternative
      }
    }
  }

  @Test("the types that the file promises are those that scripts get", arguments: examples.keys.sorted())
  func promises(name: String) throws {
    try fixture.run(
      """
      function describe(object, key)
        local value = object[key]
        return math.type(value) or (getmetatable(value) or {}).__name or type(value)
      end
      m, w, s = nil, nil, nil
      search = gradient(function(metrics, weights, step)
        m, w = metrics, weights
        return m.delay_us + w.a * m.area_mm2
      end, { weights = { a = 1 }, corners = { hot = xpert.hardware { on_off_ratio = 5 } } })
      -- one network of several
      function networks()
        local found = {}
        found.candidate = xpert.search.random { networks = { a = space() }, corners = { hot = \
        xpert.hardware {} }, steps = 1,
          loss = function(metrics)
            found.m = metrics.networks.a
            return metrics.total.delay_us
          end,
        }:run().best.networks.a
        return found
      end
      for step in search:steps() do s = step end
      object = \(Self.examples[name]!)
      """)
    for field in file.fields(of: name) where !field.name.hasPrefix("[") {
      // Only the fits of the published program have the one, and Phase 2 the other.
      if field.name == "delay_fit" || field.name == "cross_entropy" { continue }
      // Only searches of several networks have these.
      if field.name == "networks" || field.name == "total" { continue }
      let described: String = try fixture.evaluate("return describe(object, '\(field.name)')")
      if field.isMethod {
        #expect(described == "function", "\(name).\(field.name)")
      } else {
        #expect(
          isOf(described, field.type) || (field.isOptional && described == "nil"),
          "\(name).\(field.name) is \(field.type) in the file, and \(described)")
      }
    }
    // Plain tables have no other keys.
    if catalog.types[name] == nil {
      let keys: [String] = try fixture.evaluate(
        "local keys = {} for key in xpert.sorted(object) do keys[#keys + 1] = key end return keys")
      compare(
        keys,
        file.fields(of: name).map(\.name).filter {
          // Those of the hardware, where a layer has none of its own.
          !["crossbar", "weight_bits", "cell_bits"].contains($0) || keys.contains($0)
        }, name)
    }
    if name == "xpert.Weights" { #expect(try fixture.evaluate("return describe(object, 'a')") == "float") }
  }

  @Test("the fits of the published program have the metrics that the file says")
  func publishedMetrics() throws {
    let names: [String] = try fixture.evaluate(
      """
      local names = {}
      gradient(function(m)
        for name in tostring(m):gsub("^.*: ", ""):gmatch("[%w_]+") do
          names[#names + 1] = name
          assert(m[name].value >= 0)
        end
        return m.delay_fit
      end, { supernet = xpert.backbone.vgg16 {}, cost_model = "published", steps = 1 }):run()
      return names
      """)
    #expect(
      names.sorted() == ["area_mm2", "area_um2", "delay_fit", "macs", "relu_units", "tiles", "weights"])
    #expect(file.text.contains("`area`, `delay_fit`, `tiles`,\n--- `relu_units`, `weights` and `macs`"))
  }
}
