import Wording
import LuaEmbedding
import XPertCore

/// `xpert.accuracy{...}`.
enum AccuracyBinding {
  static let noiseOptions = OptionTable(
    "noise", help: "Errors of conductances.",
    [
      Option(
        "sigma", .number(.between(0, 10)), default: 0,
        help: "relative standard deviation, drawn once per cell and chip"),
      Option("mu", .number(.between(-1, 10)), default: 0, help: "relative mean error"),
      Option("stuck_on", .number(.between(0, 1)), default: 0, help: "share of the cells that are always on"),
      Option(
        "stuck_off", .number(.between(0, 1)), default: 0, help: "share of the cells that are always off"),
    ])

  static let retentionOptions = OptionTable(
    "retention", help: "Drift of conductances between programming and reading.",
    [
      Option(
        "time", .number(.atLeast(1)), required: true,
        help: "time since programming over the time of the first reading"),
      Option("drift", .number(.between(0, 10)), required: true, help: "exponent of the power law"),
      Option(
        "towards", .number(.between(0, 1)),
        help: "where conductances drift to, from off (0) to on (1); at random without it"),
    ])

  static let adaptationOptions = OptionTable(
    "batchnorm_adaptation", help: "Batch normalisation follows what it sees on the chip.",
    [
      Option("data", .object(ImageSetObject.luaType), required: true, help: "training images"),
      Option("images", .integer(.atLeast(1)), default: .computed("all"), help: "how many of them, the first"),
      Option("batch", .integer(.between(2, 4096)), default: 100, help: "images per update"),
      Option(
        "momentum", .number(.above(0, upTo: 1)), default: 0.1, help: "weight of a batch in the running mean"),
      Option("variance", .boolean, default: true, help: "running variances follow, too"),
    ])

  static let adcRange = Option(
    "adc_range", .enumeration(noun: "range", CrossbarModel.ADCRange.allCases.map(\.rawValue)),
    default: "calibrated", help: "what the converters' highest code stands for")

  static let reference = Option(
    "reference", .enumeration(noun: "reference", CrossbarModel.Reference.allCases.map(\.rawValue)),
    default: "dummy_column", help: "what signed weights are read against")

  private static let options = OptionTable(
    "xpert.accuracy", help: "Accuracy of a trained network on crossbars.",
    [
      Option(
        "network", .object(TrainedNetworkObject.luaType), required: true, help: "a network with weights"),
      Option("data", .object(ImageSetObject.luaType), required: true, help: "images to classify"),
      Option(
        "ideal", .boolean, default: false,
        help: "in single precision, without crossbars and what describes them"),
      Option(
        "model", .enumeration(noun: "model", ["physical"] + PublishedModel.Path.allCases.map(\.rawValue)),
        default: "physical",
        help: "crossbars, or what the published program computes"),
      Option(
        "hardware", .object(HardwareObject.luaType),
        help: "cells, weights and crossbar; the paper's without it"),
      Option(
        "adc_bits", .integer(.between(1, 16)), .enumeration(noun: "ADC precision", ["ideal"]),
        .list([.integer(.between(1, 16))]), default: 6,
        help: "ADC precision, bits, of all layers or of each"),
      Option(
        "input_bits", .integer(.between(1, 16)), .list([.integer(.between(1, 16))]), default: 8,
        help: "input precision, bits, of all layers or of each"),
      adcRange,
      reference,
      Option("noise", .table(noiseOptions), help: "errors of conductances"),
      Option("retention", .table(retentionOptions), help: "drift of conductances"),
      Option(
        "calibration", .object(ImageSetObject.luaType), default: .computed("the first 32 of data"),
        help: "images that fix the ranges of inputs and ADCs"),
      Option(
        "batchnorm_adaptation", .table(adaptationOptions), help: "adapt batch normalisation to every chip"),
      Option("trials", .integer(.between(1, 10_000)), default: 1, help: "how many chips"),
      Option("seed", .integer(.atLeast(0)), default: .computed("the state's"), help: "of conductance errors"),
      ScoreBinding.threads,
    ])

  /// What says nothing about single precision.
  private static let crossbarOptions = [
    "model", "hardware", "adc_bits", "input_bits", "adc_range", "reference", "noise", "retention",
    "calibration",
    "batchnorm_adaptation", "trials",
  ]

  static func register(in module: LuaModule) {
    module.type(AccuracyObject.luaType)
    module.constructor(options, help: "accuracy of a trained network on crossbars") { options, frame in
      let graph = options.object("network", as: TrainedNetworkObject.self).graph
      let images = options.object("data", as: ImageSetObject.self).images
      let layers = AccuracyEvaluation.layers(of: graph)
      if options.boolean("ideal"), let key = crossbarOptions.first(where: options.isGiven) {
        throw options.error(key, "'ideal' is without crossbars")
      }
      let model = try model(options)
      var evaluation = AccuracyEvaluation(
        graph: graph, model: options.boolean("ideal") ? nil : model,
        calibration: options.optionalObject("calibration", as: ImageSetObject.self)?.images
          ?? images.prefix(32),
        trials: options.integer("trials"),
        seed: options.seed(frame),
        loop: ParallelLoop(threads: options.optionalInteger("threads")))
      for key in ["adc_bits", "input_bits"] {
        guard let list = options.optionalList(key) else { continue }
        guard list.count == layers.count else {
          throw options.error(key, "\(layers.count) numbers expected, one per layer, got \(list.count)")
        }
        var models = evaluation.perLayer ?? layers.map { _ in model }
        for (index, value) in list.enumerated() {
          if key == "adc_bits" {
            models[index].adc = ADCPrecision(bits: value.integer!)
          } else {
            models[index].inputBits = value.integer!
          }
        }
        evaluation.perLayer = models
      }
      evaluation.adaptation = adaptation(options)
      if let path = PublishedModel.Path(rawValue: options.string("model")) {
        evaluation.published = try published(path, options, evaluation.perLayer ?? [model])
      }
      try frame.context.endCheck("xpert.accuracy")
      do {
        return try frame.withMemory(evaluation.bytes, for: options.path) {
          frame.returns(AccuracyObject(try evaluation.evaluate(images) { try frame.checkInterrupt() }))
        }
      } catch let error as InferenceError {
        throw options.error(error.description)
      }
    }
  }

