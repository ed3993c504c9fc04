import LuaEmbedding
import XPertCore

/// `xpert.ScopedMetrics`: `m.corners.hot`, `m.networks.cifar`, `m.worst`, `m.total`.
final class ScopedMetricsObject: LuaObject {
  let metrics: MetricsObject
  let scope: MetricScope

  init(_ metrics: MetricsObject, _ scope: MetricScope) {
    self.metrics = metrics
    self.scope = scope
  }

  static let luaType = LuaType<ScopedMetricsObject>(
    "xpert.ScopedMetrics", help: "Differentiable metrics of a corner or of a network, or made of all of them."
  ) { type in
    type.dynamicMembers(names: { $0.metrics.catalog.names(in: $0.scope) }) { object, name, frame in
      guard let index = try object.metrics.catalog.index(of: name, in: object.scope) else { return nil }
      return try object.metrics.push(index, frame)
    }
    type.frameProperty("corners", help: "of a network: its metrics in each corner") { object, frame in
      let corners = try object.metrics.catalog.named(.corner, in: object.scope)
      return frame.returns(MetricsByNameObject(object.metrics, corners))
    }
    type.frameProperty("worst", help: "of a network: the largest over its corners") { object, frame in
      let worst = try object.metrics.catalog.only(.worst, in: object.scope)
      return frame.returns(ScopedMetricsObject(object.metrics, worst))
    }
    type.frameProperty("layers", help: "of a network: metrics of its layers") { object, frame in
      guard object.scope.layers != nil else {
        throw ScriptError("'\(object.scope.path)' has no metrics of single layers")
      }
      return try object.metrics.pushLayers(of: object.scope, frame)
    }
    type.tostring { object in
      "xpert.ScopedMetrics: \(object.scope.path): "
        + object.metrics.catalog.names(in: object.scope).joined(separator: ", ")
    }
  }
}

/// `xpert.MetricsByName`: `m.corners`, `m.networks`.
final class MetricsByNameObject: LuaObject {
  private let metrics: MetricsObject
  private let scopes: [MetricScope]

  init(_ metrics: MetricsObject, _ scopes: [MetricScope]) {
    self.metrics = metrics
    self.scopes = scopes
  }

  static let luaType = LuaType<MetricsByNameObject>(
    "xpert.MetricsByName", help: "Differentiable metrics of corners or networks, by their names."
  ) { type in
    type.dynamicMembers(names: { $0.scopes.map(\.name) }) { object, name, frame in
      guard let scope = object.scopes.first(where: { $0.name == name }) else { return nil }
      return frame.returns(ScopedMetricsObject(object.metrics, scope))
    }
    type.tostring { "xpert.MetricsByName: \($0.scopes.map(\.name).joined(separator: ", "))" }
  }
}

extension MetricCatalog {
  func names(in scope: MetricScope) -> [String] { Array(baseNames[scope.metrics]) }

  var unscopedNames: [String] { Array(baseNames[unscoped]) }

  /// The position of a metric without a scope.
  ///
  /// - Parameter object: what a script calls it: "m".
  /// - Throws: `ScriptError` where only the metrics of several networks exist.
  func unscopedIndex(of name: String, for object: String) throws -> Int? {
    if let index = index(of: name, in: unscoped) { return index }
    guard unscoped.isEmpty, let metric = Metric.named(name) else { return nil }
    let names = scopes.filter { scope in
      (scope.parent.isEmpty && scope.kind != .network || scope == scopes(.network).first)
        && index(of: metric.baseName, in: scope.metrics) != nil
    }.map { "\(object).\($0.kind == .network ? "networks.\($0.name)" : $0.name).\(name)" }
    guard !names.isEmpty else { return nil }
    throw ScriptError("several networks are searched: write \(alternatives(names))")
  }

  /// The position of a metric of a scope.
  ///
  /// - Throws: `ScriptError` for the worst of what is not the worse the more there is of it.
  func index(of name: String, in scope: MetricScope) throws -> Int? {
    if let index = index(of: name, in: scope.metrics) { return index }
    let isKnown = baseNames.contains(name)
    if scope.kind == .worst, isKnown, let metric = Metric.named(name), !metric.quantity.isCost {
      throw ScriptError("'\(name)' has no worst value: more of it is not worse")
    }
    return nil
  }

  /// - Throws: `ScriptError` where the search has none of the kind.
  func named(_ kind: MetricScope.Kind, in outer: MetricScope? = nil) throws -> [MetricScope] {
    let found = scopes(kind, in: outer?.path ?? "")
    guard found.isEmpty else { return found }
    if let outer, outer.kind != .network { throw ScriptError("'\(outer.path)' has no corners of its own") }
    if kind == .corner, outer == nil, let network = scopes(.network).first,
      !scopes(.corner, in: network.path).isEmpty
    {
      throw ScriptError("every network has its own corners: networks.\(network.name).corners")
    }
    throw ScriptError(
      kind == .network
        ? "this search has one network: several are given as networks = { name = supernet }"
        : "this search has no corners: they are given as corners = { name = hardware }")
  }

  /// - Throws: `ScriptError` where the search has none of the kind.
  func only(_ kind: MetricScope.Kind, in outer: MetricScope? = nil) throws -> MetricScope {
    if let found = scopes(kind, in: outer?.path ?? "").first { return found }
    if let outer {
      throw ScriptError(
        outer.kind == .network
          ? "'\(outer.path)' has no corners to be the worst of: they are given as corners = { name = "
            + "hardware }"
          : "'\(outer.path)' has no worst value of its own")
    }
    throw ScriptError(
      kind == .total
        ? "this search has one network, and no total: several are given as networks = { name = supernet }"
        : "this search has neither corners nor several networks to be the worst of: they are given as"
          + " corners = { name = hardware }, networks = { name = supernet }")
  }
}
