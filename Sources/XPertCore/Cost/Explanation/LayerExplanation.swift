/// The leaves of a report: the numbers of one layer, with the figures that they follow from.
struct LayerExplanation {
  let report: ChipReport
  let index: Int
  private let layer: LayerReport
  private let evaluated: EvaluatedLayer
  private let globals: GlobalCircuits
  private let tile: Tile
  private let periphery: Periphery
  private let period: Double

  init(_ report: ChipReport, layer index: Int) {
    self.report = report
    self.index = index
    layer = report.layers[index]
    evaluated = layer.evaluated
    let evaluation = report.evaluation(ofLayer: index)
    globals = evaluation.globals
    tile = evaluated.origin.tile
    periphery = evaluated.periphery
    period = evaluation.clockPeriod
  }

  /// "conv 3, 64 -> 128"
  var name: String {
    let matrix = evaluated.matrix
    let kind = (layer.layer?.isClassifier ?? false) ? "classifier" : "conv \(index + 1)"
    return "\(kind), \(matrix.inputChannels) -> \(matrix.outputChannels)"
  }

  private typealias Input = Explanation.Input

  private var tiles: Int { evaluated.placement.tiles }

  /// Columns of a weight.
  private var cells: Input { Input("cells", tile.element.subarray.hardware.cellsPerWeight) }

  /// Circuits of a component in one tile, and what one of them belongs to.
  private func multiplicity(of component: Component) -> (count: Int, name: String)? {
    switch component.level {
    case .crossbar: (tile.elements * tile.element.grid * tile.element.grid, "crossbars per tile")
    case .processingElement: (tile.elements, "elements per tile")
    case .tile, .chip: nil
    }
  }

  // MARK: Area

  /// A component on the layer's own tiles.
  ///
  /// - Parameter name: nil takes the component's.
  func area(of component: Component, named name: String? = nil) -> Explanation {
    let value = layer.areas[component]
    let (formula, source) = component.sizing
    var inputs = figures(of: component) + [Input("tiles", tiles)]
    var count = Double(tiles)
    if let (number, what) = multiplicity(of: component) {
      inputs.append(Input(what, number))
      count *= Double(number)
    }
    inputs.append(Input("each", value / count / 1e-12, "um2"))
    return Explanation(
      name ?? component.qualifiedName, value, .area, formula: formula, source: source, inputs: inputs)
  }

  /// What a circuit is sized for.
  private func figures(of component: Component) -> [Input] {
    let converters = Input("converters", periphery.crossbarColumns / periphery.effectiveColumnSharing)
    switch component {
    case .cells:
      let array = tile.element.subarray
      return [
        Input("rows", periphery.crossbarRows), Input("columns", periphery.crossbarColumns),
        Input("height", array.arrayHeight / 1e-6, "um"), Input("width", array.arrayWidth / 1e-6, "um"),
      ]
    case .flashADC, .sarADC, .thermometerEncoder:
      return [converters] + (tile.element.subarray.sensedLevels.map { [Input("levels", $0)] } ?? [])
    case .weightShiftAdder: return [converters, cells]
    case .inputShiftAdder: return [converters, Input("input bits", periphery.inputBits)]
    case .columnMultiplexer, .multiplexerDecoder: return [Input("columns per ADC", periphery.columnSharing)]
    case .processingElementAdderTree:
      return [Input("trees", tile.element.tree.trees), Input("bits", tile.element.tree.bits)]
    case .processingElementInputBuffer: return [Input("bits", tile.element.inputBuffer.count)]
    case .processingElementOutputBuffer: return [Input("bits", tile.element.outputBuffer.count)]
    case .tileAccumulator:
      return [Input("trees", tile.accumulator.trees), Input("bits", tile.accumulator.bits)]
    case .tileInputBuffer: return [Input("cores", tile.inputCores)]
    case .tileOutputBuffer: return [Input("cores", tile.outputCores)]
    case .tileHTree: return tile.hTree.figures
    default: return []
    }
  }

  var area: Explanation {
    Explanation(
      sum: name, .area, formula: "tiles x area of one", source: "spec 13 §2",
      inputs: [
        Input("tiles", tiles), Input("tile rows", evaluated.placement.tilesRow),
        Input("tile columns", evaluated.placement.tilesColumn), Input("cells per side", tile.size),
      ],
      parts: ChipLevel.allCases.compactMap { level in
        let parts = Component.allCases.filter { $0.level == level && layer.areas[$0] != 0 }
        return parts.isEmpty
          ? nil : Explanation(sum: level.rawValue, .area, parts: parts.map { area(of: $0, named: $0.name) })
      })
  }

  // MARK: Delay

  func delay(of part: DelayPart, named name: String? = nil) -> Explanation {
    let value = layer.delay.parts[part]
    let (formula, source, figures) = origin(of: part)
    let cycles = period > 0 ? [Input("cycles", value / period)] : []
    return Explanation(
      name ?? "\(part.level.rawValue): \(part.name)", value, .delay, formula: formula, source: source,
      inputs: figures + cycles)
  }

