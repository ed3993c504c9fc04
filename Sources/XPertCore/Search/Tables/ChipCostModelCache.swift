/// Cost models that are tabulated once: a program that searches the same space at ten areas sizes its
/// circuits once.
///
/// Not thread-safe: one cache per thread.
public final class ChipCostModelCache {
  private struct Key: Hashable {
    var supernet: Supernet
    var chip: ChipDescription
    var inputs: InputStatistics
    var leavesOut: Bool
  }

  private var known: [Key: ChipCostModel] = [:]

  public init() {}

  /// The model of a space, tabulated unless it is known; parameters and errors as of ``ChipCostModel``.
  public func model(
    of supernet: Supernet, on chip: ChipDescription, inputs: InputStatistics, leavesOut: Bool,
    checkpoint: () throws -> Void
  ) throws -> ChipCostModel {
    let key = Key(supernet: supernet, chip: chip, inputs: inputs, leavesOut: leavesOut)
    if let model = known[key] { return model }
    let model = try ChipCostModel(
      supernet: supernet, chip: chip, inputs: inputs, leavesOut: leavesOut, checkpoint: checkpoint)
    known[key] = model
    return model
  }
}
