import Platform

/// Rigorous lower bounds on area, delay and energy of every candidate of a ``ChipRegion``, as sums over
/// layers.
///
/// What a layer does on its own tiles is exact. What the layers share is bounded from below, part by part:
///
/// * clock, buffer cores, the largest accumulator: by the least of the region's peaks;
/// * the H-tree: over all grids and tile sizes of the region, each computed (no monotonicity is assumed); its
///   area is proportional to the bits of the bus, its energy to the bits moved;
/// * bus and buffer: the widest bus, the most parallel cores, the fewest tiles of the region;
/// * activation, accumulation, pooling and adders: the least over all sizes of the region, each computed;
/// * energy: leakage of the other tiles, at least that of the region less the layer's own.
final class ChipBounds {
  enum Peak: Int, CaseIterable { case period, height, width, units, leaves, cores }
  enum Shared: Int, CaseIterable { case tiles, bus, leakage }

  let model: ChipCostModel
  /// Values that occur, ascending, by peak.
  private(set) var peakValues: [[Double]]
  /// `[peak][layer][entry]`: position in `peakValues`.
  private(set) var peakPositions: [[[Int32]]]
  /// `[sum][layer][entry]`
  private(set) var sharedSums: [[[Double]]]
  private var trees: [TreeKey: Tree] = [:]
  private var small: [SmallKey: Small] = [:]
  private let accumulatorBits: [Int]
  private let inputBits: [Int]
  private let leastPoolingUnits: Int

  private struct TreeKey: Hashable {
    let rows, columns: Int
    let height, width: Int
  }

  /// Of an H-tree, per read, per bit moved and per bit of its width.
  private struct Tree {
    var delay: Double
    var energy: Double
    var area: Double
  }

  private struct SmallKey: Hashable {
    let least, most: Int
  }

  /// `[column][entry]`: delay and energy of activation, accumulation, pooling and adders.
  private struct Small {
    var delay: [[Double]]
    var energy: [[Double]]
  }

  /// What a region adds to a sum over layers.
  struct Bound {
    /// Added once.
    var constant: Double
    /// `[layer][entry]`
    var costs: [[Double]]
  }

  init(_ model: ChipCostModel) {
    self.model = model
    let layers = model.table.layers
    let columns = layers.indices.map { layer in model.terms.filter { $0.owner == layer } }
    func collect(_ value: (LayerTerms) -> Double, largest: Bool) -> [[Double]] {
      layers.indices.map { layer in
        layers[layer].nextOption.indices.map { entry in
          columns[layer].reduce(0.0) {
            largest ? max($0, value($1.entries[entry])) : $0 + value($1.entries[entry])
          }
        }
      }
    }
    let coreBits = model.coreBits
    peakValues = []
    peakPositions = []
    for peak in Peak.allCases {
      let values = collect(
        { terms in
          switch peak {
          case .period: model.hardware.isSynchronous ? terms.sensingPeriod : 1
          case .height: terms.demand.tileHeight
          case .width: terms.demand.tileWidth
          case .units: Double(terms.demand.activationUnits)
          case .leaves: Double(terms.demand.accumulatorLeaves)
          case .cores: Double(divideRoundingUp(terms.demand.bufferBits, coreBits))
          }
        }, largest: true)
      let distinct = Set(values.flatMap { $0 }).sorted()
      let position = Dictionary(uniqueKeysWithValues: distinct.enumerated().map { ($1, Int32($0)) })
      peakValues.append(distinct)
      peakPositions.append(values.map { $0.map { position[$0]! } })
    }
    sharedSums = Shared.allCases.map { sum in
      collect(
        { terms in
          switch sum {
          case .tiles: Double(terms.tiles)
          case .bus: terms.busIncrement
          case .leakage: terms.leakage
          }
        }, largest: false)
    }
    let all = model.terms.flatMap { $0.entries.map(\.demand) }
    accumulatorBits = Set(all.map(\.accumulatorBits)).sorted()
    inputBits = Set(all.map(\.inputBits)).sorted()
    leastPoolingUnits = all.map(\.poolingUnits).min() ?? 0
  }

