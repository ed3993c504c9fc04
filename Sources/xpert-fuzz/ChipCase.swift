import XPertCore

/// A random candidate of a random supernet on random hardware, in all conventions, and the search's costs of
/// it.
struct ChipCase: FuzzCase {
  let hardware: Hardware
  let supernet: Supernet
  let crossbarsPerTile: Int
  let inputs: InputStatistics
  let pick: UInt64
  let mapsKernelPositions: Bool
  let execution: ChipRules.Execution

  init(_ random: inout FuzzGenerator) {
    hardware = Self.hardware(&random)
    supernet = Self.supernet(&random)
    crossbarsPerTile = random.chance(0.8) ? random.one(of: [4, 16, 36, 64, 144]) : random.integer(-1, 5000)
    inputs =
      random.chance(0.7)
      ? InputStatistics()
      : InputStatistics(
        bitDensity: random.chance(0.2) ? 0 : random.uniform(), filledWindows: 1 - random.uniform() / 2)
    pick = random.next()
    mapsKernelPositions = random.chance(0.3)
    execution = random.chance(0.3) ? .pipelined(speedUpLimit: random.integer(0, 20)) : .layerByLayer
  }

  var description: String {
    "\(hardware)\n\(supernet)\n\(supernet.layers)\ncrossbars per tile \(crossbarsPerTile), \(inputs), pick "
      + "\(pick)"
      + "\nkernel positions mapped: \(mapsKernelPositions), \(execution)"
  }

  func run() throws -> Bool {
    do {
      try supernet.validate()
    } catch {
      try checkRefusal(error.description)
      return false
    }
    var random = FuzzGenerator(seed: pick)
    let candidate = supernet.layers.map { random.index(below: $0.nodeCount) }
    let network = supernet.network(of: candidate)
    do {
      try network.validate()
    } catch {
      throw FuzzFailure("a candidate of a valid supernet is refused: \(error)")
    }
    _ = supernet.description
    _ = network.description
    var accepted: ChipReport?
    for convention in Convention.allCases {
      var evaluator = ChipEvaluator(hardware: hardware, convention: convention)
      evaluator.crossbarsPerTile = crossbarsPerTile
      evaluator.mapsKernelPositions = mapsKernelPositions
      evaluator.activity = .expected(inputs)
      if let report = try ReportCheck.report(evaluator, network), convention == .consistent {
        accepted = report
      }
      guard execution != .layerByLayer else { continue }
      evaluator.execution = execution
      _ = try ReportCheck.report(evaluator, network)
    }
    guard let report = accepted else { return false }
    try checkTraces(network)
    try checkSearchCosts(candidate, report)
    return true
  }

  /// Traces of small networks, vector by vector.
  private func checkTraces(_ network: Network) throws {
    let work = network.layers.reduce(0.0) {
      $0 + Double($1.weightRows * $1.groups * $1.windows * $1.inputBits) * Double(hardware.cellsPerWeight)
        * Double($1.outputChannels / $1.groups)
    }
    guard work < 2e7 else { return }
    var evaluator = ChipEvaluator(hardware: hardware)
    evaluator.crossbarsPerTile = crossbarsPerTile
    evaluator.mapsKernelPositions = mapsKernelPositions
    evaluator.activity = .generated(
      TraceGenerator(seed: pick, weights: .uniform, inputs: .activations(density: inputs.bitDensity)))
    _ = try ReportCheck.report(evaluator, network)
  }

