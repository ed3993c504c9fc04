import Wording
import LuaEmbedding
import XPertCore

/// `xpert.evaluate{...}`.
enum EvaluateBinding {
  private static let tensorOptions = OptionTable(
    "layers",
    help: "Weights and inputs of a layer: lists of numbers, last index fastest, or paths of .npy files.",
    [
      Option(
        "weights", .string, .list([.number()]), required: true,
        help: "outputs x inputs x kernel rows x kernel columns"),
      Option(
        "inputs", .string, .list([.number()]), required: true,
        help: "channels x height x width, without padding; or rows of the weight matrix x windows"),
      Option(
        "weight_scale", .number(.positive),
        help: "magnitude of the largest code; the largest weight without it"),
      Option(
        "input_scale", .number(.positive), help: "magnitude of the largest code; the largest input without it"
      ),
    ])

  private static let traceOptions = OptionTable(
    "traces", help: "Weights and inputs from a documented generator, or your own.",
    [
      Option(
        "layers", .list([.table(tensorOptions)]), help: "your own, one per layer; without it the generator"),
      Option("seed", .integer(.atLeast(0)), default: 1, help: "seed of the generator"),
      Option(
        "weights", .enumeration(noun: "distribution", ["uniform", "bell"]), default: "uniform",
        help: "distribution of the weights"),
      Option(
        "inputs", .enumeration(noun: "kind of inputs", ["bits", "activations"]), default: "activations",
        help: "independent bits, or activations with a zero sign bit"),
      Option(
        "density", .number(.between(0, 1)), default: 0.5,
        help: "share of ones, or of activations that are not zero"),
    ])

  static let activityOptions = OptionTable(
    "activity", help: "What is expected of the inputs where there are no traces.",
    [
      Option(
        "bit_density", .number(.between(0, 1)), default: 0.5, help: "probability of a 1 below the sign bit"),
      Option(
        "filled_windows", .number(.above(0, upTo: 1)), default: 1, help: "share of the windows that hold data"
      ),
    ])

  private static let options = OptionTable(
    "xpert.evaluate", help: "Area, delay, energy and leakage of a network on hardware.",
    [
      Option(
        "network", .object(NetworkObject.luaType), .object(SupernetObject.luaType), required: true,
        help: "what to evaluate; a supernet, such as a backbone, if it leaves no choice"),
      Option("hardware", .object(HardwareObject.luaType), help: "on what; the paper's without it"),
      Option(
        "convention", .enumeration(noun: "convention", Convention.allCases.map(\.rawValue)),
        default: "consistent", help: "how to count"),
      Option(
        "traces", .table(traceOptions), help: "evaluate vector by vector, with generated or your own data"),
      Option("activity", .table(activityOptions), help: "expectations of the inputs, without traces"),
      Option(
        "quirks", .named([.boolean]),
        help: "deviations of the released programs by id: { [\"Q-C172\"] = false }"),
    ])

  static func register(in module: LuaModule) {
    module.type(ReportObject.luaType)
    module.type(LayerReportObject.luaType)
    module.type(ExplanationObject.luaType)
    module.type(BreakdownObject.luaType)
    module.constructor(options, help: "a report") { options, frame in
      let hardware = try options.optionalObject("hardware", as: HardwareObject.self) ?? .standard()
      let convention = Convention(rawValue: options.string("convention"))!
      var evaluator = ChipEvaluator(chip: hardware.chip, convention: convention)
      if let quirks = options.optionalTable("quirks") {
        let known = ChipEvaluator.PublishedQuirks.switchable(in: convention)
        guard !known.isEmpty else {
          throw options.error(
            "quirks",
            "only the conventions 'published' and 'whole_network' have them, not '\(convention.rawValue)'")
        }
        for id in quirks.keys {
          guard known.contains(id),
            let quirk = ChipEvaluator.PublishedQuirks.ids.first(where: { $0.id == id })
          else {
            throw options.error(
              "quirks",
              "'\(id)' cannot be switched in the convention '\(convention.rawValue)':"
                + " \(known.joined(separator: ", ")) can")
          }
          evaluator.quirks[keyPath: quirk.switch] = quirks.boolean(id)
        }
      }
      if let traces = options.optionalTable("traces") {
        guard !options.isGiven("activity") else {
          throw options.error("either 'traces' or 'activity' expected, got both")
        }
        let density = traces.number("density")
        evaluator.activity =
          traces.isGiven("layers")
          ? .traces([])
          : .generated(
            TraceGenerator(
              seed: UInt64(traces.integer("seed")), weights: .init(rawValue: traces.string("weights"))!,
              inputs: traces.string("inputs") == "bits"
                ? .bits(density: density) : .activations(density: density)))
      } else if let activity = options.optionalTable("activity") {
        evaluator.activity = .expected(inputStatistics(activity))
      }
      let network = try FixedNetwork.network(options, "network", on: hardware)
      if let traces = options.optionalTable("traces"), let layers = traces.optionalList("layers") {
        guard convention != .published else {
          throw traces.error(
            "layers", "the convention 'published' also evaluates auxiliary layers: use the generator")
        }
        evaluator.activity = .traces(
          try self.traces(layers.compactMap(\.table), of: network, on: hardware.hardware, traces, frame))
      }
      let report: ChipReport
      do {
        report = try frame.withMemory(
          TraceMemory.bytes(of: network, activity: evaluator.activity), for: "\(options.path).traces"
        ) {
          try evaluator.evaluate(network, checkpoint: frame.checkInterrupt)
        }
      } catch let error as HardwareError {
        throw options.error(error.description)
      }
      return frame.returns(
        ReportObject(
          report: report,
          manifest: ManifestBuilder.complete(
            Manifest(
              chip: hardware.chip, convention: convention.rawValue,
              evaluation: entries(options, evaluator.activity)), frame)))
    }
  }

