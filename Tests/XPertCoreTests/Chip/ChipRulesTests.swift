import Testing
import XPertValidation

@testable import XPertCore

/// The network of spec 17 §5 with one periphery for all layers: its searched floor plan is that of 64
/// crossbars per tile.
private let homogeneous = [
  "10,10,3,3,3,64,0,1", "10,10,64,3,3,64,1,1", "6,6,64,3,3,256,0,1", "6,6,256,3,3,512,0,1",
  "6,6,64,3,3,128,0,2", "1,1,512,1,1,10,0,1",
].map { NetworkRow($0) }

/// Layers whose kernels all have nine positions and fill elements of 4 x 4 crossbars.
private let alike = ["10,10,64,3,3,128,0,1", "10,10,128,3,3,128,1,1", "6,6,256,3,3,128,0,1"].map {
  NetworkRow($0)
}

/// One whose floor plan is not: tiles of 512 cells fit no better than tiles of 1024.
private let wide = ["10,10,64,3,3,512,0,1", "8,8,64,3,3,512,0,1"].map { NetworkRow($0) }

private func evaluate(
  _ rows: [NetworkRow], _ rules: ChipRules, reported: Range<Int>? = nil
) throws -> ChipEvaluation {
  let hardware = Hardware.xpertDAC2023
  let periphery = Periphery(
    crossbarRows: 64, crossbarColumns: 64, columnSharing: 8, adc: .flash,
    levels: ADCPrecision(bits: 6).levels, inputBits: 4)
  let matrices = rows.map { CellMatrix($0, cellsPerWeight: hardware.cellsPerWeight) }
  var state = ChipState(hardware: hardware)
  return try ChipEngine(hardware: hardware, rules: rules).evaluate(
    matrices, peripheries: rows.map { _ in periphery }, reported: reported ?? matrices.indices, state: &state
  ) { index, subarray, _, library throws(HardwareError) in
    try ActivitySource.expected(InputStatistics()).activity(
      index: index, matrix: matrices[index], subarray: subarray, library: library)
  }
}

/// What two evaluations disagree on by more than 1e-12.
private func differences(_ a: ChipEvaluation, _ b: ChipEvaluation) -> Set<String> {
  var names: Set<String> = []
  func compare(_ name: String, _ x: Double, _ y: Double) {
    if !(Comparison.error(x, y) <= 1e-12) { names.insert(name) }
  }
  for component in Component.allCases {
    compare("area of \(component)", a.area.components[component], b.area.components[component])
  }
  compare("clock", a.clockPeriod, b.clockPeriod)
  compare("tiles", Double(a.tiles), Double(b.tiles))
  compare("bus", a.globals.busWidth, b.globals.busWidth)
  compare("layers", Double(a.layers.count), Double(b.layers.count))
  for (x, y) in zip(a.layers, b.layers) {
    if x.placement != y.placement { names.insert("placement") }
    compare("tile area", x.tileArea, y.tileArea)
    for component in Component.allCases {
      compare("energy of \(component)", x.performance.energies[component], y.performance.energies[component])
    }
    let (p, q) = (x.performance.delay, y.performance.delay)
    compare("buffer delay", p.buffer, q.buffer)
    compare("interconnect delay", p.interconnect, q.interconnect)
    compare("ADC delay", p.adc, q.adc)
    compare("accumulation delay", p.accumulation, q.accumulation)
    compare("rest of the delay", p.total - p.buffer, q.total - q.buffer)
    compare("leakage of a tile", x.performance.tileLeakage, y.performance.tileLeakage)
    compare("leakage energy", x.leakageEnergy / p.total, y.leakageEnergy / q.total)
  }
  return names
}

@Suite("Rules that distinguish the conventions")
struct ChipRulesTests {
  @Test("Switched back one by one, the rules of 'consistent' lead to the reference")
  func reduction() throws {
    let reference = try evaluate(homogeneous, .reference)
    var rules = ChipRules.consistent
    // 64 crossbars per tile are what the search finds here: the circuits agree from the beginning.
    var found = differences(try evaluate(homogeneous, rules), reference)
    #expect(found == ["area of globalBuffer", "buffer delay", "leakage of a tile", "leakage energy"])
    rules.roundsBufferCoresUp = false
    found = differences(try evaluate(homogeneous, rules), reference)
    #expect(found == ["leakage of a tile", "leakage energy"])
    rules.idleLeakage = .likeRunningLayer
    found = differences(try evaluate(homogeneous, rules), reference)
    #expect(found == ["leakage of a tile", "leakage energy"])
    rules.leaksAdderTreesInFull = false
    found = differences(try evaluate(homogeneous, rules), reference)
    #expect(found.isEmpty)
    rules.tiling = .searched
    rules.acceptsEmptyLayers = true
    rules.acceptsIdleVectors = false
    #expect(differences(try evaluate(homogeneous, rules), reference).isEmpty)
    #expect(rules == .reference)
  }

