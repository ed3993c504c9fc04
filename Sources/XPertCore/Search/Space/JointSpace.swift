/// The space that a search walks in, with what its candidates cost: a network with choices or several, on one
/// chip, and perhaps on other descriptions of it (*corners*).
///
///     let space = try JointSpace(Backbone.vgg16(choices: choices), on: .xpertDAC2023)
///     let search = try GradientSearch(model: space.model, rank: .smallest("delay_us")) { m in
///       try m.metric(named: "delay_us") * 1e-4 + (m.metric(named: "area_mm2") / 50 - 1).squared()
///     }
///     print(try search.run().report(in: space, audit: search.audit()))
///
/// With one network, metrics have the names of ``MetricCatalog``; those of corners are `hot.delay_us`, of
/// several networks `cifar.delay_us`, of all `worst.delay_us` and `total.delay_us`.
public struct JointSpace: Sendable {
  /// A network with choices, and where its layers are in a candidate.
  public struct Member: Sendable {
    /// Empty where there is only one.
    public let name: String
    /// Without the nodes that are left out.
    public let supernet: Supernet
    /// Position in a candidate.
    public let firstLayer: Int
    /// Nodes that cannot be built.
    package let leftOut: LeftOutNodes
  }

  /// One without a name, or several, by name.
  public let networks: [Member]
  public let chip: ChipDescription
  /// Other chips that the candidates are evaluated on.
  package let corners: [(name: String, chip: ChipDescription)]
  public let costs: CostChoice
  /// What is expected of the inputs.
  public let inputs: InputStatistics
  /// What a search needs of the space.
  public let model: any CostModel

  /// The space of one network.
  ///
  /// - Parameters:
  ///   - supernet: the choices, as ``Supernet/validate()`` accepts them.
  ///   - chip: one that runs layer by layer.
  ///   - corners: chips that differ in other things than bits of weights and, where ADC precision follows
  ///     from them, of cells.
  ///   - costs: from the simulator, or the published fits, which hold for ``ChipDescription/xpertDAC2023``.
  ///   - inputs: what the simulator expects of them; nil: the defaults of ``InputStatistics``.
  ///   - leavesOut: do without the nodes that cannot be built on one of the chips, instead of refusing the
  ///     space.
  ///   - models: those that are tabulated already.
  ///   - checkpoint: called every few milliseconds; what it throws ends the tabulation, which takes seconds
  ///     for hundreds of thousands of (layer, input channels, node).
  /// - Throws: ``JointSpaceError``; what `checkpoint` throws.
  public init(
    _ supernet: Supernet, on chip: ChipDescription, corners: [(name: String, chip: ChipDescription)] = [],
    costs: CostChoice = .simulator, inputs: InputStatistics? = nil, leavesOut: Bool = false,
    models: ChipCostModelCache = ChipCostModelCache(), checkpoint: () throws -> Void = {}
  ) throws {
    try self.init(
      [("", supernet)], on: chip, corners: corners, costs: costs, inputs: inputs, leavesOut: leavesOut,
      models: models, checkpoint: checkpoint)
  }

  /// The space of several networks, of which a candidate has one each, on a chip of its own.
  ///
  /// - Parameter networks: by names that are letters, digits and `_`.
  /// - Throws: ``JointSpaceError``; what `checkpoint` throws.
  public init(
    networks: [(name: String, supernet: Supernet)], on chip: ChipDescription,
    corners: [(name: String, chip: ChipDescription)] = [], costs: CostChoice = .simulator,
    inputs: InputStatistics? = nil, leavesOut: Bool = false,
    models: ChipCostModelCache = ChipCostModelCache(), checkpoint: () throws -> Void = {}
  ) throws {
    guard !networks.isEmpty else { throw JointSpaceError(.networks, "at least one expected") }
    for network in networks { try Self.check(name: network.name, .networks) }
    try self.init(
      networks, on: chip, corners: corners, costs: costs, inputs: inputs, leavesOut: leavesOut,
      models: models,
      checkpoint: checkpoint)
  }

  private init(
    _ supernets: [(name: String, supernet: Supernet)], on chip: ChipDescription,
    corners: [(name: String, chip: ChipDescription)], costs: CostChoice, inputs: InputStatistics?,
    leavesOut: Bool, models: ChipCostModelCache, checkpoint: () throws -> Void
  ) throws {
    for corner in corners { try Self.check(name: corner.name, .corners) }
    if !corners.isEmpty && costs != .simulator {
      throw JointSpaceError(.corners, Self.paperOnly)
    }
    var members: [Member] = []
    var costModels: [(name: String, model: any LayerCostModel)] = []
    for (name, supernet) in supernets {
      for corner in corners { try Self.checkLayers(supernet, corner, on: chip.hardware) }
      let (nominal, others, leftOut) = try Self.models(
        of: supernet, named: name, on: chip, corners: corners
      ) { supernet, chip, subject in
        switch costs {
        case .simulator:
          try Self.simulated(supernet, on: chip, as: subject) {
            try models.model(
              of: supernet, on: chip, inputs: inputs ?? InputStatistics(), leavesOut: leavesOut,
              checkpoint: checkpoint)
          }
        case .published, .complete:
          try Self.published(
            supernet, named: name, on: chip, costs == .published ? .published : .complete, inputs)
        }
      }
      members.append(
        Member(
          name: name, supernet: (nominal as? ChipCostModel)?.supernet ?? supernet,
          firstLayer: members.last.map { $0.firstLayer + $0.supernet.layers.count } ?? 0, leftOut: leftOut))
      costModels.append(
        (name, corners.isEmpty ? nominal : JointCostModel(nominal: nominal, corners: others)))
    }
    self.networks = members
    self.chip = chip
    self.corners = corners
    self.costs = costs
    self.inputs = inputs ?? InputStatistics()
    model = supernets[0].name.isEmpty ? costModels[0].model : JointCostModel(networks: costModels)
  }
}

