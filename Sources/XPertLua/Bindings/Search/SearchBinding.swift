import LuaEmbedding
import XPertCore

/// `xpert.search.*`: options and models that all searches share, and the gradient search.
enum SearchBinding {
  /// A space and its costs.
  static let space: [Option] =
    [Option("supernet", .object(SupernetObject.luaType), required: true, help: "the space")] + costs

  private static let costs: [Option] = [
    Option("hardware", .object(HardwareObject.luaType), help: "the hardware; the paper's without it"),
    Option(
      "cost_model", .enumeration(noun: "cost model", CostChoice.allCases.map(\.rawValue)),
      default: "simulator", help: "the circuit simulator, or the published fits"),
    Option("activity", .table(EvaluateBinding.activityOptions), help: "what is expected of the inputs"),
    Option(
      "impossible", .enumeration(noun: "way", ["error", "drop"]), default: "error",
      help: "nodes that the simulator cannot build: refuse the space, or leave them out"),
  ]

  /// What all searches by steps take.
  static let shared: [Option] =
    joint + costs + [
      Option("accept", .function, help: "whether to keep the step's candidate; all without it"),
      Option(
        "minimize", .string,
        help: "metric that ranks the candidates kept, with its unit: \"delay_us\"; the loss without it"),
      Option(
        "weights", .named([.number(), .object(ScheduleObject.luaType), .function]),
        help: "numbers, schedules or functions of progress, by name"),
      Option("steps", .integer(.between(1, 100_000_000)), default: 2000, help: "steps"),
      Option("seed", .integer(.atLeast(0)), help: "seed; that of the command line without it"),
    ]

  private static let gradientOptions = OptionTable(
    "xpert.search.gradient", help: "Architecture parameters follow the gradient of a loss.",
    shared + [
      Option(
        "loss", .function, .object(LossTerm.luaType), required: true,
        help: "a scalar made of the metrics m and the weights w, or a ready-made loss"),
      Option(
        "optimizer", .object(OptimizerObject.luaType),
        help: "without it adam { lr = 0.02, beta2 = 0.9 }; for expectation sgd { lr = 1.3, momentum = 0.9 }"),
      Option("relaxation", .object(RelaxationObject.luaType), help: "straight_through without it"),
      Option(
        "spread", .number(.atLeast(0)), default: 0.01,
        help: "standard deviation of the initial architecture parameters"),
      Option(
        "starts", .integer(.between(1, 100_000)), default: 1,
        help: "searches that the steps are divided into, each from other parameters"),
      Option(
        "patience", .integer(.atLeast(1)),
        help: "steps without a better candidate after which the search ends"),
      Option(
        "polish", .number(.between(0, 1)), default: 0,
        help: "share of the steps, at the end, that try neighbours of the best candidate"),
    ])

  static func register(in module: LuaModule) {
    module.type(MetricsObject.luaType)
    module.type(MetricsByLayerObject.luaType)
    module.type(LayerMetricsObject.luaType)
    module.type(MetricsByNameObject.luaType)
    module.type(ScopedMetricsObject.luaType)
    module.type(NumbersByNameObject.luaType)
    module.type(ScopedNumbersObject.luaType)
    module.type(WeightsObject.luaType)
    module.type(StepObject.luaType)
    module.type(SearchObject.luaType)
    module.type(AuditObject.luaType)
    module.type(ResultObject.luaType)
    module.type(CandidateObject.luaType)
    module.type(SearchReportObject.luaType)
    module.type(ExactSearchObject.luaType)
    module.type(ExactResultObject.luaType)
    module.type(FrontObject.luaType)
    module.type(CertifiedFrontObject.luaType)
    module.submodule("search", help: "searches") { module in
      module.constructor(gradientOptions, help: "a differentiable search") { options, frame in
        try push(options, frame) { setting throws(SearchError) in
          .gradient(
            try GradientSearch(
              model: setting.model, weights: setting.weights,
              optimizer: options.optionalObject("optimizer", as: OptimizerObject.self)?.optimizer,
              relaxation: options.optionalObject("relaxation", as: RelaxationObject.self)?.relaxation
                ?? .straightThrough(),
              accept: setting.accept, rank: setting.ranking, steps: setting.steps, seed: setting.seed,
              initialSpread: options.number("spread"), starts: options.integer("starts"),
              patience: options.optionalInteger("patience"),
              polish: options.number("polish"), loss: setting.loss!))
        }
      }
      registerBaselines(in: module)
      registerExact(in: module)
      PrecisionBinding.register(in: module)
    }
  }