  /// The rules in which 'consistent' and the reference differ, switched back together.
  private static func back(_ rules: ChipRules) -> ChipRules {
    var back = rules
    back.roundsBufferCoresUp = false
    back.idleLeakage = .likeRunningLayer
    back.leaksAdderTreesInFull = false
    return back
  }

  @Test("Kernel positions on elements of their own: switched back, 'consistent' is the reference")
  func kernelPositions() throws {
    // Elements of 4 x 4 crossbars are what the reference's search finds here.
    var reference = ChipRules.reference
    reference.mapsKernelPositions = true
    var rules = ChipRules.consistent
    rules.mapsKernelPositions = true
    let expected = try evaluate(alike, reference)
    #expect(expected.layers.allSatisfy { $0.placement.kernelPositions == 9 && $0.elementSize == 256 })
    #expect(
      differences(try evaluate(alike, rules), expected)
        == ["area of globalBuffer", "buffer delay", "leakage of a tile", "leakage energy"])
    #expect(differences(try evaluate(alike, Self.back(rules)), expected).isEmpty)

    // With a layer that lies on its tiles as it is, one rule more: the reference takes the route over the
    // chip's H-tree from the layer's own kind of tile, 'consistent' from the largest.
    let mixed = alike + [NetworkRow("1,1,512,1,1,256,0,1")]
    let both = (try evaluate(mixed, Self.back(rules)), try evaluate(mixed, reference))
    #expect(both.1.layers[3].tileSize == 512 && both.1.layers[3].placement.kernelPositions == nil)
    #expect(differences(both.0, both.1) == ["energy of globalHTree"])
    var others = both
    others.0.layers.removeLast()
    others.1.layers.removeLast()
    #expect(differences(others.0, others.1).isEmpty)
  }

  @Test("As a pipeline: switched back, 'consistent' is the reference", arguments: [false, true])
  func pipeline(mapsKernelPositions: Bool) throws {
    let rows = mapsKernelPositions ? alike : homogeneous
    var reference = ChipRules.reference
    reference.execution = .pipelined(speedUpLimit: 8)
    reference.mapsKernelPositions = mapsKernelPositions
    var rules = ChipRules.consistent
    rules.execution = .pipelined(speedUpLimit: 8)
    rules.mapsKernelPositions = mapsKernelPositions
    let expected = try evaluate(rows, reference)
    #expect(expected.isPipelined && expected.layers[0].placement.speedUpRow > 1)
    let found = try evaluate(rows, rules)
    #expect(
      differences(found, expected).isSubset(
        of: ["area of globalBuffer", "buffer delay", "leakage of a tile", "leakage energy"]))
    #expect(found.globals.bufferCores == expected.globals.bufferCores + 1)
    let back = try evaluate(rows, Self.back(rules))
    #expect(differences(back, expected).isEmpty)
    #expect(back.delay == expected.delay && back.leakageEnergy == expected.leakageEnergy)
  }

  @Test("With the floor plan's own tile size, fixed tiling is searched tiling")
  func tiling() throws {
    let reference = try evaluate(wide, .reference)
    #expect(reference.layers[0].tileSize == 1024)
    var rules = ChipRules.reference
    rules.tiling = .fixed(crossbarsPerTile: 64)
    #expect(differences(try evaluate(wide, rules), reference).contains("placement"))
    rules.tiling = .fixed(crossbarsPerTile: 256)
    #expect(differences(try evaluate(wide, rules), reference).isEmpty)
  }

  @Test("Idle tiles leak more than the reference charges, where trees last ran with few inputs")
  func leakage() throws {
    let full = try evaluate(homogeneous, .consistent)
    let remembered = try evaluate(homogeneous, .reference)
    for (x, y) in zip(full.layers, remembered.layers) {
      #expect(x.performance.tileLeakage >= y.performance.tileLeakage)
    }
    // Every tile of this chip is built alike, so all leak alike once trees leak in full.
    #expect(Set(full.layers.map(\.performance.tileLeakage)).count == 1)
  }

  @Test("Buffer cores rounded up never make a chip slower or smaller")
  func bufferCores() throws {
    var rules = ChipRules.reference
    let down = try evaluate(homogeneous, rules)
    rules.roundsBufferCoresUp = true
    let up = try evaluate(homogeneous, rules)
    #expect(up.globals.bufferCores == down.globals.bufferCores + 1)
    #expect(up.area.total > down.area.total)
    #expect(up.delay.total <= down.delay.total)
  }

  @Test("A reported layer costs the same whether or not the others are reported")
  func reportedLayers() throws {
    let all = try evaluate(homogeneous, .consistent)
    let one = try evaluate(homogeneous, .consistent, reported: 2..<3)
    #expect(one.layers.count == 1)
    #expect(one.layers[0].performance.energy == all.layers[2].performance.energy)
    #expect(one.layers[0].performance.delay == all.layers[2].performance.delay)
    #expect(one.layers[0].leakageEnergy == all.layers[2].leakageEnergy)
    #expect(one.area == all.area)
  }
}