  /// The whole space.
  var root: ChipRegion {
    let problem = AdditiveProblem(table: model.table, objective: 0)
    let sums = Shared.allCases.map { sum -> ClosedRange<Double> in
      var scratch = problem
      for layer in scratch.layers.indices {
        scratch.layers[layer].objective = sharedSums[sum.rawValue][layer]
      }
      let range = scratch.suffixRanges { $0.objective }[0][0]
      // Sums in another order.
      let slack = sum == .tiles ? 0 : 1e-9 * abs(range.most)
      return range.least - slack...range.most + slack
    }
    // A maximum over layers is at least every layer's least value.
    let peaks = Peak.allCases.map { peak -> ClosedRange<Int> in
      let least = peakPositions[peak.rawValue].map { Int($0.min()!) }.max()!
      return least...peakValues[peak.rawValue].count - 1
    }
    return ChipRegion(
      peaks: peaks, sums: sums, metrics: Array(repeating: 0...Double.infinity, count: 3))
  }

  /// Whether an entry's peaks fit a region.
  @inline(__always)
  func isAllowed(_ layer: Int, _ entry: Int, _ region: ChipRegion) -> Bool {
    for peak in peakPositions.indices
    where Int(peakPositions[peak][layer][entry]) > region.peaks[peak].upperBound {
      return false
    }
    return true
  }

  /// Bits of the bus after halving.
  private func busWidth(_ region: ChipRegion) -> ClosedRange<Double> {
    let limit = model.hardware.maximumGlobalBusWidth
    let range = region.sums[Shared.bus.rawValue]
    func halved(_ bits: Double) -> (bits: Double, count: Int) {
      var (bits, count) = (bits, 0)
      while bits > limit { (bits, count) = (bits / 2, count + 1) }
      return (bits, count)
    }
    let (low, high) = (halved(range.lowerBound), halved(range.upperBound))
    if low.count == high.count { return low.bits...max(low.bits, high.bits) }
    return min(low.bits, limit / 2)...limit
  }

  /// Grids of all numbers of tiles of a region.
  private func grids(_ region: ChipRegion) -> [(rows: Int, columns: Int)] {
    let range = region.sums[Shared.tiles.rawValue]
    let (first, last) = (max(1, Int(range.lowerBound.rounded(.up))), Int(range.upperBound.rounded(.down)))
    guard first <= last, last - first < 4096 else { return [] }
    var grids: [(rows: Int, columns: Int)] = []
    for tiles in first...last {
      let grid = FloorPlan.grid(tiles: tiles)
      if let previous = grids.last, previous == grid { continue }
      grids.append(grid)
    }
    return grids
  }

  /// The least of an H-tree's properties over a region; zero where it has too many trees to look at.
  private func tree(_ region: ChipRegion) -> Tree {
    let grids = grids(region)
    let heights = region.peaks[Peak.height.rawValue]
    let widths = region.peaks[Peak.width.rawValue]
    guard !grids.isEmpty, grids.count * heights.count * widths.count <= 4096 else {
      return Tree(delay: 0, energy: 0, area: 0)
    }
    var least = Tree(delay: .infinity, energy: .infinity, area: .infinity)
    for grid in grids {
      for height in heights {
        for width in widths {
          let key = TreeKey(rows: grid.rows, columns: grid.columns, height: height, width: width)
          let tree = trees[key] ?? makeTree(key)
          least.delay = min(least.delay, tree.delay)
          least.energy = min(least.energy, tree.energy)
          least.area = min(least.area, tree.area)
        }
      }
    }
    return least
  }

  private func makeTree(_ key: TreeKey) -> Tree {
    let hardware = model.hardware
    let tree = HTree(
      rows: key.rows, columns: key.columns, tolerance: hardware.globalBusTolerance, bits: 1,
      unitHeight: peakValues[Peak.height.rawValue][key.height],
      unitWidth: peakValues[Peak.width.rawValue][key.width], foldRatio: hardware.globalFoldRatio,
      in: model.environment)
    let made = Tree(
      delay: tree.delay(reads: 1), energy: tree.readEnergy(bits: 1, reads: 1), area: tree.area)
    trees[key] = made
    return made
  }

  /// The circuits that depend on the number of units.
  private func smallCosts(_ region: ChipRegion) -> Small {
    let range = region.peaks[Peak.units.rawValue]
    let key = SmallKey(least: range.lowerBound, most: range.upperBound)
    if let known = small[key] { return known }
    var result = Small(
      delay: model.terms.map { $0.entries.map { _ in .infinity } },
      energy: model.terms.map { $0.entries.map { _ in .infinity } })
    let hardware = model.hardware
    for position in range {
      let units = Int(peakValues[Peak.units.rawValue][position])
      for bits in accumulatorBits {
        let accumulator = AdderTree(leaves: 2, bits: bits, trees: units, fit: .natural, in: model.environment)
        for input in inputBits {
          let pooling = MaxPooling(
            bits: input, window: 4, units: leastPoolingUnits, fit: .width(1), in: model.environment)
          let relu =
            hardware.activatesAtChip && hardware.isReLU
            ? ReLUBank(units: units, bits: input, fit: .width(1), in: model.environment) : nil
          for column in model.terms.indices {
            for (entry, terms) in model.terms[column].entries.enumerated() {
              guard terms.demand.accumulatorBits <= bits, terms.demand.inputBits <= input,
                terms.demand.activationUnits <= units
              else { continue }
              let cost = cost(terms, accumulator, pooling, relu, bits: bits, units: units)
              result.delay[column][entry] = min(result.delay[column][entry], cost.delay)
              result.energy[column][entry] = min(result.energy[column][entry], cost.energy)
            }
          }
        }
      }
    }
    small[key] = result
    return result
  }

