import XPertCore

/// `xpert.evaluate{...}`.
enum EvaluateBinding {
  private static let traceOptions = OptionTable(
    "traces", help: "Weights and inputs from a documented generator.",
    [
      Option("seed", .integer(.atLeast(0)), default: 1, help: "seed of the generator"),
      Option("weights", .enumeration(noun: "distribution", ["uniform", "bell"]), default: "uniform", help: "distribution of the weights"),
      Option("inputs", .enumeration(noun: "kind of inputs", ["bits", "activations"]), default: "activations", help: "independent bits, or activations with a zero sign bit"),
      Option("density", .number(.between(0, 1)), default: 0.5, help: "share of ones, or of activations that are not zero"),
    ])

  static let activityOptions = OptionTable(
    "activity", help: "What is expected of the inputs where there are no traces.",
    [
      Option("bit_density", .number(.between(0, 1)), default: 0.5, help: "probability of a 1 below the sign bit"),
      Option("filled_windows", .number(.above(0, upTo: 1)), default: 1, help: "share of the windows that hold data"),
    ])

  private static let options = OptionTable(
    "xpert.evaluate", help: "Area, delay, energy and leakage of a network on hardware.",
    [
      Option("network", .object(NetworkObject.luaType), required: true, help: "what to evaluate"),
      Option("hardware", .object(HardwareObject.luaType), help: "on what; the paper's without it"),
      Option("convention", .enumeration(noun: "convention", Convention.allCases.map(\.rawValue)), default: "consistent", help: "how to count"),
      Option("traces", .table(traceOptions), help: "evaluate vector by vector with generated traces"),
      Option("activity", .table(activityOptions), help: "expectations of the inputs, without traces"),
      Option("quirks", .named([.boolean]), help: "deviations of the released program by id, for convention 'published': { [\"Q-C172\"] = false }"),
    ])

  static func register(in module: LuaModule) {
    module.type(ReportObject.luaType)
    module.constructor(options, help: "a report") { options, frame in
      let hardware = try options.optionalObject("hardware", as: HardwareObject.self) ?? .standard()
      let convention = Convention(rawValue: options.string("convention"))!
      var evaluator = ChipEvaluator(hardware: hardware.hardware, convention: convention)
      evaluator.crossbarsPerTile = hardware.crossbarsPerTile
      if let quirks = options.optionalTable("quirks") {
        guard convention == .published else {
          throw options.error("quirks", "only the convention 'published' has them, not '\(convention.rawValue)'")
        }
        for id in quirks.keys {
          guard let quirk = ChipEvaluator.PublishedQuirks.ids.first(where: { $0.id == id }) else {
            let known = ChipEvaluator.PublishedQuirks.ids.map(\.id).joined(separator: ", ")
            throw options.error("quirks", "unknown quirk '\(id)': \(known) can be switched")
          }
          evaluator.quirks[keyPath: quirk.switch] = quirks.boolean(id)
        }
      }
      if let traces = options.optionalTable("traces") {
        guard !options.isGiven("activity") else {
          throw options.error("either 'traces' or 'activity' expected, got both")
        }
        let density = traces.number("density")
        evaluator.activity = .generated(
          TraceGenerator(
            seed: UInt64(traces.integer("seed")), weights: .init(rawValue: traces.string("weights"))!,
            inputs: traces.string("inputs") == "bits"
              ? .bits(density: density) : .activations(density: density)))
      } else if let activity = options.optionalTable("activity") {
        evaluator.activity = .expected(inputStatistics(activity))
      }
      let network = options.object("network", as: NetworkObject.self).network(on: hardware)
      let report: ChipReport
      do throws(HardwareError) {
        report = try evaluator.evaluate(network)
      } catch {
        throw options.error(error.description)
      }
      return frame.returns(
        ReportObject(
          report: report,
          manifest: ManifestBuilder.manifest(frame, hardware: hardware, convention: convention.rawValue)))
    }
  }

  static func inputStatistics(_ options: OptionValues) -> InputStatistics {
    InputStatistics(
      bitDensity: options.number("bit_density"), filledWindows: options.number("filled_windows"))
  }
}

extension HardwareObject {
  /// The paper's hardware.
  static func standard() throws -> HardwareObject {
    HardwareObject(hardware: .xpertDAC2023, crossbar: 64, crossbarsPerTile: 64)
  }
}
