import LuaEmbedding
import XPertCore

/// `xpert.layer`, `xpert.repeated`, `xpert.supernet`, `xpert.network` and `xpert.backbone`.
enum SupernetBinding {
  /// Fields of a layer. Every one may be a choice.
  static func layerFields(channels: String) -> [Option] {
    [
      Option("channels", .integer(.between(1, 65536)), choice: true, help: "output channels; \(channels)"),
      Option("kernel", .integer(.between(1, 31)), default: 3, choice: true, help: "side of the kernel"),
      Option(
        "column_sharing", .integer(.between(1, 1024)), default: 8, choice: true,
        help: "crossbar columns that share one ADC"),
      Option(
        "adc", .enumeration(noun: "ADC", ["flash", "sar"]), default: "flash", choice: true,
        help: "kind of ADC"),
      Option(
        "adc_bits", .integer(.between(1, 16)), .enumeration(noun: "ADC precision", ["full"]), default: 6,
        choice: true,
        help: "ADC precision, bits; 'full' tells all sums of a column apart"),
      Option(
        "input_bits", .integer(.between(2, 16)), default: 8, choice: true, help: "input precision, bits"),
      Option(
        "crossbar", .integer(.between(8, 1024)), choice: true,
        help: "rows and columns of a crossbar; the hardware's without it"),
      Option(
        "weight_bits", .integer(.between(1, 16)), choice: true,
        help: "bits per weight, a multiple of cell_bits; the hardware's without it"),
      Option(
        "cell_bits", .integer(.between(1, 16)), choice: true, help: "bits per cell; the hardware's without it"
      ),
    ]
  }

  static let layerOptions = OptionTable(
    "xpert.layer", help: "One convolution or fully connected layer with its periphery.",
    layerFields(channels: "without it those that a depthwise layer gets or a residual brings") + [
      Option("stride", .integer(.between(1, 16)), default: 1, help: "stride"),
      Option(
        "padding", .integer(.between(0, 31)),
        help: "zeros on every side, pixels; half the kernel without it"),
      Option(
        "kind", .enumeration(noun: "kind of layer", Supernet.LayerKind.allCases.map(\.rawValue)),
        default: "convolution", help: "kind of layer"),
      Option(
        "groups", .integer(.between(1, 65536)), default: 1,
        help: "groups of a convolution: each sees its share of the channels"),
      Option("residual", .table(residualOptions), help: "add the input of an earlier layer to the output"),
    ])

  private static let residualOptions = OptionTable(
    "residual", help: "A shortcut.",
    [
      Option(
        "layers", .integer(.between(1, 100)), default: 2,
        help: "how many layers it bridges, this one included"),
      Option(
        "projection", .boolean, default: false,
        help: "through a 1 x 1 convolution, which may change channels and size"),
      Option(
        "zero_padding", .boolean, default: false,
        help: "subsampled as the strides say, with zeros for missing channels"),
    ])

  private static let inputOptions = OptionTable(
    "input",
    [
      Option("channels", .integer(.between(1, 65536)), default: 3, help: "channels of the image"),
      Option("size", .integer(.between(1, 4096)), required: true, help: "side of the image, pixels"),
    ])

  private static func networkOptions(_ name: String, help: String) -> OptionTable {
    OptionTable(
      name, help: help,
      [
        Option("name", .string, help: "what results call it"),
        Option("input", .table(inputOptions), required: true, help: "the image"),
        Option(
          "classes", .integer(.between(1, 1_000_000)), required: true, help: "outputs of the classifier"),
        Option(
          "layers", .list([.object(LayerObject.luaType), .table(layerOptions)]), required: true,
          help: "convolutions in order"),
        Option(
          "pool_after", .list([.integer(.atLeast(1))]),
          help: "numbers of the layers that 2 x 2 max pooling follows"),
        Option(
          "average_pool", .boolean, default: false, help: "global average pooling before the classifier"),
      ])
  }

  private static func layer(_ options: OptionValues) throws -> LayerObject {
    var choices = try choices(options)
    choices.stride = options.integer("stride")
    choices.padding = options.optionalInteger("padding")
    choices.groups = options.integer("groups")
    choices.kind = Supernet.LayerKind(rawValue: options.string("kind"))!
    if choices.kind == .fullyConnected {
      for key in ["kernel", "stride", "padding", "groups", "residual"] where options.isGiven(key) {
        throw options.error(key, "a fully connected layer has none")
      }
      choices.kernel = [1]
    }
    if let residual = options.optionalTable("residual") {
      let (isProjected, isPadded) = (residual.boolean("projection"), residual.boolean("zero_padding"))
      guard !isProjected || !isPadded else {
        throw residual.error("either 'projection' or 'zero_padding' expected, got both")
      }
      choices.shortcut = .init(
        layers: residual.integer("layers"),
        adaptation: isProjected ? .projection : isPadded ? .zeroPadding : .identity)
    }
    guard !choices.channels.isEmpty || choices.takesChannels else {
      throw ScriptError("\(options.path) needs 'channels'")
    }
    return LayerObject(choices: choices, inheritsCrossbar: !options.isGiven("crossbar"))
  }

