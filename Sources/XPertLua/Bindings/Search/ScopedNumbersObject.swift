import Wording
import LuaEmbedding
import XPertCore

/// The metrics of a candidate in plain numbers.
struct MetricNumbers {
  let catalog: MetricCatalog
  /// Quantities, SI.
  let values: [Double]
  /// Node of every layer.
  let nodes: [Int]
  let space: JointSpace

  func value(at index: Int) -> Double { catalog.value(at: index, of: values) }
}

extension LuaType {
  /// Members of a step and of a candidate: metrics by name, those of corners and networks by theirs.
  ///
  /// - Parameter owner: what messages call such an object: "step".
  func metricNumbers(of owner: String, _ numbers: @escaping @Sendable (Object) -> MetricNumbers) {
    dynamicMembers(names: { numbers($0).catalog.unscopedNames }) { object, name, frame in
      let numbers = numbers(object)
      guard let index = try numbers.catalog.unscopedIndex(of: name, for: owner) else { return nil }
      return frame.returns(numbers.value(at: index))
    }
    frameProperty("corners", help: "metrics in each corner: corners.hot.delay_us") { object, frame in
      let numbers = numbers(object)
      return frame.returns(NumbersByNameObject(numbers, try numbers.catalog.named(.corner)))
    }
    frameProperty("networks", help: "each network and its metrics: networks.cifar.network") { object, frame in
      let numbers = numbers(object)
      return frame.returns(NumbersByNameObject(numbers, try numbers.catalog.named(.network)))
    }
    frameProperty("worst", help: "the largest over all corners or networks") { object, frame in
      let numbers = numbers(object)
      return frame.returns(ScopedNumbersObject(numbers, try numbers.catalog.only(.worst)))
    }
    frameProperty("total", help: "the sum over all networks: total.area_mm2") { object, frame in
      let numbers = numbers(object)
      return frame.returns(ScopedNumbersObject(numbers, try numbers.catalog.only(.total)))
    }
  }
}

/// `xpert.ScopedNumbers`: `step.corners.hot`, `candidate.networks.cifar`, `step.worst`, `step.total`.
final class ScopedNumbersObject: LuaObject {
  private let numbers: MetricNumbers
  private let scope: MetricScope

  init(_ numbers: MetricNumbers, _ scope: MetricScope) {
    self.numbers = numbers
    self.scope = scope
  }

  static let luaType = LuaType<ScopedNumbersObject>(
    "xpert.ScopedNumbers",
    help: "Metrics of a candidate in a corner or of one of its networks, or made of all of them."
  ) { type in
    type.listsMembers()
    type.dynamicMembers(names: { $0.numbers.catalog.names(in: $0.scope) }) { object, name, frame in
      guard let index = try object.numbers.catalog.index(of: name, in: object.scope) else { return nil }
      return frame.returns(object.numbers.value(at: index))
    }
    type.property("network", help: "of a network: the candidate's") { object in
      guard let network = object.numbers.space.networks.first(where: { $0.name == object.scope.path }) else {
        throw ScriptError("'\(object.scope.path)' has no network of its own")
      }
      return NetworkObject(network: network.network(object.numbers.nodes))
    }
    type.frameProperty("corners", help: "of a network: its metrics in each corner") { object, frame in
      let corners = try object.numbers.catalog.named(.corner, in: object.scope)
      return frame.returns(NumbersByNameObject(object.numbers, corners))
    }
    type.frameProperty("worst", help: "of a network: the largest over its corners") { object, frame in
      let worst = try object.numbers.catalog.only(.worst, in: object.scope)
      return frame.returns(ScopedNumbersObject(object.numbers, worst))
    }
    type.tostring { object in
      let catalog = object.numbers.catalog
      let names = ["area_mm2", "delay_us", "delay_fit", "energy_uJ", "tiles", "relu_units"]
      let shown = names.compactMap { name in
        catalog.index(of: name, in: object.scope.metrics)
          .map { "\(name) \(NumberFormat.significant(object.numbers.value(at: $0)))" }
      }
      return "\(object.scope.path): \(shown.joined(separator: ", "))"
    }
  }
}

/// `xpert.NumbersByName`: `step.corners`, `candidate.networks`.
final class NumbersByNameObject: LuaObject {
  private let numbers: MetricNumbers
  private let scopes: [MetricScope]

  init(_ numbers: MetricNumbers, _ scopes: [MetricScope]) {
    self.numbers = numbers
    self.scopes = scopes
  }

  static let luaType = LuaType<NumbersByNameObject>(
    "xpert.NumbersByName", help: "Metrics of corners or networks of a candidate, by their names."
  ) { type in
    type.listsMembers()
    type.dynamicMembers(names: { $0.scopes.map(\.name) }) { object, name, frame in
      guard let scope = object.scopes.first(where: { $0.name == name }) else { return nil }
      return frame.returns(ScopedNumbersObject(object.numbers, scope))
    }
    type.tostring { "xpert.NumbersByName: \($0.scopes.map(\.name).joined(separator: ", "))" }
  }
}