  /// A candidate costs in a search what the simulator says.
  private func checkSearchCosts(_ candidate: [Int], _ report: ChipReport) throws {
    guard supernet.layers.reduce(0, { $0 + $1.nodeCount }) < 60 else { return }
    let model: ChipCostModel
    do {
      model = try ChipCostModel(
        supernet: supernet, hardware: hardware, crossbarsPerTile: crossbarsPerTile,
        mapsKernelPositions: mapsKernelPositions, inputs: inputs)
    } catch let error as HardwareError {
      return try checkRefusal(error.description)
    } catch let error as ImpossibleNode {
      return try checkRefusal(error.description)
    }
    var sums = [Double](repeating: 0, count: model.table.sumNames.count)
    var peaks = [Double](repeating: 0, count: model.table.peakNames.count)
    model.table.aggregate(candidate, sums: &sums, peaks: &peaks)
    var values = [Double](repeating: 0, count: model.quantities.count)
    model.evaluate(candidate: candidate, sums: sums, peaks: peaks, into: &values)
    for (quantity, value) in zip(model.quantities, values) {
      let expected = report.value(of: quantity) ?? .nan
      guard abs(value - expected) <= 1e-11 * abs(expected) else {
        throw FuzzFailure("\(quantity) of the search is \(value), of the simulator \(expected)")
      }
    }
    model.evaluate(sums: sums, peaks: peaks, into: &values)
    guard values.allSatisfy(\.isFinite) else { throw FuzzFailure("smooth costs \(values)") }
  }
}

extension ChipCase {
  private static func hardware(_ random: inout FuzzGenerator) -> Hardware {
    let oddity = random.one(of: [0, 0.1, 0.3])
    var hardware = Hardware(
      node: random.one(of: TechnologyNode.allCases),
      roadmap: random.one(of: [.lowStandbyPower, .highPerformance]),
      temperatureKelvin: random.chance(0.95) ? random.integer(300, 400) : random.integer(0, 1000),
      device: random.one(of: MemoryDevice.allCases), cellBits: random.integer(1, 8),
      weightBits: random.chance(0.95) ? random.integer(1, 16) : random.integer(-1, 40),
      onResistance: random.power(2, 7), onOffRatio: random.power(0.05, 5))
    if random.chance(0.5) { hardware = .xpertDAC2023 }
    func odd(_ random: inout FuzzGenerator) -> Bool { random.chance(oddity) }
    if odd(&random) { hardware.hasAccessTransistor = false }
    if odd(&random) { hardware.readVoltage = random.power(-3, 1) }
    if odd(&random) { hardware.writeVoltage = random.power(-1, 1) }
    if odd(&random) { hardware.accessVoltage = random.power(-1, 1) }
    if odd(&random) { hardware.flashSensing = .voltage }
    if odd(&random) { hardware.readMode = .sequential }
    if odd(&random) { hardware.isSynchronous = false }
    if odd(&random) { hardware.clockFrequency = random.power(3, 13) }
    if odd(&random) { hardware.calibration = nil }
    if odd(&random) { hardware.activatesAtChip = false }
    if odd(&random) { hardware.isReLU = false }
    if odd(&random) { hardware.globalBufferIsSRAM = true }
    if odd(&random) { hardware.tileBufferIsSRAM = true }
    if odd(&random) { hardware.relaxesCellHeight = true }
    if odd(&random) { hardware.relaxesCellWidth = true }
    if odd(&random) { hardware.globalBufferCoreRows = random.integer(0, 300) }
    if odd(&random) { hardware.globalBufferCoreColumns = random.integer(0, 300) }
    if odd(&random) { hardware.tileBufferCoreRows = random.integer(0, 2000) }
    if odd(&random) { hardware.tileBufferCoreColumns = random.integer(0, 2000) }
    if odd(&random) { hardware.globalBusTolerance = random.uniform() }
    if odd(&random) { hardware.localBusTolerance = random.uniform() }
    if odd(&random) { hardware.globalFoldRatio = random.power(-1, 2) }
    if odd(&random) { hardware.tileFoldRatio = random.power(-1, 2) }
    if odd(&random) { hardware.maximumGlobalBusWidth = random.power(-1, 5) }
    if odd(&random) { hardware.cellHeightInFeatures = random.power(-1, 2) }
    if odd(&random) { hardware.cellWidthInFeatures = random.power(-1, 2) }
    if odd(&random) { hardware.sramMinimumSenseVoltage = random.power(-3, 0.5) }
    if random.chance(oddity / 10) {
      hardware.onResistance = random.one(of: [.nan, .infinity, 0, -1, 1e-300, 1e300])
    }
    if random.chance(oddity / 10) {
      hardware.readVoltage = random.one(of: [.nan, .infinity, 0, -1, 1e-300, 1e300])
    }
    return hardware
  }

