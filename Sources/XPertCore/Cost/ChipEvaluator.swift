/// Evaluates a network in one of the three conventions.
public struct ChipEvaluator: Sendable {
  /// The deviations of the released co-search program that change numbers, each switchable (spec 15 §10).
  /// The whole-network flow has one of them, Q-C171: the paper's baselines went through it with maps enlarged
  /// by hand (spec 15 §9).
  public struct PublishedQuirks: Sendable, Hashable {
    /// Q-C102: as many ADC levels as the precision has bits.
    public var takesBitsAsLevels = true
    /// Q-C171: maps of 4 and 2 pixels are evaluated as if they had 6.
    public var enlargesSmallMaps = true
    /// Q-C172: exactly twelve layers are evaluated.
    public var stopsAfterTwelveLayers = true
    /// Q-C152, Q-C173: clock and bus width carry over from layer to layer.
    public var chainsState = true

    public init() {}

    /// What a convention does unless told otherwise.
    public static func standard(in convention: Convention) -> PublishedQuirks {
      var quirks = PublishedQuirks()
      if convention != .published { quirks.enlargesSmallMaps = false }
      return quirks
    }

    /// Ids that a convention lets one switch.
    package static func switchable(in convention: Convention) -> [String] {
      switch convention {
      case .consistent: []
      case .wholeNetwork: ["Q-C171"]
      case .published: ids.map(\.id)
      }
    }

    /// Quirk ids and the switches they name, for scripts.
    public static let ids: [(id: String, switch: WritableKeyPath<PublishedQuirks, Bool> & Sendable)] = [
      ("Q-C102", \.takesBitsAsLevels), ("Q-C171", \.enlargesSmallMaps),
      ("Q-C172", \.stopsAfterTwelveLayers), ("Q-C173", \.chainsState),
    ]
  }

  public var chip: ChipDescription
  package var convention: Convention
  /// Those of the convention that the evaluator was made with, to be switched.
  public var quirks: PublishedQuirks
  public var activity = ActivitySource.expected(InputStatistics())

  public init(chip: ChipDescription, convention: Convention = .consistent) {
    self.chip = chip
    self.convention = convention
    quirks = .standard(in: convention)
  }

  /// On a chip of tiles of 64 crossbars, without novel mapping and pipeline.
  public init(hardware: Hardware, convention: Convention = .consistent) {
    self.init(chip: ChipDescription(hardware: hardware), convention: convention)
  }

  private var hardware: Hardware { chip.hardware }

  /// - Throws: ``HardwareError/invalid(rule:)`` for hardware that cannot be built or a network that the
  ///   convention cannot evaluate.
  public func evaluate(_ network: Network) throws(HardwareError) -> ChipReport {
    try evaluate(network, nil)
  }

  /// The same, for networks with traces that take long.
  ///
  /// - Parameter checkpoint: called for every layer and, with traces, for every crossbar; what it throws ends
  ///   the evaluation.
  /// - Throws: ``HardwareError``; what `checkpoint` throws.
  public func evaluate(_ network: Network, checkpoint: @escaping () throws -> Void) throws -> ChipReport {
    let checkpoint = EvaluationCheckpoint(checkpoint)
    do {
      let report = try evaluate(network, checkpoint)
      if let reason = checkpoint.reason { throw reason }
      return report
    } catch {
      throw checkpoint.reason ?? error
    }
  }

  private func evaluate(
    _ network: Network, _ checkpoint: EvaluationCheckpoint?
  ) throws(HardwareError) -> ChipReport {
    guard !network.layers.isEmpty else { throw .invalid(rule: "a network must have at least one layer") }
    // Before anything is computed with it.
    try hardware.validate(Periphery(of: network.layers[0]))
    switch convention {
    case .consistent: return try checked(evaluateConsistent(network, checkpoint))
    case .wholeNetwork:
      let (evaluator, network) = try sharingCells(network)
      return try checked(evaluator.evaluateWholeNetwork(network, checkpoint))
    case .published:
      let (evaluator, network) = try sharingCells(network)
      return try checked(evaluator.evaluatePublished(network, checkpoint))
    }
  }

  /// The reference's conventions have one number of bits per weight and per cell: what all layers ask for
  /// becomes the hardware's.
  private func sharingCells(_ network: Network) throws(HardwareError) -> (ChipEvaluator, Network) {
    let peripheries = network.layers.map(Periphery.init(of:))
    let cells = peripheries.map(hardware.specialised(for:))
    if let index = cells.firstIndex(where: { $0 != cells[0] }) {
      throw .invalid(
        rule:
          "in the convention '\(convention.rawValue)' all layers must have the same weight_bits and "
          + "cell_bits:"
          + " layer \(index + 1) differs from layer 1")
    }
    try hardware.validateCells(peripheries[0])
    var evaluator = self
    evaluator.chip.hardware = cells[0]
    var network = network
    for index in network.layers.indices {
      network.layers[index].weightBits = nil
      network.layers[index].cellBits = nil
    }
    return (evaluator, network)
  }

  /// In the reference's conventions a layer may have no window and cost nothing; a network of such layers has
  /// no TOPS.
  private func checked(_ report: ChipReport) throws(HardwareError) -> ChipReport {
    guard report.delay > 0 else {
      throw .invalid(
        rule: "a layer must have at least one window: as the convention '\(convention.rawValue)' counts them,"
          + " the network has none")
    }
    return report
  }

