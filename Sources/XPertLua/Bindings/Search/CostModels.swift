import LuaEmbedding
import XPertCore

/// Cost models of one Lua state, tabulated once: a script that searches the same space at ten areas sizes its
/// circuits once.
final class CostModels {
  struct Key: Hashable {
    var supernet: Supernet
    var hardware: Hardware
    var crossbarsPerTile: Int
    var mapsKernelPositions: Bool
    var inputs: InputStatistics
    var leavesOut: Bool
  }

  private var known: [Key: ChipCostModel] = [:]
  private let memory: LuaMemory

  init(_ memory: LuaMemory) {
    self.memory = memory
  }

  /// - Parameter checkpoint: as for ``ChipCostModel``.
  /// - Throws: `MemoryError`, before anything is tabulated.
  func model(_ key: Key, checkpoint: () throws -> Void) throws -> ChipCostModel {
    if let model = known[key] { return model }
    let bytes = try ChipCostModel.bytes(of: key.supernet, checkpoint: checkpoint)
    let charge: LuaMemory.Charge
    do {
      charge = try memory.charge(bytes, for: "the cost table of \(key.supernet.name)")
    } catch {
      known = [:]  // other tables are only kept to save time
      charge = try memory.charge(bytes, for: "the cost table of \(key.supernet.name)")
    }
    var model = try ChipCostModel(
      supernet: key.supernet, hardware: key.hardware, crossbarsPerTile: key.crossbarsPerTile,
      mapsKernelPositions: key.mapsKernelPositions, inputs: key.inputs, leavesOut: key.leavesOut,
      checkpoint: checkpoint)
    model.account = charge
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