// MARK: - Models

extension JointSpace {
  private typealias MakeModel = (Supernet, ChipDescription, JointSpaceError.Subject) throws ->
    any LayerCostModel

  /// A network's costs on all chips. What one of the chips cannot have, no candidate has.
  private static func models(
    of supernet: Supernet, named name: String, on chip: ChipDescription,
    corners: [(name: String, chip: ChipDescription)], make: MakeModel
  ) throws -> (
    nominal: any LayerCostModel, corners: [(name: String, model: any LayerCostModel)], leftOut: LeftOutNodes
  ) {
    var supernet = supernet
    var leftOut = LeftOutNodes()
    while true {
      let nominal = try make(supernet, chip, .network(name))
      let others = try corners.map { corner in
        (name: corner.name, model: try make(supernet, corner.chip, .corner(corner.name)))
      }
      let smaller = ([nominal] + others.map(\.model)).lazy.compactMap { $0 as? ChipCostModel }
        .first { $0.supernet != supernet }
      guard let smaller else { return (nominal, others, leftOut) }
      leftOut.add(smaller.leftOut)
      supernet = smaller.supernet
    }
  }

  /// - Parameter subject: whose fault it is where nothing can be built.
  private static func simulated(
    _ supernet: Supernet, on chip: ChipDescription, as subject: JointSpaceError.Subject,
    _ tabulate: () throws -> ChipCostModel
  ) throws -> any LayerCostModel {
    guard chip.execution == .layerByLayer else {
      let isNominal = if case .network = subject { true } else { false }
      throw JointSpaceError(
        isNominal ? .chip : subject, ChipCostModel.pipelineRule, remedy: .evaluation)
    }
    do {
      return try tabulate()
    } catch let error as HardwareError {
      throw JointSpaceError(subject, error.description)
    } catch let error as ImpossibleNode {
      throw JointSpaceError(
        subject, error.description, remedy: error.isLastOf == nil ? .leavingOut : nil)
    }
  }

  private static func published(
    _ supernet: Supernet, named name: String, on chip: ChipDescription, _ variant: PublishedCosts.Variant,
    _ inputs: InputStatistics?
  ) throws -> any LayerCostModel {
    guard chip.hardware == .xpertDAC2023, !chip.mapsKernelPositions, chip.execution == .layerByLayer else {
      throw JointSpaceError(.chip, paperOnly)
    }
    guard inputs == nil else { throw JointSpaceError(.inputs, "the published fits do not depend on it") }
    do {
      return try PublishedCosts.model(variant, for: supernet)
    } catch {
      throw JointSpaceError(.choice(network: name, layer: error.layer, field: error.field), error.reason)
    }
  }

  private static let paperOnly = "the published fits hold for the paper's hardware only"
}

// MARK: - What can be no space

extension JointSpace {
  /// Names are part of those of metrics.
  private static func check(name: String, _ subject: JointSpaceError.Subject) throws(JointSpaceError) {
    func isLetter(_ scalar: Unicode.Scalar) -> Bool {
      ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
    }
    guard let first = name.unicodeScalars.first, first == "_" || isLetter(first),
      name.unicodeScalars.allSatisfy({ $0 == "_" || isLetter($0) || ("0"..."9").contains($0) })
    else {
      throw JointSpaceError(
        subject,
        "'\(name)' cannot be a name: letters, digits and '_' expected, as in names of variables")
    }
    guard !MetricScope.reservedNames.contains(name) else {
      throw JointSpaceError(subject, "'\(name)' cannot be a name: it has a meaning of its own")
    }
  }

  /// A corner is another chip for the same layers.
  private static func checkLayers(
    _ supernet: Supernet, _ corner: (name: String, chip: ChipDescription), on nominal: Hardware
  ) throws(JointSpaceError) {
    func require(
      _ field: String, _ value: Int, _ expected: Int, where matters: (Supernet.LayerChoices) -> Bool
    ) throws(JointSpaceError) {
      guard value != expected && supernet.layers.contains(where: matters) else { return }
      throw JointSpaceError(
        .corner(corner.name),
        "\(field) is \(value), and \(expected) in the hardware: a corner must leave the layers as they are")
    }
    let hardware = corner.chip.hardware
    try require("weight_bits", hardware.weightBits, nominal.weightBits) { $0.weightBits.isEmpty }
    // Converters of full precision follow from the cells.
    try require("cell_bits", hardware.effectiveCellBits, nominal.effectiveCellBits) {
      $0.fullPrecisionCellBits != nil
    }
  }
}
