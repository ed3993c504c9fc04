import LuaEmbedding
import XPertCore

/// A bound of a script's. It may belong to several searches, and in one of them to several scopes
/// (`term(m.networks.cifar, w) + term(m.networks.tiny, w)`): each has multipliers of its own.
final class AugmentedLagrangianTerm {
  private struct Entry {
    weak var inputs: LossInputs?
    let scope: String
    let lagrangian: AugmentedLagrangian
  }

  let metric: String
  private let make: () -> AugmentedLagrangian
  private var entries: [Entry] = []

  /// - Parameters:
  ///   - metric: what is bounded, by name with unit.
  ///   - make: the bound without a history.
  init(_ metric: String, _ make: @escaping () -> AugmentedLagrangian) {
    self.metric = metric
    self.make = make
  }

  func value(_ inputs: LossInputs) throws -> Tape.Scalar {
    lagrangian(of: inputs).term(try inputs.metric(named: metric), step: inputs.step)
  }

  private func lagrangian(of inputs: LossInputs) -> AugmentedLagrangian {
    let known = entries.first { $0.inputs === inputs && $0.scope == inputs.scope }
    if let known { return known.lagrangian }
    entries.removeAll { $0.inputs == nil }
    let lagrangian = make()
    entries.append(Entry(inputs: inputs, scope: inputs.scope, lagrangian: lagrangian))
    return lagrangian
  }
}
