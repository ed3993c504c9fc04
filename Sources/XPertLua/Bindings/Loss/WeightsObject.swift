import LuaEmbedding
import XPertCore

/// `xpert.Weights`: the scheduled weights of a loss, numbers by name.
final class WeightsObject: LuaObject {
  private let names: [String]
  private let value: (Int) -> Double

  init(_ inputs: LossInputs) {
    names = inputs.weightNames
    value = { inputs.weights[$0] }
  }

  /// Those of a step that has been taken.
  init(_ summary: StepSummary) {
    names = summary.weightNames
    value = { summary.weights[$0] }
  }

  static let luaType = LuaType<WeightsObject>(
    "xpert.Weights", help: "The scheduled weights of a loss: w.lambda1."
  ) {
    type in
    type.listsMembers()
    type.dynamicMembers(names: { $0.names }) { weights, name, frame in
      guard let index = weights.names.firstIndex(of: name) else { return nil }
      return frame.returns(weights.value(index))
    }
    type.tostring { weights in
      weights.names.indices.map { "\(weights.names[$0]) = \(scriptNumber(weights.value($0)))" }
        .joined(separator: ", ")
    }
  }
}
