/// Every (layer, input channels, node) of a space, evaluated once by the simulator.
struct ChipTabulation {
  /// A layer of the network for every input option and node of the layer of the supernet that it comes from.
  struct Column {
    /// Index in the supernet (``Supernet/owners``): projections and classifiers share another layer's nodes.
    var owner: Int
    /// [input option * nodes + node]
    var entries: [LayerTerms] = []
  }

  /// Without the nodes that are left out.
  private(set) var supernet: Supernet
  private(set) var leftOut = LeftOutNodes()
  private let leavesOut: Bool
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
  ///   - leavesOut: as for ``ChipCostModel``.
  ///   - checkpoint: called every few milliseconds; what it throws ends the tabulation.
  /// - Throws: ``ImpossibleNode`` for the first node that cannot be built; with `leavesOut` for a layer of
  ///   which none can; what `checkpoint` throws.
  init(
    supernet: Supernet, engine: ChipEngine, crossbarsPerTile: Int, inputs: InputStatistics,
    layersOf: ((Int, Node) -> [Layer])?, leavesOut: Bool, checkpoint: () throws -> Void
  ) throws {
    self.supernet = supernet
    self.leavesOut = leavesOut
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
    var made: [[LayerTerms]?] = []
    made.reserveCapacity(states.count * nodes.count)
    var nexts: [ChannelState] = []
    var impossible: [Int: (rule: String, inputs: Int)] = [:]
    for state in states {
      for (position, node) in nodes.enumerated() {
        if made.count % 256 == 255 { try checkpoint() }
        let (layers, next) = self.layers(index, node: node, from: state)
        precondition(layers.count == own.count)
        nexts.append(next)
        do throws(HardwareError) {
          made.append(try terms(of: layers))
        } catch .invalid(let rule) {
          guard leavesOut else { throw ImpossibleNode(layer: index, node: node, rule: rule) }
          made.append(nil)
          impossible[position, default: (rule, 0)].inputs += 1
        }
      }
    }
    try leaveOut(impossible, of: index, inputs: states.count)
    // Different choices that leave the same channels lead to one input option of the next layer.
    var following: [ChannelState] = []
    var known: [ChannelState: Int] = [:]
    var options: [Int] = []
    for entry in made.indices where impossible[entry % nodes.count] == nil {
      for (column, terms) in zip(own, made[entry]!) { columns[column].entries.append(terms) }
      if known[nexts[entry]] == nil {
        known[nexts[entry]] = following.count
        following.append(nexts[entry])
      }
      options.append(known[nexts[entry]]!)
    }
    nextOptions.append(options)
    nodeCounts.append(nodes.count - impossible.count)
    return following
  }

  /// Takes nodes out of the space that cannot be built behind some input: a candidate is one node per layer,
  /// whatever the other layers have.
  private mutating func leaveOut(
    _ impossible: [Int: (rule: String, inputs: Int)], of index: Int, inputs: Int
  ) throws {
    let nodes = supernet.layers[index].nodes
    leftOut.nodeCount += nodes.count
    guard !impossible.isEmpty else { return }
    let positions = impossible.keys.sorted()
    for position in positions {
      let (rule, refusing) = impossible[position]!
      leftOut.entries.append(
        .init(
          impossible: ImpossibleNode(layer: index, node: nodes[position], rule: rule),
          refusingInputs: refusing,
          inputs: inputs))
    }
    guard positions.count < nodes.count else {
      throw ImpossibleNode(
        layer: index, node: nodes[0], rule: impossible[0]!.rule, isLastOf: nodes.count,
        isPartial: impossible[0]!.inputs < inputs)
    }
    supernet.layers[index].leaveOut(positions)
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

  private func terms(of layers: [Layer]) throws(HardwareError) -> [LayerTerms] {
    var terms: [LayerTerms] = []
    for layer in layers {
      terms.append(
        try LayerTerms(
          layer, engine: engine, crossbarsPerTile: crossbarsPerTile, inputs: inputs, library: library))
    }
    return terms
  }

  var environment: CircuitEnvironment { library.tiles[0].element.subarray.environment }

  /// What the most demanding layer of any candidate asks of the shared circuits.
  var mostDemanding: GlobalDemand {
    var most = GlobalDemand.none
    for column in columns { for entry in column.entries { most.formMaximum(entry.demand) } }
    return most
  }
}
