import LuaEmbedding
import XPertCore

/// `xpert.Explanation`: where a number comes from, as a tree.
final class ExplanationObject: LuaObject {
  let explanation: Explanation
  /// nil for pure numbers.
  private let unit: (name: String, inSI: Double)?
  /// Above the printed tree.
  private let title: String?

  init(_ explanation: Explanation, unit: (name: String, inSI: Double)?, title: String? = nil) {
    self.explanation = explanation
    self.unit = unit
    self.title = title
  }

  /// A part, in the same unit where it is a summand.
  private func part(_ part: Explanation) -> ExplanationObject {
    ExplanationObject(
      part,
      unit: part.dimension == explanation.dimension
        ? unit : part.dimension.flatMap { UnitSymbol.fitting($0, [part.value]) })
  }

  static let luaType = LuaType<ExplanationObject>(
    "xpert.Explanation",
    help: "Where a number comes from: formula, inputs, source, and the parts that it consists of."
  ) { type in
    type.property("name", help: "what is explained") { $0.explanation.name }
    type.property("value", help: "in the unit") { $0.explanation.value / ($0.unit?.inSI ?? 1) }
    type.property("unit", help: "of the value; nil for pure numbers") { $0.unit?.name }
    type.property("formula", help: "in words") { $0.explanation.formula }
    type.property("source", help: "section of the specification, and quirks by id") { $0.explanation.source }
    type.property("combination", help: "sum, formula or leaf: how the parts give the value") { object in
      switch object.explanation.combination {
      case .leaf: "leaf"
      case .sum: "sum"
      case .formula: "formula"
      }
    }
    type.frameProperty("inputs", help: "what enters the formula: { name =, value =, unit = }") {
      object, frame in
      frame.pushTable { table in
        for input in object.explanation.inputs {
          frame.pushTable { row in
            row.set("name", input.name)
            row.set("value", input.value)
            if !input.unit.isEmpty { row.set("unit", input.unit) }
          }
          table.appendTop()
        }
      }
      return 1
    }
    type.metamethod("__len", help: "how many parts") { frame in
      frame.returns(try frame.object(1, as: ExplanationObject.self).explanation.parts.count)
    }
    type.element(count: { $0.explanation.parts.count }) { object, position, frame in
      frame.push(object.part(object.explanation.parts[position]))
      return 1
    }
    type.listsMembers(elements: "parts")
    type.frameMethod("leaves", help: "the summands of the summands: in this order they add up to the value") {
      object, frame in
      frame.pushTable { table in
        for leaf in object.explanation.leaves {
          frame.push(object.part(leaf))
          table.appendTop()
        }
      }
      return 1
    }
    type.method("full", help: "the tree with all its parts, however small, as text") {
      (object: ExplanationObject) in object.text(smallestShare: 0)
    }
    type.tostring { $0.text(smallestShare: 0.01) }
  }

  private func text(smallestShare: Double) -> String {
    var table = explanation.table(unit: unit, smallestShare: smallestShare)
    table.title = title
    return table.description
  }
}

/// `xpert.Breakdown`: a quantity by circuit and layer.
final class BreakdownObject: LuaObject {
  private let breakdown: CostBreakdown
  private let unit: (name: String, inSI: Double)

  init(_ breakdown: CostBreakdown, unit: (name: String, inSI: Double)) {
    self.breakdown = breakdown
    self.unit = unit
  }

  static let luaType = LuaType<BreakdownObject>(
    "xpert.Breakdown", help: "A quantity by circuit and layer; #breakdown circuits."
  ) { type in
    type.property("unit", help: "of all values") { $0.unit.name }
    type.property("total", help: "level after level") { $0.breakdown.total / $0.unit.inSI }
    type.property("layers", help: "total of each layer, without shared circuits") { object in
      object.breakdown.layerNames.indices.map { object.breakdown.total(ofLayer: $0) / object.unit.inSI }
    }
    type.metamethod("__len", help: "how many circuits") { frame in
      frame.returns(try frame.object(1, as: BreakdownObject.self).breakdown.rows.count)
    }
    type.listsMembers(elements: "rows")
    type.element(count: { $0.breakdown.rows.count }) { object, position, frame in
      let row = object.breakdown.rows[position]
      frame.pushTable { table in
        table.set("level", row.level.rawValue)
        table.set("component", row.name)
        table.set("layers", row.layers.map { $0 / object.unit.inSI })
        table.set("shared", row.shared / object.unit.inSI)
        table.set("total", row.total / object.unit.inSI)
      }
      return 1
    }
    type.tostring { $0.breakdown.table(unit: $0.unit).description }
  }
}