  private func cost(
    _ terms: LayerTerms, _ accumulator: AdderTree, _ pooling: MaxPooling, _ relu: ReLUBank?, bits: Int,
    units: Int
  ) -> (delay: Double, energy: Double) {
    let layer = terms.traffic
    var (delay, energy) = (0.0, 0.0)
    if let relu, layer.isActivated {
      let reads = (layer.windows * layer.outputChannels / Double(relu.units)).rounded(.up)
      delay += relu.delay(reads: reads)
      energy += relu.readEnergy(reads: reads)
    }
    if layer.tilesRow > 1 {
      let reads = (Double(layer.tilesColumn) * layer.outputChannels * (layer.windows / Double(units)))
        .rounded(.up)
      delay += accumulator.delay(reads: reads, units: layer.tilesRow, load: 0)
      energy += accumulator.readEnergy(reads: reads, units: layer.tilesRow)
    }
    if layer.additions > 0 {
      // Sums of more leaves are wider, and slower.
      let adder = AdderBank(bits: bits, adders: units, fit: .natural, in: model.environment)
      let reads = (layer.additions / Double(units)).rounded(.up)
      delay += adder.delay(ramp: 1e20, load: 0, reads: reads)
      // Fewer adders take more reads of as many additions.
      energy += adder.readEnergy(reads: layer.additions / Double(units), operations: units)
    }
    if layer.isPooled {
      let spread = layer.kernelPositions.squareRoot()
      delay += pooling.delay(
        ramp: 1e20, load: 0, reads: ((layer.windows / 4) / layer.tileSize * spread).rounded(.up))
      energy += pooling.readEnergy(
        reads: ((layer.windows / 4).rounded(.down) / layer.tileSize * spread).rounded(.up))
    }
    return (delay, energy)
  }

  /// What a region says about the circuits that layers share.
  private struct Part {
    let tree: Tree
    let small: Small
    let bus: ClosedRange<Double>
    let parallel: Double
    let tiles: Double
    let leakage: Double
    let period: Double
    /// Area of the shared circuits.
    let area: Double
  }

  private func part(_ region: ChipRegion) -> Part {
    func least(_ peak: Peak) -> Double { peakValues[peak.rawValue][region.peaks[peak.rawValue].lowerBound] }
    let cores = region.peaks[Peak.cores.rawValue].upperBound
    let tree = tree(region)
    let bus = busWidth(region)
    let buffer = model.nominal.buffer
    return Part(
      tree: tree, small: smallCosts(region), bus: bus,
      parallel: max(
        1,
        min(
          peakValues[Peak.cores.rawValue][cores],
          (bus.upperBound / Double(buffer.lineWidth)).rounded(.up))),
      tiles: max(1, region.sums[Shared.tiles.rawValue].lowerBound.rounded(.up)),
      leakage: region.sums[Shared.leakage.rawValue].lowerBound, period: least(.period),
      area: buffer.area * least(.cores) + tree.area * bus.lowerBound
        + smallArea(units: Int(least(.units)), leaves: Int(least(.leaves))))
  }

  /// At least what a layer of the network adds to area, delay and energy.
  private func costs(_ column: Int, _ entry: Int, _ part: Part) -> (
    area: Double, delay: Double, energy: Double
  ) {
    let terms = model.terms[column].entries[entry]
    let traffic = terms.traffic
    let buffer = model.nominal.buffer
    let line = Double(buffer.lineWidth)
    let readBits = traffic.unloadBits + traffic.shortcutBits
    let accesses =
      buffer.readDelay(reads: readBits / line) + buffer.writeDelay(writes: traffic.loadBits / line)
    let share = (part.tiles / Double(traffic.tiles)).rounded(.up)
    let bits = traffic.unloadBits + traffic.loadBits
    let moves = (bits / part.bus.upperBound).rounded(.up)
    let time =
      part.period
      * (terms.delay + part.small.delay[column][entry] + accesses / part.parallel * share
        + moves * part.tree.delay)
    let energy =
      terms.energy + part.small.energy[column][entry]
      + buffer.readEnergy(bits: line, reads: readBits / line)
      + buffer.writeEnergy(bits: line, writes: traffic.loadBits / line) + part.tree.energy * bits
      + max(0, part.leakage - terms.leakage) * time
    return (terms.tileArea, time, energy)
  }

