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

  private let account: Account?

  /// Asked for the bytes of a model before it is tabulated; what it gives is kept as long as the model.
  public typealias Account = (_ bytes: Int, _ purpose: String) throws -> any AnyObject & Sendable

  /// - Parameter account: nil counts nothing.
  public init(account: Account? = nil) { self.account = account }

  /// The model of a space, tabulated unless it is known; parameters and errors as of ``ChipCostModel``.
  public func model(
    of supernet: Supernet, on chip: ChipDescription, inputs: InputStatistics, leavesOut: Bool,
    checkpoint: () throws -> Void
  ) throws -> ChipCostModel {
    let key = Key(supernet: supernet, chip: chip, inputs: inputs, leavesOut: leavesOut)
    if let model = known[key] { return model }
    let charge = try charge(of: supernet, checkpoint: checkpoint)
    var model = try ChipCostModel(
      supernet: supernet, chip: chip, inputs: inputs, leavesOut: leavesOut, checkpoint: checkpoint)
    model.account = charge
    known[key] = model
    return model
  }

  /// The other models are only kept to save time: they go where there is no memory for all.
  private func charge(
    of supernet: Supernet, checkpoint: () throws -> Void
  ) throws -> (any AnyObject & Sendable)? {
    guard let account else { return nil }
    let bytes = try ChipCostModel.bytes(of: supernet, checkpoint: checkpoint)
    let purpose = "the cost table of \(supernet.name)"
    do {
      return try account(bytes, purpose)
    } catch {
      known = [:]
      return try account(bytes, purpose)
    }
  }
}
