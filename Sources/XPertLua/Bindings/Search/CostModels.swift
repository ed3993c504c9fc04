import LuaEmbedding
import XPertCore

/// Cost models of one Lua state, tabulated once: a script that searches the same space at ten areas sizes its
/// circuits once.
final class CostModels {
  struct Key: Hashable {
    var supernet: Supernet
    var chip: ChipDescription
    var inputs: InputStatistics
    var leavesOut: Bool
  }

  private var known: [Key: ChipCostModel] = [:]

  /// - Parameter checkpoint: as for ``ChipCostModel``.
  func model(_ key: Key, checkpoint: () throws -> Void) throws -> ChipCostModel {
    if let model = known[key] { return model }
    let model = try ChipCostModel(
      supernet: key.supernet, chip: key.chip, inputs: key.inputs, leavesOut: key.leavesOut,
      checkpoint: checkpoint)
    known[key] = model
    return model
  }
}

/// Which costs a search sees.
enum CostChoice: String, CaseIterable {
  /// The circuit simulator in the convention `consistent`.
  case simulator
  /// The fits of the published program, as it counts, or with every layer counted (spec 20 §3).
  case published, complete

  /// What results call it.
  var convention: String {
    switch self {
    case .simulator: Convention.consistent.rawValue
    case .published: "published cost fits"
    case .complete: "published cost fits, complete"
    }
  }
}
