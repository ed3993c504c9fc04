/// Every (layer, input channels, node) of a space, evaluated once by the simulator.
struct ChipTabulation {
  /// A layer of the network for every input option and node of the layer of the supernet that it comes from.
  struct Column {
    /// Index in the supernet (``Supernet/owners``): projections and classifiers share another layer's nodes.
    var owner: Int
    /// [input option * nodes + node]
    var entries: [LayerTerms] = []
  }

  private let supernet: Supernet
  private let engine: ChipEngine
  private let crossbarsPerTile: Int
  private let inputs: InputStatistics
  private let layersOf: ((Int, Node) -> [Layer])?
  private let library: TileLibrary
  private let walk: SupernetWalk
  /// In the order of the network's layers.
  private(set) var columns: [Column]
  /// By layer of the supernet: [input option * nodes + node] -> input option of the next layer.
  private(set) var nextOptions: [[Int]] = []
  private(set) var nodeCounts: [Int] = []

  /// - Parameters:
  ///   - layersOf: as for ``ChipCostModel``.
  ///   - checkpoint: called every few milliseconds; what it throws ends the tabulation.
  /// - Throws: ``HardwareError/invalid(rule:)`` for the first node that cannot be built, naming its layer; what
  ///   `checkpoint` throws.
  init(
    supernet: Supernet, engine: ChipEngine, crossbarsPerTile: Int, inputs: InputStatistics,
    layersOf: ((Int, Node) -> [Layer])?, checkpoint: () throws -> Void
  ) throws {
    self.supernet = supernet
    self.engine = engine
    self.crossbarsPerTile = crossbarsPerTile
    self.inputs = inputs
    self.layersOf = layersOf
    library = TileLibrary(hardware: engine.hardware, clock: engine.hardware.clockFrequency)
    walk = SupernetWalk(supernet)
    columns = supernet.owners.map { Column(owner: $0) }
    var states = [walk.start]
    for index in supernet.layers.indices {
      try checkpoint()
      states = try tabulate(index, from: states, checkpoint: checkpoint)
    }
  }

  /// Tabulates a layer of the supernet for all that it can get; returns what the next layer can get.
  private mutating func tabulate(
    _ index: Int, from states: [ChannelState], checkpoint: () throws -> Void
  ) throws -> [ChannelState] {
    let nodes = supernet.layers[index].nodes
    let own = columns.indices.filter { columns[$0].owner == index }
    // Different choices that leave the same channels lead to one input option of the next layer.
    var following: [ChannelState] = []
    var known: [ChannelState: Int] = [:]
    var options: [Int] = []
    options.reserveCapacity(states.count * nodes.count)
    for state in states {
      for node in nodes {
        if options.count % 256 == 255 { try checkpoint() }
        let (layers, next) = self.layers(index, node: node, from: state)
        precondition(layers.count == own.count)
        do throws(HardwareError) {
          for (column, layer) in zip(own, layers) { columns[column].entries.append(try terms(of: layer)) }
        } catch .invalid(let rule) {
          throw HardwareError.invalid(rule: "layer \(index + 1) with \(node): \(rule)")
        }
        if known[next] == nil {
          known[next] = following.count
          following.append(next)
        }
        options.append(known[next]!)
      }
    }
    nextOptions.append(options)
    nodeCounts.append(nodes.count)
    return following
  }

  /// The layers of the network that a node stands for, the classifier with the last ones.
  private func layers(
    _ index: Int, node: Node, from state: ChannelState
  ) -> (layers: [Layer], next: ChannelState) {
    var step = walk.step(index, node: node, from: state)
    if let layersOf { step.layers = layersOf(index, node) }
    if index == supernet.layers.count - 1,
      let classifier = supernet.classifier(after: step.layers[step.layers.count - 1], node: node)
    {
      step.layers.append(classifier)
    }
    return step
  }

  private func terms(of layer: Layer) throws(HardwareError) -> LayerTerms {
    try LayerTerms(
      layer, engine: engine, crossbarsPerTile: crossbarsPerTile, inputs: inputs, library: library)
  }

  var environment: CircuitEnvironment { library.tiles[0].element.subarray.environment }

  /// What the most demanding layer of any candidate asks of the shared circuits.
  var mostDemanding: GlobalDemand {
    var most = GlobalDemand.none
    for column in columns { for entry in column.entries { most.formMaximum(entry.demand) } }
    return most
  }
}