  var delay: Explanation {
    Explanation(
      sum: name, .delay,
      formula: period > 0
        ? "cycles x clock period, the slowest crossbar, element and tile"
        : "the slowest crossbar, element and tile",
      source: "spec 14 §8, 15 §4", inputs: period > 0 ? [Input("clock period", period / 1e-9, "ns")] : [],
      parts: DelayPart.allCases.filter { layer.delay.parts[$0] != 0 }.map { delay(of: $0) })
  }

  /// Formula, source and figures of a part of the delay.
  private func origin(of part: DelayPart) -> (String, String, [Input]) {
    let matrix = evaluated.matrix
    let placement = evaluated.placement
    let traffic = evaluated.origin.traffic
    let windows = Input("windows", matrix.windows)
    let bits = Input("input bits", periphery.inputBits)
    let sharing = Input("columns per ADC", periphery.columnSharing)
    let copies = Input("copies", placement.speedUpRow * placement.speedUpColumn)
    switch part {
    case .conversions:
      return report.hardware.readMode == .parallel
        ? (
          "windows x input bits x columns per ADC / copies", "spec 11 §6, Q-C110",
          [windows, bits, sharing, copies]
        )
        : (
          "windows x input bits x driven rows of the fullest crossbar x columns per ADC / copies",
          "spec 11 §12",
          [windows, bits, sharing, copies]
        )
    case .rowSelection:
      return ("the slower of word line and multiplexer, per read", "spec 11 §9", [windows, bits, copies])
    case .crossbarAccumulation:
      return (
        "additions over cells and input bits, per read", "spec 11 §6, Q-C111",
        [windows, bits, sharing, cells, copies]
      )
    case .elementTree:
      return (
        "windows x floor(columns per ADC / cells) sums", "spec 03 §11, 12 §3", [windows, sharing, cells]
      )
    case .elementBuffers:
      return (
        "whole reads of the input and the output register", "spec 12 §5, Q-C135",
        [
          Input("input bits held", tile.element.inputBuffer.count),
          Input("output bits held", tile.element.outputBuffer.count),
        ]
      )
    case .elementBuses: return ("transfers of bits in and out", "spec 03 §12, 12 §5", [])
    case .tileAccumulator:
      return (
        "windows x floor(columns per ADC / cells) sums", "spec 03 §11, 13 §3", [windows, sharing, cells]
      )
    case .tileActivation: return ("windows x floor(columns per ADC / cells) / units", "spec 13 §5", [windows])
    case .tileBuffers:
      return (
        "bits in / line + bits out / line, written and read", "spec 03 §14, 13 §3.1, Q-C146",
        [Input("line in", tile.inputBuffer.lineWidth), Input("line out", tile.outputBuffer.lineWidth)]
      )
    case .tileHTree:
      return (
        "(bits in + bits out) / width x stages", "spec 03 §13, 13 §3.1",
        [Input("width", tile.hTree.bits, "bit"), Input("stages", tile.hTree.levels)]
          + transfers(tile.hTree, delay: layer.delay.parts[part])
      )
    case .globalActivation:
      return (
        "ceil(windows x outputs / units)", "spec 14 §8, Q-C155",
        [
          windows, Input("outputs", matrix.outputChannels),
          Input("units", globals.activation?.parallelResults ?? 0),
        ]
      )
    case .globalAccumulator:
      return (
        "ceil(tile columns x outputs x windows / trees) sums", "spec 14 §8, Q-C156",
        [
          Input("tile columns", placement.tilesColumn), Input("outputs", matrix.outputChannels), windows,
          Input("trees", globals.accumulator.trees),
        ]
      )
    case .globalAdder:
      return (
        "ceil(additions / adders), of a shortcut or of a global average", "spec 03 §9",
        [Input("additions", traffic.additions), Input("adders", globals.adder?.adders ?? 0)]
      )
    case .pooling:
      return (
        "ceil(windows / 4 / tile size)", "spec 14 §8, Q-C157",
        [windows, Input("tile size", traffic.tileSize)]
      )
    case .globalBuffer:
      return (
        "(bits read + bits written) / line / parallel cores x ceil(all tiles / own tiles)",
        "spec 03 §14, 14 §8, Q-C158, Q-C159",
        [
          Input("bits read", traffic.bufferReadBits),
          Input("bits written", traffic.loadBits), Input("line", globals.buffer.lineWidth),
          Input("parallel", globals.parallelCores),
          Input("all tiles", report.evaluation(ofLayer: index).tiles), Input("own tiles", tiles),
        ]
      )
    case .globalHTree:
      return (
        "ceil((bits read + bits written) / bus width) x stages", "spec 03 §13, 14 §8, Q-C151, Q-C158",
        [
          Input("bits read", traffic.unloadBits), Input("bits written", traffic.loadBits),
          Input("bus width", globals.hTree.bits, "bit"), Input("stages", globals.route(of: traffic).levels),
        ] + transfers(globals.route(of: traffic), delay: layer.delay.parts[part])
      )
    }
  }

