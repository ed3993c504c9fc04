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

  /// Of single layers; none where the cost model does not know them.
  var layerCount: Int { inputs.layers?.layerCount ?? 0 }
  var layerNames: [String] { inputs.layers?.catalog.names ?? [] }

  public static let luaType = LuaType<MetricsObject>(
    "xpert.Metrics", help: "Differentiable metrics of a candidate, by name with unit: m.area_mm2."
  ) { type in
    type.dynamicMembers(names: { $0.inputs.catalog.names }) { metrics, name, frame in
      guard let index = metrics.inputs.catalog.names.firstIndex(of: name) else { return nil }
      let scalars = frame.scalars
      frame.push(scalars.handle(try metrics.current(scalars).metric(at: index)), of: scalars.type)
      return 1
    }
    type.frameProperty("layers", help: "metrics of single layers: m.layers[3].delay_us") { metrics, frame in
      guard try metrics.current(frame.scalars).layers != nil else {
        throw ScriptError("this cost model has no metrics of single layers")
      }
      frame.push(MetricsByLayerObject(metrics))
      return 1
    }
    type.tostring { "xpert.Metrics: \($0.inputs.catalog.names.joined(separator: ", "))" }
  }
}

/// `xpert.MetricsByLayer`: `m.layers`.
public final class MetricsByLayerObject: LuaObject {
  let metrics: MetricsObject

  init(_ metrics: MetricsObject) { self.metrics = metrics }

  public static let luaType = LuaType<MetricsByLayerObject>(
    "xpert.MetricsByLayer", help: "Differentiable metrics of single layers: m.layers[3].delay_us."
  ) { type in
    type.metamethod("__len", help: "how many layers") { frame in
      frame.returns(try frame.object(1, as: MetricsByLayerObject.self).layers(frame).layerCount)
    }
    type.element { object, frame in
      let index = try frame.integer(2)
      guard (1...(try object.layers(frame).layerCount)).contains(index) else {
        frame.pushNil()
        return 1
      }
      frame.push(LayerMetricsObject(object, layer: index - 1))
      return 1
    }
    type.tostring { "xpert.MetricsByLayer: \($0.count) layers" }
  }

  func layers(_ frame: LuaFrame) throws -> LayerMetrics { try metrics.current(frame.scalars).layers! }

  private var count: Int { metrics.layerCount }
}

/// `xpert.LayerMetrics`: `m.layers[i]`.
public final class LayerMetricsObject: LuaObject {
  private let layers: MetricsByLayerObject
  private let layer: Int

  init(_ layers: MetricsByLayerObject, layer: Int) {
    self.layers = layers
    self.layer = layer
  }

  public static let luaType = LuaType<LayerMetricsObject>(
    "xpert.LayerMetrics", help: "Differentiable metrics of a layer, by name with unit."
  ) { type in
    type.dynamicMembers(names: { $0.layers.metrics.layerNames }) { object, name, frame in
      guard let index = object.layers.metrics.layerNames.firstIndex(of: name) else { return nil }
      let scalars = frame.scalars
      let metric = try object.layers.layers(frame).metric(at: index, ofLayer: object.layer)
      frame.push(scalars.handle(metric), of: scalars.type)
      return 1
    }
    type.tostring { "xpert.LayerMetrics: layer \($0.layer + 1)" }
  }
}

/// `xpert.Weights`: the scheduled weights of a loss, numbers by name.
public final class WeightsObject: LuaObject {
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

  public static let luaType = LuaType<WeightsObject>("xpert.Weights", help: "The scheduled weights of a loss: w.lambda1.") {
    type in
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