  private static func choices(_ options: OptionValues) throws -> Supernet.LayerChoices {
    // Cell bits are known with the hardware.
    let precisions = options.choices("adc_bits")
    let isFull = precisions.contains { $0.string != nil }
    guard !isFull || precisions.count == 1 else {
      throw options.error("adc_bits", "'full' follows from the crossbar and cannot be one of several choices")
    }
    return Supernet.LayerChoices(
      channels: options.integers("channels"), kernel: options.integers("kernel"),
      columnSharing: options.integers("column_sharing"),
      adc: options.strings("adc").map { ADCType(rawValue: $0)! },
      adcBits: isFull ? [1] : options.integers("adc_bits"), inputBits: options.integers("input_bits"),
      crossbar: options.isGiven("crossbar") ? options.integers("crossbar") : [64],
      fullPrecisionCellBits: isFull ? 1 : nil,
      weightBits: options.isGiven("weight_bits") ? options.integers("weight_bits") : [],
      cellBits: options.isGiven("cell_bits") ? options.integers("cell_bits") : [])
  }

  private static func supernet(_ options: OptionValues, _ frame: LuaFrame) throws -> (Supernet, [Bool]) {
    let input = options.table("input")
    var layers: [LayerObject] = []
    for value in options.list("layers") {
      if let object = value.object(as: LayerObject.self) {
        layers += Array(repeating: object, count: object.count)
      } else if let table = value.table {
        layers.append(try layer(table))
      }
    }
    guard !layers.isEmpty else { throw options.error("layers", "at least one layer expected") }
    var supernet = Supernet(
      name: options.optionalString("name") ?? "network", inputChannels: input.integer("channels"),
      inputSize: input.integer("size"), classes: options.integer("classes"), layers: layers.map(\.choices),
      averagesGlobally: options.boolean("average_pool"))
    for number in options.optionalList("pool_after") ?? [] {
      guard let index = number.integer,
        let layer = LuaFrame.position(of: index, count: supernet.layers.count)
      else {
        throw options.error("pool_after", "numbers from 1 to \(supernet.layers.count) expected")
      }
      guard !supernet.layers[layer].isPooled else {
        throw options.error(
          "pool_after", "layer \(index) is there twice: one pooling behind a layer expected")
      }
      supernet.layers[layer].isPooled = true
    }
    try validate(supernet, inherits: layers.map(\.inheritsCrossbar), path: options.path, frame)
    return (supernet, layers.map(\.inheritsCrossbar))
  }

  /// Checks all but what depends on the crossbar of hardware that is not known yet.
  private static func validate(
    _ supernet: Supernet, inherits: [Bool], path: String, _ frame: LuaFrame
  ) throws {
    var supernet = supernet
    for index in supernet.layers.indices where inherits[index] {
      supernet.layers[index].crossbar = [LayerLimits.crossbar.upperBound]
      // Follows from the crossbar, too.
      supernet.layers[index].fullPrecisionCellBits = nil
    }
    do throws(SpecificationError) {
      try supernet.validate(path: path, goesOn: { !frame.isInterrupted })
    } catch {
      try frame.checkInterrupt()
      throw ScriptError(error.description)
    }
  }

