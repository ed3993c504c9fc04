import LuaEmbedding
import XPertCore

/// `xpert.Metrics`: what a loss is computed from.
final class MetricsObject: LuaObject {
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

  var catalog: MetricCatalog { inputs.catalog }

  /// Of single layers.
  var layerNames: [String] { inputs.layers?.catalog.names ?? [] }

  static let luaType = LuaType<MetricsObject>(
    "xpert.Metrics", help: "Differentiable metrics of a candidate, by name with unit: m.area_mm2."
  ) { type in
    type.dynamicMembers(names: { $0.catalog.unscopedNames }) { metrics, name, frame in
      guard let index = try metrics.catalog.unscopedIndex(of: name, for: "m") else { return nil }
      return try metrics.push(index, frame)
    }
    type.frameProperty("layers", help: "metrics of single layers: m.layers[3].delay_us") { metrics, frame in
      try metrics.pushLayers(of: nil, frame)
    }
    type.frameProperty("corners", help: "metrics in each corner: m.corners.hot.delay_us") { metrics, frame in
      frame.returns(MetricsByNameObject(metrics, try metrics.catalog.named(.corner)))
    }
    type.frameProperty("networks", help: "metrics of each network: m.networks.cifar.delay_us") {
      metrics, frame in
      frame.returns(MetricsByNameObject(metrics, try metrics.catalog.named(.network)))
    }
    type.frameProperty("worst", help: "the largest over all corners or networks: m.worst.delay_us") {
      metrics, frame in
      frame.returns(ScopedMetricsObject(metrics, try metrics.catalog.only(.worst)))
    }
    type.frameProperty("total", help: "the sum over all networks: m.total.area_mm2") { metrics, frame in
      frame.returns(ScopedMetricsObject(metrics, try metrics.catalog.only(.total)))
    }
    type.tostring { "xpert.Metrics: \($0.catalog.names.joined(separator: ", "))" }
  }

  /// A metric as a scalar of the present step.
  func push(_ index: Int, _ frame: LuaFrame) throws -> Int32 {
    let scalars = frame.scalars
    frame.push(scalars.handle(try current(scalars).metric(at: index)), of: scalars.type)
    return 1
  }

  /// - Parameter network: whose layers; nil where there is only one.
  func pushLayers(of network: MetricScope?, _ frame: LuaFrame) throws -> Int32 {
    guard let layers = try current(frame.scalars).layers else {
      throw ScriptError("this cost model has no metrics of single layers")
    }
    if network == nil, let name = catalog.scopes(.network).first?.name {
      throw ScriptError("every network has its own layers: m.networks.\(name).layers")
    }
    return frame.returns(MetricsByLayerObject(self, layers: network?.layers ?? 0..<layers.layerCount))
  }
}

/// `xpert.MetricsByLayer`: `m.layers`.
final class MetricsByLayerObject: LuaObject {
  let metrics: MetricsObject
  /// Those of the network among all layers of a candidate.
  let range: Range<Int>

  init(_ metrics: MetricsObject, layers: Range<Int>) {
    self.metrics = metrics
    range = layers
  }

  static let luaType = LuaType<MetricsByLayerObject>(
    "xpert.MetricsByLayer", help: "Differentiable metrics of single layers: m.layers[3].delay_us."
  ) { type in
    type.metamethod("__len", help: "how many layers") { frame in
      let object = try frame.object(1, as: MetricsByLayerObject.self)
      _ = try object.layers(frame)
      return frame.returns(object.range.count)
    }
    type.element { object, frame in
      let position = try frame.position(2, count: object.range.count)
      _ = try object.layers(frame)
      guard let position else {
        frame.pushNil()
        return 1
      }
      frame.push(LayerMetricsObject(object, layer: position))
      return 1
    }
    type.tostring { "xpert.MetricsByLayer: \($0.range.count) layers" }
  }

  func layers(_ frame: LuaFrame) throws -> LayerMetrics { try metrics.current(frame.scalars).layers! }
}

/// `xpert.LayerMetrics`: `m.layers[i]`.
final class LayerMetricsObject: LuaObject {
  private let layers: MetricsByLayerObject
  private let layer: Int

  init(_ layers: MetricsByLayerObject, layer: Int) {
    self.layers = layers
    self.layer = layer
  }

  static let luaType = LuaType<LayerMetricsObject>(
    "xpert.LayerMetrics", help: "Differentiable metrics of a layer, by name with unit."
  ) { type in
    type.dynamicMembers(names: { $0.layers.metrics.layerNames }) { object, name, frame in
      guard let index = object.layers.metrics.layerNames.firstIndex(of: name) else { return nil }
      let scalars = frame.scalars
      let metric = try object.layers.layers(frame).metric(
        at: index, ofLayer: object.layers.range.lowerBound + object.layer)
      frame.push(scalars.handle(metric), of: scalars.type)
      return 1
    }
    type.tostring { "xpert.LayerMetrics: layer \($0.layer + 1)" }
  }
}
