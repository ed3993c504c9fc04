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
  static func space(_ options: OptionValues, _ frame: LuaFrame) throws -> JointSpace {
    let hardware = try options.optionalObject("hardware", as: HardwareObject.self) ?? .standard()
    let costs = CostChoice(rawValue: options.string("cost_model"))!
    let corners = try named("corners", of: HardwareObject.self, in: options)
    let supernets = try supernets(options)
    for corner in corners where costs == .simulator && corner.object.crossbar != hardware.crossbar {
      guard supernets.contains(where: \.object.inheritsCrossbar) else { continue }
      throw options.table("corners").error(
        corner.name,
        "crossbar is \(corner.object.crossbar), and \(hardware.crossbar) in the hardware:"
          + " a corner must leave the layers as they are")
    }
    let networks = supernets.map { ($0.name, $0.object.supernet(on: hardware)) }
    let chips = corners.map { ($0.name, $0.object.chip) }
    let inputs = options.optionalTable("activity").map(EvaluateBinding.inputStatistics)
    let leavesOut = options.string("impossible") == "drop"
    let models = frame.context.service(ChipCostModelCache.self) {
      ChipCostModelCache(account: frame.memory.charge)
    }
    do {
      guard options.isGiven("networks") else {
        return try JointSpace(
          networks[0].1, on: hardware.chip, corners: chips, costs: costs, inputs: inputs,
          leavesOut: leavesOut, models: models, checkpoint: frame.checkInterrupt)
      }
      return try JointSpace(
        networks: networks, on: hardware.chip, corners: chips, costs: costs, inputs: inputs,
        leavesOut: leavesOut, models: models, checkpoint: frame.checkInterrupt)
    } catch let error as JointSpaceError {
      throw refusal(error, options)
    }
  }

  /// The error at the option that it is about, with the script's words for what helps.
  private static func refusal(_ error: JointSpaceError, _ options: OptionValues) -> ScriptError {
    let hint =
      switch error.remedy {
      case .evaluation: "; xpert.evaluate takes pipelines"
      case .leavingOut: "; take the choice out, or leave out such nodes: impossible = \"drop\""
      case nil: ""
      }
    let message = error.reason + hint
    switch error.subject {
    case .chip: return options.error("hardware", message)
    case .inputs: return options.error("activity", message)
    case .corners: return options.error("corners", message)
    case .networks: return options.error("networks", message)
    case .corner(let name): return options.table("corners").error(name, message)
    case .network(let name):
      return name.isEmpty ? options.error(message) : options.table("networks").error(name, message)
    case .choice(let name, let layer, let field):
      let place = name.isEmpty ? "supernet" : "networks.\(name)"
      return ScriptError("\(options.path).\(place).layers[\(layer)].\(field): \(message)")
    }
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
    return table.keys.map { ($0, table.object($0, as: type)) }
  }
}