  private func evaluateConsistent(
    _ network: Network, _ checkpoint: EvaluationCheckpoint?
  ) throws(HardwareError) -> ChipReport {
    let engine = ChipEngine(hardware: hardware, rules: .consistent(on: chip))
    let matrices = network.layers.map { CellMatrix($0, cellsPerWeight: hardware.cellsPerWeight(of: $0)) }
    var state = ChipState(hardware: hardware)
    let evaluation = try engine.evaluate(
      matrices, peripheries: network.layers.map(Periphery.init(of:)), reported: matrices.indices,
      state: &state
    ) { index, subarray, _, library throws(HardwareError) in
      try activity.activity(
        index: index, matrix: matrices[index], subarray: subarray, library: library, checkpoint: checkpoint)
    }
    return report(of: [evaluation], network: network, layers: network.layers)
  }

  private func evaluateWholeNetwork(
    _ network: Network, _ checkpoint: EvaluationCheckpoint?
  ) throws(HardwareError) -> ChipReport {
    try requirePlain(network.layers)
    let first = Periphery(of: network.layers[0])
    for (index, layer) in network.layers.enumerated() where Periphery(of: layer) != first {
      throw .invalid(
        rule: "in the convention 'whole_network' all layers must have the same periphery: layer \(index + 1)"
          + " differs from layer 1")
    }
    var flow = ReferenceFlow(chip: chip, crossbar: first.crossbarRows)
    let rows = network.layers.map { layer in
      var row = NetworkRow(layer)
      if quirks.enlargesSmallMaps {
        row.inputHeight = layer.inputHeight.enlarged + 2 * layer.padding
        row.inputWidth = layer.inputWidth.enlarged + 2 * layer.padding
      }
      return row
    }
    let evaluation = try flow.evaluate(
      rows, reported: rows.indices, activity: activity, checkpoint: checkpoint)
    return report(of: [evaluation], network: network, layers: network.layers)
  }

  private func evaluatePublished(
    _ network: Network, _ checkpoint: EvaluationCheckpoint?
  ) throws(HardwareError) -> ChipReport {
    guard chip.execution == .layerByLayer else {
      throw .invalid(
        rule:
          "the convention 'published' must run layer by layer: every layer has a chip of its own there, and"
          + " a pipeline needs all of them on one")
    }
    var layers = network.layers.filter { !$0.isClassifier }
    guard let first = layers.first else {
      throw .invalid(rule: "the convention 'published' must have a convolution: it leaves the classifier out")
    }
    try requirePlain(layers)
    if quirks.stopsAfterTwelveLayers { layers = Array(layers.prefix(12)) }
    guard layers.allSatisfy({ $0.crossbar == first.crossbar }) else {
      throw .invalid(rule: "in the convention 'published' all layers must have the same crossbar")
    }
    var flow = ReferenceFlow(
      chip: chip, crossbar: first.crossbar,
      levels: quirks.takesBitsAsLevels ? .bitsAsLevels : .twoToBits)
    var evaluations: [ChipEvaluation] = []
    for (index, layer) in layers.enumerated() {
      var pair = NetworkFile.pair(layer)
      if !quirks.enlargesSmallMaps {
        pair[0].inputHeight = layer.inputHeight + 2 * layer.padding
        pair[0].inputWidth = layer.inputWidth + 2 * layer.padding
      }
      if !quirks.chainsState { flow.reset() }
      evaluations.append(
        try flow.evaluate(
          pair, reported: 0..<1, firstIndex: 2 * index, activity: activity, checkpoint: checkpoint))
    }
    return report(of: evaluations, network: network, layers: layers)
  }

  /// Refuses what no row of the reference's files can say.
  private func requirePlain(_ layers: [Layer]) throws(HardwareError) {
    for (index, layer) in layers.enumerated() {
      guard let feature = layer.beyondReference else { continue }
      throw .invalid(
        rule: "in the convention '\(convention.rawValue)' all layers must be plain convolutions or fully"
          + " connected: layer \(index + 1) \(feature)")
    }
  }

  private func report(
    of evaluations: [ChipEvaluation], network: Network, layers: [Layer]
  ) -> ChipReport {
    let evaluated = evaluations.flatMap(\.layers)
    var areas = ComponentTable()
    if convention == .published {
      // No chip exists: the sum of the layers' own tiles, without auxiliary rows and shared circuits.
      for evaluation in evaluations {
        for layer in evaluation.layers {
          areas.add(evaluation.tileAreas, times: Double(layer.placement.tiles))
        }
      }
    } else {
      for evaluation in evaluations { areas.add(evaluation.area.components) }
    }
    return ChipReport(
      convention: convention, hardware: hardware, networkName: network.name,
      layers: zip(evaluated, layers).map { LayerReport($0, layer: $1) }, area: areas.total, areas: areas,
      clockPeriod: evaluations.map(\.clockPeriod).max() ?? 0,
      tiles: convention == .published
        ? evaluated.reduce(0) { $0 + $1.placement.tiles } : evaluations.reduce(0) { $0 + $1.tiles },
      postLayoutEnergy: convention == .consistent ? 1 : hardware.calibration?.postLayoutEnergy ?? 1,
      evaluations: evaluations)
  }
}