  private static func supernet(_ random: inout FuzzGenerator) -> Supernet {
    let size = random.chance(0.9) ? random.integer(1, 40) : random.integer(0, 2000)
    var layers: [Supernet.LayerChoices] = []
    let most = random.one(of: [1, 1, 2])
    // Many networks are alike in all layers, as the reference's conventions want them.
    var shared = choices(&random, most: most)
    for index in 0..<random.integer(1, 6) {
      if random.chance(0.4) {
        let channels = shared.channels
        shared = choices(&random, most: most)
        if random.chance(0.5) { shared.channels = channels }
      }
      var layer = shared
      if random.chance(0.2) { layer.stride = random.integer(1, 3) }
      if random.chance(0.2) { layer.isPooled = true }
      if random.chance(0.1) { layer.padding = random.integer(0, 4) }
      if random.chance(0.15) { layer.groups = random.chance(0.2) ? 3 : random.one(of: [1, 2, 4, 8]) }
      if random.chance(0.1) {
        layer.kind = .depthwise
        layer.channels = []
        layer.groups = 1
      }
      if random.chance(0.25) {
        layer.shortcut = .init(
          layers: random.chance(0.95) ? random.integer(1, index + 1) : 9, isProjected: random.chance(0.7))
        if layer.takesChannels, random.chance(0.9) { layer.channels = [] }
      }
      if random.chance(0.08) {
        layer.kind = .fullyConnected
        layer.kernel = [1]
        layer.stride = 1
        layer.padding = nil
        layer.groups = 1
        layer.isPooled = false
        layer.shortcut = nil
        if layer.channels.isEmpty { layer.channels = [10] }
      }
      layers.append(layer)
    }
    return Supernet(
      name: "fuzz",
      inputChannels: random.chance(0.9) ? random.one(of: [1, 3, 8, 16, 64]) : random.integer(-1, 5000),
      inputSize: size, classes: random.chance(0.7) ? random.integer(1, 200) : nil, layers: layers,
      averagesGlobally: random.chance(0.3))
  }

  private static func choices(_ random: inout FuzzGenerator, most: Int) -> Supernet.LayerChoices {
    let channels =
      random.chance(0.9)
      ? random.chance(0.8) ? [8, 16, 24, 64, 128, 512] : [1, 2, 3, 100] : [0, 4096, 65_536, 1_000_000]
    let crossbars =
      random.chance(0.9)
      ? random.chance(0.9) ? [32, 64, 128] : [8, 16, 100, 256] : [1, 2, 3, 4, 1000, 4096]
    var choices = Supernet.LayerChoices(
      channels: random.some(of: channels, most: most),
      kernel: random.chance(0.9) ? random.some(of: [1, 3, 5, 7], most: most) : [random.integer(0, 40)],
      columnSharing: random.some(
        of: random.chance(0.9) ? [2, 4, 8, 16] : [1, 3, 7, 32, 64, 1000], most: most),
      adc: random.some(of: ADCType.allCases, most: most),
      adcBits: random.some(
        of: random.chance(0.95) ? [3, 4, 5, 6, 7, 8] : [0, 1, 2, 12, 16, 17], most: most),
      inputBits: random.some(of: random.chance(0.95) ? [2, 3, 4, 8] : [0, 1, 16, 32], most: most),
      crossbar: random.some(of: crossbars, most: most))
    if random.chance(0.2) {
      choices.weightBits = random.some(of: random.chance(0.9) ? [2, 4, 8] : [0, 3, 16, 17], most: most)
    }
    if random.chance(0.2) {
      choices.cellBits = random.some(of: random.chance(0.9) ? [1, 2, 4] : [0, 3, 8, 17], most: most)
    }
    if random.chance(0.1) { choices.fullPrecisionCellBits = random.integer(1, 8) }
    return choices
  }
}