  static func adaptation(_ options: OptionValues) -> AccuracyEvaluation.Adaptation? {
    options.optionalTable("batchnorm_adaptation").map { adaptation in
      let data = adaptation.object("data", as: ImageSetObject.self).images
      return AccuracyEvaluation.Adaptation(
        images: adaptation.optionalInteger("images").map { data.prefix($0) } ?? data,
        batch: adaptation.integer("batch"), momentum: Float(adaptation.number("momentum")),
        adaptsVariance: adaptation.boolean("variance"))
    }
  }

  /// The published program's models with the same precisions.
  private static func published(
    _ path: PublishedModel.Path, _ options: OptionValues, _ models: [CrossbarModel]
  ) throws -> [PublishedModel] {
    for key in ["adc_range", "reference", "calibration"] where options.isGiven(key) {
      throw options.error(key, "the published program has none: its ranges are those of tensors")
    }
    return try models.map { model in
      guard let adc = model.adc else {
        throw options.error(
          "adc_bits", "the published program always converts: integer expected, got 'ideal'")
      }
      guard model.mu == 0, model.stuckOn == 0, model.stuckOff == 0 else {
        throw options.error("noise", "the published program has sigma only")
      }
      return PublishedModel(
        path: path, crossbar: model.crossbar, weightBits: model.weightBits, cellBits: model.cellBits,
        inputBits: model.inputBits, adcBits: adc.bits, onOffRatio: model.onOffRatio, sigma: model.sigma,
        retention: model.retention.map { retention in
          var target: Double?
          if case .towards(let fraction) = retention.direction { target = fraction }
          return .init(time: retention.time, drift: retention.drift, target: target)
        })
    }
  }

  private static func model(_ options: OptionValues) throws -> CrossbarModel {
    try model(
      options, inputBits: options.optionalInteger("input_bits") ?? 8,
      adc: options.optionalString("adc_bits") != nil
        ? nil : ADCPrecision(bits: options.optionalInteger("adc_bits") ?? 6))
  }

  /// The crossbars that hardware, range, reference, noise and retention describe.
  static func model(_ options: OptionValues, inputBits: Int, adc: ADCPrecision?) throws -> CrossbarModel {
    let object = try options.optionalObject("hardware", as: HardwareObject.self) ?? .standard()
    let hardware = object.hardware
    var model = CrossbarModel(
      crossbar: object.crossbar, weightBits: hardware.weightBits, cellBits: hardware.effectiveCellBits,
      inputBits: inputBits, adc: adc,
      adcRange: CrossbarModel.ADCRange(rawValue: options.string("adc_range"))!,
      reference: CrossbarModel.Reference(rawValue: options.string("reference"))!,
      onOffRatio: hardware.onOffRatio)
    if let noise = options.optionalTable("noise") {
      model.sigma = noise.number("sigma")
      model.mu = noise.number("mu")
      model.stuckOn = noise.number("stuck_on")
      model.stuckOff = noise.number("stuck_off")
    }
    if let retention = options.optionalTable("retention") {
      model.retention = .init(
        time: retention.number("time"), drift: retention.number("drift"),
        direction: retention.optionalNumber("towards").map { .towards($0) } ?? .random)
    }
    do throws(InferenceError) {
      try model.validate()
    } catch {
      throw options.error(error.description)
    }
    return model
  }
}

/// `xpert.Accuracy`: how many images are classified as labelled.
final class AccuracyObject: LuaObject {
  let result: AccuracyResult

  init(_ result: AccuracyResult) { self.result = result }

  static let luaType = LuaType<AccuracyObject>(
    "xpert.Accuracy", help: "Images classified as labelled."
  ) { type in
    type.property("mean", help: "share of the images, mean over chips") { $0.result.mean }
    type.property("deviation", help: "standard deviation over chips") { $0.result.deviation }
    type.property("low", help: "lower end of the 95 % confidence interval") {
      $0.result.confidence.lowerBound
    }
    type.property("high", help: "upper end of the 95 % confidence interval") {
      $0.result.confidence.upperBound
    }
    type.property("images", help: "how many there were") { $0.result.images }
    type.property("correct", help: "images classified as labelled, per chip") { $0.result.correct }
    type.tostring { object in
      let result = object.result
      func percent(_ value: Double) -> String { NumberFormat.exact((value * 10_000).rounded() / 100) }
      let chips =
        result.correct.count == 1 ? "" : " ± \(percent(result.deviation)) over \(result.correct.count) chips"
      return
        "accuracy \(percent(result.mean)) %\(chips), 95 % interval \(percent(result.confidence.lowerBound)) "
        + "to \(percent(result.confidence.upperBound)) %, \(result.images) images"
    }
  }
}
