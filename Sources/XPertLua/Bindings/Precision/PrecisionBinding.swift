import LuaEmbedding
import XPertCore

/// `xpert.search.precision{...}`: Phase 2.
enum PrecisionBinding {
  private static let choiceOptions = OptionTable(
    "choices", help: "What every layer chooses.",
    [
      Option(
        "input_bits", .list([.integer(.between(2, 16))]), .integer(.between(2, 16)),
        default: .computed("3 to 8"), choice: true, help: "input precisions, bits"),
      Option(
        "adc_bits", .list([.integer(.between(1, 16))]), .integer(.between(1, 16)),
        default: .computed("5 and 6"), choice: true, help: "ADC precisions, bits"),
    ])

  private static let options = OptionTable(
    "xpert.search.precision", help: "Precision of every layer's inputs and ADCs, for a trained network.",
    [
      Option(
        "network", .object(TrainedNetworkObject.luaType), required: true,
        help: "a network with weights, which stay as they are"),
      Option(
        "data", .object(ImageSetObject.luaType), required: true,
        help: "images on which every candidate is judged"),
      Option(
        "loss", .function, .object(LossTerm.luaType), required: true,
        help: "a scalar made of the metrics m, among them m.cross_entropy, and the weights w"),
      Option(
        "weights", .named([.number(), .object(ScheduleObject.luaType), .function]),
        help: "numbers, schedules or functions of progress, by name"),
      Option("choices", .table(choiceOptions), help: "what every layer chooses"),
      Option(
        "estimator", .enumeration(noun: "estimator", PrecisionSearch.Estimator.allCases.map(\.rawValue)),
        default: "two_path", help: "where the gradient of cross entropy comes from"),
      Option("optimizer", .object(OptimizerObject.luaType), help: "adam { lr = 0.1 } without it"),
      Option("steps", .integer(.between(1, 1_000_000)), default: 20, help: "steps"),
      Option(
        "seed", .integer(.atLeast(0)), help: "seed of search and chip; that of the command line without it"),
      Option("hardware", .object(HardwareObject.luaType), help: "the hardware; the paper's without it"),
      Option(
        "column_sharing", .integer(.between(1, 1024)), default: 8, help: "crossbar columns that share one ADC"
      ),
      Option("adc", .enumeration(noun: "ADC", ["flash", "sar"]), default: "flash", help: "kind of ADC"),
      Option(
        "periphery", .object(NetworkObject.luaType),
        help: "a network as Phase 1 finds it, whose layers' column sharing and ADCs are taken instead"),
      Option(
        "activity", .table(EvaluateBinding.activityOptions),
        help: "what the circuit simulator expects of the inputs"),
      AccuracyBinding.adcRange,
      AccuracyBinding.reference,
      Option("noise", .table(AccuracyBinding.noiseOptions), help: "errors of conductances"),
      Option("retention", .table(AccuracyBinding.retentionOptions), help: "drift of conductances"),
      Option(
        "calibration", .object(ImageSetObject.luaType), default: .computed("the first 32 of data"),
        help: "images that fix the ranges of inputs and ADCs"),
      Option(
        "batchnorm_adaptation", .table(AccuracyBinding.adaptationOptions),
        help: "adapt batch normalisation to every candidate"),
      ScoreBinding.threads,
    ])