  /// What the numbers of a report rest on beside hardware and convention.
  private static func entries(_ options: OptionValues, _ activity: ActivitySource) -> [Manifest.Entry] {
    var entries: [Manifest.Entry] = []
    switch activity {
    case .expected(let inputs): entries = Manifest.entries(of: inputs)
    case .generated:
      let traces = options.table("traces")
      entries.append(.init("traces.seed", "\(traces.integer("seed"))"))
      for key in ["weights", "inputs"] { entries.append(.init("traces.\(key)", traces.string(key))) }
      entries.append(.init("traces.density", NumberFormat.exact(traces.number("density"))))
    case .traces: entries.append(.init("traces", "the script's"))
    }
    guard let quirks = options.optionalTable("quirks") else { return entries }
    return entries + quirks.keys.map { .init("quirks.\($0)", "\(quirks.boolean($0))") }
  }

  /// The script's own weights and inputs, layer by layer.
  private static func traces(
    _ layers: [OptionValues], of network: Network, on hardware: Hardware, _ options: OptionValues,
    _ frame: LuaFrame
  ) throws -> [LayerTrace] {
    for key in ["seed", "weights", "inputs", "density"] where options.isGiven(key) {
      throw options.error("either 'layers' or '\(key)' expected, got both")
    }
    guard layers.count == network.layers.count else {
      throw options.error(
        "layers", "as many as the network has (\(network.layers.count)) expected, got \(layers.count)")
    }
    return try zip(layers, network.layers).map { tensors, layer in
      try frame.checkInterrupt()
      do {
        return try LayerTrace(
          LayerTensors(
            weights: try numbers("weights", in: tensors, shapes: [weightShape(layer)], frame),
            inputs: try numbers("inputs", in: tensors, shapes: inputShapes(layer), frame),
            weightScale: tensors.optionalNumber("weight_scale"),
            inputScale: tensors.optionalNumber("input_scale")),
          of: layer, weightBits: layer.weightBits ?? hardware.weightBits)
      } catch let error as HardwareError {
        throw tensors.error(error.description)
      }
    }
  }

  private static func weightShape(_ layer: Layer) -> [Int] {
    [layer.outputChannels, layer.inputChannels / layer.groups, layer.kernelHeight, layer.kernelWidth]
  }

  /// The map, or what the rows of the weight matrix see of it.
  private static func inputShapes(_ layer: Layer) -> [[Int]] {
    [
      [layer.inputChannels, layer.inputHeight, layer.inputWidth],
      [layer.weightRows * layer.groups, layer.windows],
    ]
  }

  /// - Parameter shapes: those that a file may have, leading and trailing ones left out, or none at all.
  private static func numbers(
    _ key: String, in options: OptionValues, shapes: [[Int]], _ frame: LuaFrame
  ) throws -> [Float] {
    if let list = options.optionalList(key) {
      return try list.enumerated().map { index, entry in
        let number = entry.number ?? .nan
        guard abs(number) <= Double(Float.greatestFiniteMagnitude) else {
          throw options.error(
            key, "number \(index + 1) is \(scriptNumber(number)): at most 3.4e38 expected, single precision")
        }
        return Float(number)
      }
    }
    guard !frame.context.isSandboxed else {
      throw options.error(key, "a sandboxed script may not read files")
    }
    let path = options.string(key)
    let tensor: Tensor
    do {
      tensor = try NumPyFile.read(path)
    } catch {
      throw options.error(key, "\(error)")
    }
    func core(_ shape: [Int]) -> [Int] { shape.filter { $0 != 1 } }
    let fits = tensor.shape.count <= 1 || shapes.contains { core($0) == core(tensor.shape) }
    // What has another number of elements is refused with the layer's own words.
    guard fits || !shapes.contains(where: { $0.reduce(1, *) == tensor.values.count }) else {
      let expected = shapes.map { text($0) }.joined(separator: " or ")
      throw options.error(key, "a file of shape \(expected) expected, got \(text(tensor.shape))")
    }
    return tensor.values
  }

  private static func text(_ shape: [Int]) -> String {
    "(" + shape.map { "\($0)" }.joined(separator: ", ") + ")"
  }

  static func inputStatistics(_ options: OptionValues) -> InputStatistics {
    InputStatistics(
      bitDensity: options.number("bit_density"), filledWindows: options.number("filled_windows"))
  }
}

extension HardwareObject {
  /// The paper's hardware.
  static func standard() throws -> HardwareObject {
    HardwareObject(chip: .xpertDAC2023)
  }
}