  static func register(in module: LuaModule) {
    module.type(LayerObject.luaType)
    module.type(SupernetObject.luaType)
    module.type(NetworkObject.luaType)

    module.constructor(layerOptions, help: "one layer") { options, frame in frame.returns(try layer(options))
    }
    module.frameFunction("repeated", help: "repeated(n, layer): n such layers, one entry of layers") {
      frame in
      let count = try frame.integer(1)
      guard (1...1000).contains(count) else {
        throw ArgumentError(1, "integer from 1 to 1000 expected, got \(count)")
      }
      let layer = try frame.object(2, as: LayerObject.self)
      let total = count * layer.count
      guard total <= LayerLimits.layers.upperBound else {
        throw ScriptError(
          "xpert.repeated: at most \(LayerLimits.layers.upperBound) layers expected, got \(total)")
      }
      return frame.returns(
        LayerObject(choices: layer.choices, inheritsCrossbar: layer.inheritsCrossbar, count: total))
    }

    module.constructor(
      networkOptions("xpert.supernet", help: "A network with choices."), help: "a network with choices"
    ) {
      options, frame in
      let (supernet, inherits) = try supernet(options, frame)
      return frame.returns(SupernetObject(supernet: supernet, inherits: inherits))
    }

    module.submodule("network", help: "networks without choices") { module in
      module.callable(networkOptions("xpert.network", help: "A network without choices.")) { options, frame in
        let (supernet, inherits) = try supernet(options, frame)
        for (index, layer) in supernet.layers.enumerated() where layer.nodeCount != 1 {
          throw ScriptError(
            "\(options.path).layers[\(index + 1)] has \(layer.nodeCount) nodes: a network has no choices"
              + " (did you mean xpert.supernet?)")
        }
        let network = supernet.network(of: supernet.layers.map { _ in 0 })
        return frame.returns(
          NetworkObject(
            network: network, inherits: supernet.owners.map { inherits[$0] },
            derives: supernet.owners.map { supernet.layers[$0].fullPrecisionCellBits != nil }))
      }
      module.frameFunction(
        "read_csv", help: "reads NeuroSim's 8 columns or XPertSim's 12; errors name line and column"
      ) {
        frame in
        try frame.checkMayRead("xpert.network.read_csv")
        let path = try frame.string(1)
        let file = try NetworkFile(path: path)
        let network = try Network(file: file)
        return frame.returns(
          NetworkObject(network: network, inherits: network.layers.map { _ in true }, warnings: file.warnings)
        )
      }
    }

    module.submodule("backbone", help: "the networks of the papers as supernets") { module in
      backbone("vgg8", in: module, help: "VGG8 for 32 x 32 images, as NeuroSim has it", Backbone.vgg8)
      backbone("vgg11", in: module, help: "VGG11 for 32 x 32 images", Backbone.vgg11)
      backbone("vgg16", in: module, help: "VGG16 for 32 x 32 images", Backbone.vgg16)
      backbone("resnet18", in: module, help: "ResNet-18 for images of 32 x 32 or 64 x 64") {
        choices, classes, channels, size, options in
        guard size <= Backbone.largestSmallImage else {
          throw ScriptError(
            "\(options.path).input.size: at most \(Backbone.largestSmallImage) expected, got \(size):"
              + " the stem is that of small images, and the one for larger ones has 3 x 3 max pooling, which"
              + " layers cannot say; for a similar network write xpert.supernet with a first layer"
              + " { kernel = 7, stride = 2 } and pool_after = { 1 }")
        }
        return Backbone.resnet18(choices: choices, classes: classes, inputChannels: channels, inputSize: size)
      }
      backbone(
        "resnet20", in: module, help: "ResNet-20 for 32 x 32 images",
        others: [
          Option(
            "shortcut", .enumeration(noun: "shortcut", ["projection", "zero_padding"]), default: "projection",
            help: "how shortcuts fit where stages meet: option B or option A of the paper")
        ]
      ) { choices, classes, channels, size, options in
        Backbone.resnet20(
          choices: choices, classes: classes, inputChannels: channels, inputSize: size,
          shortcut: options.string("shortcut") == "zero_padding" ? .zeroPadding : .projection)
      }
    }
  }

  private static func backbone(
    _ name: String, in module: LuaModule, help: String,
    _ make: @escaping @Sendable (Supernet.LayerChoices, Int, Int, Int) -> Supernet
  ) {
    backbone(name, in: module, help: help) { choices, classes, channels, size, _ in
      make(choices, classes, channels, size)
    }
  }

  private static func backbone(
    _ name: String, in module: LuaModule, help: String, others: [Option] = [],
    _ make: @escaping @Sendable (Supernet.LayerChoices, Int, Int, Int, OptionValues) throws -> Supernet
  ) {
    let options = OptionTable(
      "xpert.backbone.\(name)", help: help,
      layerFields(channels: "the network's own without it") + [
        Option("classes", .integer(.between(1, 1_000_000)), default: 10, help: "outputs of the classifier"),
        Option("input", .table(backboneInput), help: "the image; 3 channels of 32 x 32 without it"),
      ] + others)
    module.constructor(options, help: help) { options, frame in
      let input = options.optionalTable("input")
      let supernet = try make(
        choices(options), options.integer("classes"), input?.integer("channels") ?? 3,
        input?.integer("size") ?? 32, options)
      let inherits = supernet.layers.map { _ in !options.isGiven("crossbar") }
      do {
        try validate(supernet, inherits: inherits, path: options.path, frame)
      } catch let error as ScriptError {
        // All layers share their choices: the script did not write a list of layers.
        let shared = "\(options.path).layers[1]."
        guard error.message.hasPrefix(shared) else { throw error }
        throw ScriptError("\(options.path).\(error.message.dropFirst(shared.count))")
      }
      return frame.returns(SupernetObject(supernet: supernet, inherits: inherits))
    }
  }

  private static let backboneInput = OptionTable(
    "input",
    [
      Option("channels", .integer(.between(1, 65536)), default: 3, help: "channels of the image"),
      Option("size", .integer(.between(1, 4096)), default: 32, help: "side of the image, pixels"),
    ])
}