  /// How often an H-tree moves a word, and how long that takes.
  private func transfers(_ tree: HTree, delay: Double) -> [Input] {
    let each = tree.delay(reads: 1) * (period > 0 ? period : 1)
    return each > 0 ? [Input("transfers", delay / each), Input("each", each / 1e-9, "ns")] : []
  }

  // MARK: Energy

  func energy(of component: Component, named name: String? = nil) -> Explanation {
    let value = layer.energies[component]
    let (formula, source) = component.spending
    // Every group reads its own inputs in every window.
    let vectors = Double(evaluated.matrix.windows * evaluated.matrix.groups * periphery.inputBits)
    let tree =
      component == .tileHTree
      ? tile.hTree : component == .globalHTree ? globals.route(of: evaluated.origin.traffic) : nil
    let figures =
      tree.map {
        [
          Input("width", $0.bits, "bit"), Input("stages", $0.levels),
          Input("a transfer", $0.readEnergy(bits: $0.bits, reads: 1) / 1e-12, "pJ"),
        ]
      } ?? []
    return Explanation(
      name ?? component.qualifiedName, value, .energy, formula: formula, source: source,
      inputs: figures
        + (vectors > 0 ? [Input("vectors", vectors), Input("each", value / vectors / 1e-12, "pJ")] : []))
  }

  /// By category, as the reference adds up.
  var dynamicEnergy: Explanation {
    let categories: [(name: String, category: CostCategory)] = [
      ("cells and converters", .adc), ("accumulation", .accumulation), ("other", .other),
    ]
    return Explanation(
      sum: name, .energy, formula: "over crossbars, elements, tiles and shared circuits",
      source: "spec 14 §8",
      parts: categories.compactMap { title, category in
        let parts = Component.allCases.filter { $0.energyCategory == category && layer.energies[$0] != 0 }
        return parts.isEmpty ? nil : Explanation(sum: title, .energy, parts: parts.map { energy(of: $0) })
      })
  }

  var leakageEnergy: Explanation {
    guard !report.isPipelined else {
      let wait = report.delay - layer.delay.total
      return Explanation(
        name, layer.leakageEnergy, .energy,
        formula: "leakage power of its tiles x wait for the slowest layer",
        source: "spec 15 §4 step 8",
        inputs: [Input("power", layer.leakage / 1e-6, "uW"), Input("wait", wait / 1e-6, "us")])
    }
    let delay = layer.delay.total
    return Explanation(
      name, layer.leakageEnergy, .energy, formula: "leakage power of the tiles of all other layers x delay",
      source: "spec 15 §4 step 7",
      inputs: delay > 0
        ? [Input("power", layer.leakageEnergy / delay / 1e-6, "uW"), Input("delay", delay / 1e-6, "us")] : [])
  }

  // MARK: Leakage and operations

  func leakage(of component: Component, named name: String? = nil) -> Explanation {
    let value = layer.leakages[component]
    return Explanation(
      name ?? component.qualifiedName, value, .leakage, formula: "tiles x leakage current x V_dd",
      source: "spec 02 §6, 11 §8, 13 §3.1, Q-C116",
      inputs: [Input("tiles", tiles), Input("each", value / Double(tiles) / 1e-6, "uW")])
  }

  var leakage: Explanation {
    Explanation(
      sum: name, .leakage, formula: "tiles x leakage of one", source: "spec 13 §3.1",
      inputs: [Input("tiles", tiles)],
      parts: Component.allCases.filter { layer.leakages[$0] != 0 }.map { leakage(of: $0) })
  }

  var operations: Explanation {
    let matrix = evaluated.matrix
    let isTrue = report.convention == .consistent
    return Explanation(
      name, layer.operations, nil,
      formula: isTrue
        ? "2 x windows x weights" : "2 x padded map x inputs x kernel² x outputs, without stride",
      source: isTrue ? "spec 15 §4" : "spec 15 §4, Q-C174",
      inputs: isTrue
        ? [Input("windows", matrix.windows), Input("weights", layer.operations / 2 / Double(matrix.windows))]
        : [
          Input("values of the map", matrix.inputValues),
          Input("kernel²", matrix.kernelHeight * matrix.kernelWidth), Input("outputs", matrix.outputChannels),
        ])
  }
}

extension HTree {
  /// What its area follows from.
  var figures: [Explanation.Input] {
    [
      .init("width", bits, "bit"), .init("rows", rows), .init("columns", columns), .init("levels", levels),
      .init("wire", length / 1e-6, "um"),
    ]
  }
}
