import LuaEmbedding
import XPertCore

/// The space of a search and its costs: one network or several, on one description of hardware or several.
extension SearchBinding {
  /// What only searches by steps take: the space, or several, and corners.
  static let joint: [Option] = [
    Option("supernet", .object(SupernetObject.luaType), help: "the space"),
    Option(
      "networks", .named([.object(SupernetObject.luaType)]),
      help: "instead of it several, by name: a candidate has one network of each"),
    Option(
      "corners", .named([.object(HardwareObject.luaType)]),
      help: "other hardware that every candidate is evaluated on, too, by name"),
  ]

  /// What the options say about space and costs.
  static func costs(
    _ options: OptionValues, _ frame: LuaFrame
  ) throws -> (space: JointSpace, model: any CostModel) {
    let hardware = try options.optionalObject("hardware", as: HardwareObject.self) ?? .standard()
    let costs = CostChoice(rawValue: options.string("cost_model"))!
    let inputs = options.optionalTable("activity").map(EvaluateBinding.inputStatistics) ?? InputStatistics()
    let corners = try named("corners", of: HardwareObject.self, in: options)
    if !corners.isEmpty && costs != .simulator {
      throw options.error("corners", "the published fits hold for the paper's hardware only")
    }
    var networks: [JointSpaceMember] = []
    var models: [(name: String, model: any LayerCostModel)] = []
    for (name, supernet) in try supernets(options) {
      var own = supernet.supernet(on: hardware)
      for corner in corners {
        try checkLayers(own, supernet.supernet(on: corner.object), corner, hardware, options)
      }
      var leftOut = LeftOutNodes()
      func model(
        _ hardware: HardwareObject, _ refusal: (String?, String) -> ScriptError
      ) throws -> any LayerCostModel {
        do {
          return try self.model(own, on: hardware, costs, inputs, options, frame, refusal)
        } catch let error as PublishedCosts.UnsupportedChoice {
          // "supernet.layers[3].kernel: ..."
          let place = name.isEmpty ? "supernet" : "networks.\(name)"
          throw ScriptError("\(options.path).\(place)\(error.description.dropFirst("supernet".count))")
        }
      }
      func all() throws -> (nominal: any LayerCostModel, corners: [(name: String, model: any LayerCostModel)])
      {
        let nominal = try model(hardware) { key, message in
          if let key { return options.error(key, message) }
          return name.isEmpty ? options.error(message) : options.table("networks").error(name, message)
        }
        let others = try corners.map { corner in
          (
            name: corner.name,
            model: try model(corner.object) { options.table("corners").error(corner.name, $1) }
          )
        }
        return (nominal, others)
      }
      var made = try all()
      // What one of the chips cannot have, no candidate has.
      while let smaller = ([made.nominal] + made.corners.map(\.model)).lazy.compactMap({
        $0 as? ChipCostModel
      })
      .first(where: { $0.supernet != own }) {
        leftOut.add(smaller.leftOut)
        own = smaller.supernet
        made = try all()
      }
      let first = networks.last.map { $0.firstLayer + $0.supernet.layers.count } ?? 0
      networks.append(JointSpaceMember(name: name, supernet: own, firstLayer: first, leftOut: leftOut))
      models.append(
        (name, corners.isEmpty ? made.nominal : JointCostModel(nominal: made.nominal, corners: made.corners)))
    }
    let space = JointSpace(
      networks: networks, hardware: hardware, corners: corners.map { ($0.name, $0.object) }, costs: costs,
      inputs: inputs)
    return (space, networks[0].name.isEmpty ? models[0].model : JointCostModel(networks: models))
  }

  private static func supernets(_ options: OptionValues) throws -> [(name: String, object: SupernetObject)] {
    let networks = try named("networks", of: SupernetObject.self, in: options)
    let supernet = options.optionalObject("supernet", as: SupernetObject.self)
    guard let supernet else {
      guard !networks.isEmpty else { throw ScriptError("\(options.path) needs 'supernet' or 'networks'") }
      return networks
    }
    guard networks.isEmpty else { throw options.error("either 'supernet' or 'networks' expected, got both") }
    return [("", supernet)]
  }

