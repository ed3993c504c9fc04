import LuaEmbedding
import Wording
import XPertCore

extension ReportObject {
  /// `report:explain(...)` and `report:breakdown(...)`.
  static func addExplanations(to type: LuaType<ReportObject>) {
    type.frameMethod(
      "explain", help: "where a number comes from: explain(\"delay_ns\"), of layer 3, of \"flash ADC\""
    ) { object, frame in
      let name = try frame.string(2)
      let (quantity, unit) = try quantity(named: name, of: "explain", among: ReportQuantity.named)
      let report = object.report
      let explanation: Explanation
      var title = "\(report.networkName), convention \(report.convention.rawValue)"
      switch frame.type(3) {
      case .none, .nil:
        explanation = report.explanation(of: quantity)
      case .number:
        let layer = try frame.integer(3)
        guard let position = LuaFrame.position(of: layer, count: report.layers.count) else {
          throw ScriptError(
            "xpert.Report.explain: the layer (\(layer)) must be between 1 and \(report.layers.count)")
        }
        explanation = report.explanation(of: quantity, layer: position)
        title = "\(quantity.title) of layer \(layer), \(title)"
      case .string:
        let component = try component(named: try frame.string(3))
        guard let part = report.explanation(of: quantity, component: component) else {
          throw ScriptError(
            "xpert.Report.explain: '\(name)' has no part for a circuit: area, energy or leakage expected")
        }
        explanation = part
        title = "\(quantity.title) of \(component.qualifiedName), \(title)"
      default:
        throw ArgumentError(3, "number of a layer or name of a circuit expected, got \(frame.describe(3))")
      }
      frame.push(
        ExplanationObject(
          explanation,
          unit: unit ?? quantity.dimension.flatMap { UnitSymbol.fitting($0, [explanation.value]) },
          title: title))
      return 1
    }
    type.frameMethod(
      "breakdown",
      help: "area, delay, dynamic_energy or leakage by circuit and layer: breakdown(\"area_mm2\")"
    ) { object, frame in
      let name = try frame.string(2)
      let parts: Set<ReportQuantity> = [.area, .delay, .dynamicEnergy, .leakage]
      let (quantity, unit) = try quantity(
        named: name, of: "breakdown", among: ReportQuantity.named.filter { parts.contains($0.quantity) })
      guard let breakdown = object.report.breakdown(of: quantity), let unit else {
        throw ScriptError(
          "xpert.Report.breakdown: '\(name)' of a pipeline is that of its slowest layer and no sum: area,"
            + " dynamic_energy or leakage expected")
      }
      frame.push(BreakdownObject(breakdown, unit: unit))
      return 1
    }
  }

  private static func quantity(
    named name: String, of method: String,
    among known: [(name: String, quantity: ReportQuantity, unit: (name: String, inSI: Double)?)]
  ) throws -> (ReportQuantity, (name: String, inSI: Double)?) {
    if let found = known.first(where: { $0.name == name }) { return (found.quantity, found.unit) }
    let units = known.filter { $0.quantity.rawValue == name }.map { "'\($0.name)'" }
    if !units.isEmpty {
      throw ScriptError("xpert.Report.\(method): '\(name)' needs its unit: \(alternatives(units)) expected")
    }
    let names = known.map(\.name)
    let hint = Suggestion.hint(for: name, among: names)
    throw ScriptError(
      "xpert.Report.\(method): unknown quantity '\(name)'"
        + (hint.isEmpty ? ": one of \(names.joined(separator: ", ")) expected" : hint))
  }

  private static func component(named name: String) throws -> Component {
    if let found = Component.allCases.first(where: { $0.qualifiedName == name }) { return found }
    let alike = Component.allCases.filter { $0.name == name }
    if alike.count == 1 { return alike[0] }
    if alike.count > 1 {
      throw ScriptError(
        "xpert.Report.explain: there are several circuits '\(name)': "
          + alternatives(alike.map { "'\($0.qualifiedName)'" }) + " expected")
    }
    let names = Component.allCases.map(\.qualifiedName)
    let hint = Suggestion.hint(for: name, among: names)
    throw ScriptError(
      "xpert.Report.explain: unknown circuit '\(name)'"
        + (hint.isEmpty ? ": one of \(names.joined(separator: ", ")) expected" : hint))
  }
}