  static func register(in module: LuaModule) {
    module.type(PrecisionSearchObject.luaType)
    module.type(PrecisionStepObject.luaType)
    module.type(PrecisionCandidateObject.luaType)
    module.type(PrecisionResultObject.luaType)
    module.constructor(options, help: "precision per layer of a trained network (Phase 2)") {
      options, frame in
      let graph = options.object("network", as: TrainedNetworkObject.self).graph
      let images = options.object("data", as: ImageSetObject.self).images
      let hardware = try options.optionalObject("hardware", as: HardwareObject.self) ?? .standard()
      let choices = try choices(options.optionalTable("choices"))
      let seed = options.optionalInteger("seed") ?? frame.context.seed
      var periphery = Layer(inputHeight: 1, inputWidth: 1, inputChannels: 1, outputChannels: 1)
      periphery.columnSharing = options.integer("column_sharing")
      periphery.adc = ADCType(rawValue: options.string("adc"))!
      periphery.crossbar = hardware.crossbar
      let search: PrecisionSearch
      do {
        let evaluator = try PrecisionEvaluator(
          graph: graph, choices: choices,
          model: AccuracyBinding.model(options, inputBits: 8, adc: ADCPrecision(bits: 6)), images: images,
          calibration: options.optionalObject("calibration", as: ImageSetObject.self)?.images
            ?? images.prefix(32),
          adaptation: AccuracyBinding.adaptation(options), seed: UInt64(bitPattern: Int64(seed)),
          loop: ParallelLoop(threads: options.optionalInteger("threads")))
        var layers = try graph.chipLayers(periphery: periphery)
        try takePeriphery(options, for: &layers, on: hardware)
        for layer in layers { try layer.validate(path: options.path) }
        let costs = try PrecisionCosts(
          name: graph.name, layers: layers, choices: choices, chip: hardware.chip,
          inputs: options.optionalTable("activity").map(EvaluateBinding.inputStatistics) ?? InputStatistics(),
          checkpoint: frame.checkInterrupt)
        search = try PrecisionSearch(
          evaluator: evaluator, costs: costs,
          weights: SearchBinding.weights(options),
          estimator: PrecisionSearch.Estimator(rawValue: options.string("estimator"))!,
          optimizer: options.optionalObject("optimizer", as: OptimizerObject.self)?.optimizer,
          steps: options.integer("steps"), seed: UInt64(bitPattern: Int64(seed)),
          loss: SearchBinding.loss(options, frame: frame)!)
      } catch let error as InferenceError {
        throw options.error(error.description)
      } catch let error as HardwareError {
        throw options.error(error.description)
      } catch let error as ImpossibleNode {
        throw options.error(error.description)
      } catch let error as SpecificationError {
        throw ScriptError(error.description)
      } catch let error as SearchError {
        throw options.error(error.description)
      }
      let manifest = ManifestBuilder.complete(
        Manifest(chip: hardware.chip, convention: Convention.consistent.rawValue, seed: seed), frame)
      frame.push(
        PrecisionSearchObject(
          search, manifest: manifest, lossDefinition: options.optionalCallback("loss")?.definition),
        keeping: options.kept)
      return 1
    }
  }

  /// Column sharing and ADCs of the network that `periphery` is.
  private static func takePeriphery(
    _ options: OptionValues, for layers: inout [Layer], on hardware: HardwareObject
  ) throws {
    guard let network = options.optionalObject("periphery", as: NetworkObject.self)?.network(on: hardware)
    else {
      return
    }
    for key in ["column_sharing", "adc"] where options.isGiven(key) {
      throw options.error(key, "'periphery' says it for every layer")
    }
    guard network.layers.map(\.outputChannels) == layers.map(\.outputChannels) else {
      throw options.error(
        "periphery",
        "\(layers.count) layers of \(layers.map { "\($0.outputChannels)" }.joined(separator: ", ")) "
          + "channels expected, "
          + "as the network has, got \(network.layers.map { "\($0.outputChannels)" }.joined(separator: ", "))"
      )
    }
    for (index, layer) in network.layers.enumerated() {
      layers[index].columnSharing = layer.columnSharing
      layers[index].adc = layer.adc
    }
  }

  private static func choices(_ options: OptionValues?) throws -> PrecisionChoices {
    func values(_ key: String, _ standard: [Int]) throws -> [Int] {
      guard let options, options.isGiven(key) else { return standard }
      let values = options.optionalList(key)?.map { $0.integer! } ?? options.integers(key)
      guard !values.isEmpty else { throw options.error(key, "at least one value expected, got none") }
      if let twice = values.first(where: { value in values.count { $0 == value } > 1 }) {
        throw options.error(key, "\(twice) is given twice")
      }
      return values
    }
    return PrecisionChoices(
      inputBits: try values("input_bits", [3, 4, 5, 6, 7, 8]), adcBits: try values("adc_bits", [5, 6]))
  }
}