  /// Objects under names of the script's own, sorted by name.
  private static func named<Object: LuaObject>(
    _ key: String, of type: Object.Type, in options: OptionValues
  ) throws -> [(name: String, object: Object)] {
    guard let table = options.optionalTable(key) else { return [] }
    guard !table.keys.isEmpty else { throw options.error(key, "at least one expected, by name") }
    return try table.keys.map { name in
      guard let first = name.unicodeScalars.first, first == "_" || isLetter(first),
        name.unicodeScalars.allSatisfy({ $0 == "_" || isLetter($0) || ("0"..."9").contains($0) })
      else {
        throw options.error(
          key, "'\(name)' cannot be a name: letters, digits and '_' expected, as in names of variables")
      }
      guard !MetricScope.reservedNames.contains(name) else {
        throw options.error(key, "'\(name)' cannot be a name: it has a meaning of its own")
      }
      return (name, table.object(name, as: type))
    }
  }

  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
  }

  /// A corner is another chip for the same layers.
  private static func checkLayers(
    _ nominal: Supernet, _ other: Supernet, _ corner: (name: String, object: HardwareObject),
    _ hardware: HardwareObject, _ options: OptionValues
  ) throws {
    func refuse(_ field: String, _ value: Int, _ expected: Int) -> ScriptError {
      options.table("corners").error(
        corner.name,
        "\(field) is \(value), and \(expected) in the hardware: a corner must leave the layers as they are")
    }
    let bits = (corner.object.hardware.weightBits, hardware.hardware.weightBits)
    if bits.0 != bits.1 && nominal.layers.contains(where: { $0.weightBits.isEmpty }) {
      throw refuse("weight_bits", bits.0, bits.1)
    }
    guard nominal != other else { return }
    if corner.object.crossbar != hardware.crossbar {
      throw refuse("crossbar", corner.object.crossbar, hardware.crossbar)
    }
    // Converters of full precision follow from the cells.
    throw refuse(
      "cell_bits", corner.object.hardware.effectiveCellBits, hardware.hardware.effectiveCellBits)
  }

  /// - Parameter refusal: an error about an option of the search, or about none, with its message.
  private static func model(
    _ supernet: Supernet, on hardware: HardwareObject, _ costs: CostChoice, _ inputs: InputStatistics,
    _ options: OptionValues, _ frame: LuaFrame, _ refusal: (String?, String) -> ScriptError
  ) throws -> any LayerCostModel {
    do {
      switch costs {
      case .simulator:
        guard hardware.execution == .layerByLayer else {
          throw refusal(
            "hardware",
            "a search must run layer by layer: the delay of a pipeline is that of its slowest layer and"
              + " no sum over layers; xpert.evaluate takes pipelines")
        }
        return try frame.context.service(CostModels.self) { CostModels(frame.memory) }.model(
          .init(
            supernet: supernet, hardware: hardware.hardware, crossbarsPerTile: hardware.crossbarsPerTile,
            mapsKernelPositions: hardware.mapsKernelPositions, inputs: inputs,
            leavesOut: options.string("impossible") == "drop"),
          checkpoint: frame.checkInterrupt)
      case .published, .complete:
        guard hardware.hardware == .xpertDAC2023, !hardware.mapsKernelPositions,
          hardware.execution == .layerByLayer
        else {
          throw refusal("hardware", "the published fits hold for the paper's hardware only")
        }
        guard !options.isGiven("activity") else {
          throw refusal("activity", "the published fits do not depend on it")
        }
        return try PublishedCosts.model(costs == .published ? .published : .complete, for: supernet)
      }
    } catch let error as HardwareError {
      throw refusal(nil, error.description)
    } catch let error as ImpossibleNode {
      let hint = "; take the choice out, or leave out such nodes: impossible = \"drop\""
      throw refusal(nil, error.description + (error.isLastOf == nil ? hint : ""))
    }
  }
}