  /// What all searches take, ready for Swift.
  struct Setting {
    var model: any CostModel
    var weights: [(name: String, schedule: Schedule)]
    var accept: ((StepSummary) throws -> Bool)?
    var ranking: Ranking
    var steps: Int
    var seed: UInt64
    var loss: ((LossInputs) throws -> Tape.Scalar)?
  }

  /// - Parameter objectives: metrics of a search for a front; the first one ranks where nothing else does.
  static func push(
    _ options: OptionValues, _ frame: LuaFrame, objectives: [String] = [],
    _ make: (Setting) throws(SearchError) -> SearchObject.Kind
  ) throws -> Int32 {
    let space = try space(options, frame)
    let seed = options.optionalInteger("seed") ?? frame.context.seed
    let accept = options.optionalCallback("accept")
    let setting = Setting(
      model: space.model, weights: weights(options),
      accept: accept.map { accept in
        { summary in
          try accept.call(pushing: { $0.returns(StepObject(summary, space: space)) }) { frame, index in
            frame.isTrue(index)
          }
        }
      },
      ranking: ranking(options, objectives: objectives),
      steps: options.integer("steps"), seed: UInt64(bitPattern: Int64(seed)),
      loss: loss(options, frame: frame))
    // The history is allocated at once, candidates as they are found.
    let memory = try frame.memory.charge(
      SearchHistory.bytes(
        steps: setting.steps, layers: space.model.table.layers.count, quantities: space.model.quantities.count
      ),
      for: options.path)
    let kind: SearchObject.Kind
    do {
      kind = try make(setting)
    } catch {
      if case .unknownMetric(let name, _) = error {
        let key = name == options.optionalString("minimize") ? "minimize" : "objectives"
        throw options.error(key, error.description)
      }
      throw options.error(error.description)
    }
    let manifest = ManifestBuilder.complete(space.manifest(seed: setting.seed), frame)
    frame.push(
      SearchObject(
        kind, setting: setting, space: space, manifest: manifest,
        lossDefinition: options.optionalCallback("loss")?.definition, memory: memory),
      keeping: options.kept)
    return 1
  }

  /// What makes an accepted candidate the best.
  private static func ranking(_ options: OptionValues, objectives: [String]) -> Ranking {
    if let metric = options.optionalString("minimize") { return .smallest(metric) }
    guard let first = objectives.first, !options.isGiven("loss") else { return .loss }
    return .smallest(first)
  }

  /// The option `weights`, sorted by name.
  static func weights(_ options: OptionValues) -> [(name: String, schedule: Schedule)] {
    guard let table = options.optionalTable("weights") else { return [] }
    return table.keys.map { name in
      (name: name, schedule: ScheduleBinding.schedule(table[name]!, named: "weight '\(name)'"))
    }
  }

  /// The loss as Swift sees it: the script's function, called once per step with metrics, weights and step.
  static func loss(
    _ options: OptionValues, frame: LuaFrame
  ) -> ((LossInputs) throws -> Tape.Scalar)? {
    let scalars = frame.scalars
    if let term = options.optionalObject("loss", as: LossTerm.self) {
      return { inputs in
        try scalars.compute(from: inputs) { try term.body(inputs, scalars) }
      }
    }
    guard let function = options.optionalCallback("loss") else { return nil }
    return { inputs in
      try scalars.compute(from: inputs) { try value(of: function, inputs, scalars) }
    }
  }

  /// Calls the script's loss.
  private static func value(
    of function: LuaCallback, _ inputs: LossInputs, _ scalars: ScalarTape
  ) throws -> Tape.Scalar {
    return try function.call(pushing: { frame in
      frame.push(MetricsObject(inputs, of: scalars))
      frame.push(WeightsObject(inputs))
      frame.push(inputs.step)
      return 3
    }) { frame, index in
      switch frame.type(index) {
      case .number: throw SearchError.lossIsNumber(try frame.double(index))
      case .nil, .none:
        throw ScriptError("loss returned nothing: is a 'return' missing?", at: function.definition)
      default:
        do {
          return scalars.scalar(try frame.operand(index, of: scalars.type))
        } catch is ArgumentError {
          throw ScriptError(
            "loss returned \(frame.describe(index)): xpert.Scalar expected", at: function.definition)
        } catch {
          throw SearchError.staleLoss(step: inputs.step)
        }
      }
    }
  }
}
