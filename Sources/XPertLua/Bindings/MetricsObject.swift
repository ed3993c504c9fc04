import XPertCore

/// `xpert.Metrics`: what a loss is computed from.
public final class MetricsObject: LuaObject {
  let inputs: LossInputs

  init(_ inputs: LossInputs) { self.inputs = inputs }

  public static let luaType = LuaType<MetricsObject>(
    "xpert.Metrics", help: "Differentiable metrics of a candidate, by name with unit: m.area_mm2."
  ) { type in
    type.dynamicMembers(names: { $0.inputs.catalog.names }) { metrics, name, frame in
      guard let index = metrics.inputs.catalog.names.firstIndex(of: name) else { return nil }
      let scalars = frame.scalars
      guard scalars.tape === metrics.inputs.tape else {
        throw ScriptError("metrics are valid only while their loss is computed")
      }
      frame.push(scalars.handle(metrics.inputs.metric(at: index)), of: scalars.type)
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
