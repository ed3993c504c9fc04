import XPertCore

/// `xpert.Metrics`: what a loss is computed from.
public final class MetricsObject: LuaObject {
  private let inputs: LossInputs
  /// That of the scalars of its step.
  private let generation: UInt32

  init(_ inputs: LossInputs, of scalars: ScalarTape) {
    self.inputs = inputs
    generation = scalars.type.generation
  }

  /// What the metrics are made from, as long as no other step has begun, of this search or of another.
  func current(_ scalars: ScalarTape) throws -> LossInputs {
    guard scalars.tape === inputs.tape && scalars.type.generation == generation else {
      throw ScriptError("cannot use metrics of an earlier step")
    }
    return inputs
  }

  public static let luaType = LuaType<MetricsObject>(
    "xpert.Metrics", help: "Differentiable metrics of a candidate, by name with unit: m.area_mm2."
  ) { type in
    type.dynamicMembers(names: { $0.inputs.catalog.names }) { metrics, name, frame in
      guard let index = metrics.inputs.catalog.names.firstIndex(of: name) else { return nil }
      let scalars = frame.scalars
      frame.push(scalars.handle(try metrics.current(scalars).metric(at: index)), of: scalars.type)
      return 1
    }
    type.tostring { "xpert.Metrics: \($0.inputs.catalog.names.joined(separator: ", "))" }
  }
}

/// `xpert.Weights`: the scheduled weights of a loss, numbers by name.
public final class WeightsObject: LuaObject {
  let inputs: LossInputs

  init(_ inputs: LossInputs) { self.inputs = inputs }

  public static let luaType = LuaType<WeightsObject>("xpert.Weights", help: "The scheduled weights of a loss: w.lambda1.") {
    type in
    type.dynamicMembers(names: { $0.inputs.weightNames }) { weights, name, frame in
      guard let index = weights.inputs.weightNames.firstIndex(of: name) else { return nil }
      return frame.returns(weights.inputs.weights[index])
    }
    type.tostring { weights in
      zip(weights.inputs.weightNames, weights.inputs.weights)
        .map { "\($0) = \(scriptNumber($1))" }.joined(separator: ", ")
    }
  }
}