  /// Lower bounds on area, delay and energy: what every candidate of the region has at least.
  func bounds(_ region: ChipRegion) -> [Bound] {
    let part = part(region)
    let zeros = model.table.layers.map { Array(repeating: 0.0, count: $0.nextOption.count) }
    var bounds = [part.area, 0, 0].map { Bound(constant: $0, costs: zeros) }
    for column in model.terms.indices {
      let layer = model.terms[column].owner
      for entry in model.terms[column].entries.indices where isAllowed(layer, entry, region) {
        let cost = costs(column, entry, part)
        bounds[0].costs[layer][entry] += cost.area
        bounds[1].costs[layer][entry] += cost.delay
        bounds[2].costs[layer][entry] += cost.energy
      }
    }
    return bounds
  }

  /// The bounds of one candidate of a region.
  func bounds(of candidate: [Int], in region: ChipRegion) -> [Double] {
    let part = part(region)
    var options = candidate
    var option = 0
    for layer in candidate.indices {
      options[layer] = option
      option =
        model.table.layers[layer].nextOption[option * model.table.layers[layer].nodeCount + candidate[layer]]
    }
    var totals = [part.area, 0, 0]
    for column in model.terms.indices {
      let layer = model.terms[column].owner
      let entry = options[layer] * model.table.layers[layer].nodeCount + candidate[layer]
      let cost = costs(column, entry, part)
      totals[0] += cost.area
      totals[1] += cost.delay
      totals[2] += cost.energy
    }
    return totals
  }

  /// Accumulator, activation and pooling have at least the area of the least demanding.
  private func smallArea(units: Int, leaves: Int) -> Double {
    let pooling = MaxPooling(
      bits: inputBits[0], window: 4, units: leastPoolingUnits, fit: .width(1), in: model.environment)
    var area = pooling.area
    if model.hardware.activatesAtChip && model.hardware.isReLU {
      area += ReLUBank(units: units, bits: inputBits[0], fit: .width(1), in: model.environment).area
    }
    if leaves > 1 {
      // Arranged within a third of the chip's height, which is at least a tile's: nothing if that is too low.
      let height = peakValues[Peak.height.rawValue].first ?? 0
      area +=
        AdderTree(
          leaves: leaves, bits: accumulatorBits[0], trees: units, fit: .width(height / 3),
          in: model.environment
        ).area
    }
    return area
  }

  /// The most that shared circuits add to the area of a candidate of a region; nil where that is not known.
  func mostSharedArea(_ region: ChipRegion) -> Double? {
    let grids = grids(region)
    let heights = region.peaks[Peak.height.rawValue]
    let widths = region.peaks[Peak.width.rawValue]
    guard !grids.isEmpty, grids.count * heights.count * widths.count <= 4096 else { return nil }
    var tree = 0.0
    for grid in grids {
      for height in heights {
        for width in widths {
          let key = TreeKey(rows: grid.rows, columns: grid.columns, height: height, width: width)
          tree = max(tree, (trees[key] ?? makeTree(key)).area)
        }
      }
    }
    let nominal = model.nominal
    let cores = peakValues[Peak.cores.rawValue][region.peaks[Peak.cores.rawValue].upperBound]
    return nominal.buffer.area * cores + tree * busWidth(region).upperBound + nominal.accumulator.area
      + (nominal.activation?.area ?? 0) + nominal.pooling.area + (nominal.adder?.area ?? 0)
  }

  /// What a candidate's peaks and shared sums are.
  func drivers(of candidate: [Int]) -> (peaks: [Int], sums: [Double]) {
    var peaks = Array(repeating: 0, count: Peak.allCases.count)
    var sums = Array(repeating: 0.0, count: Shared.allCases.count)
    var option = 0
    for (layer, node) in candidate.enumerated() {
      let entry = option * model.table.layers[layer].nodeCount + node
      for peak in peaks.indices { peaks[peak] = max(peaks[peak], Int(peakPositions[peak][layer][entry])) }
      for sum in sums.indices { sums[sum] += sharedSums[sum][layer][entry] }
      option = model.table.layers[layer].nextOption[entry]
    }
    return (peaks, sums)
  }
}
