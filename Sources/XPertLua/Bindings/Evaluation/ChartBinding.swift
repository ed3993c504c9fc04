import LuaEmbedding
import XPertCore

/// `xpert.Chart`: curves over a common axis.
final class ChartObject: LuaObject {
  let chart: LineChart

  init(_ chart: LineChart) { self.chart = chart }

  private var points: Int { chart.series.reduce(0) { $0 + $1.points.count } }

  var bytesHeld: Int { points * MemoryLayout<PlotPoint>.stride }

  /// The figure as text: some 16 bytes a point, and as much again while it is put together.
  private func svg(_ frame: LuaFrame) throws -> String {
    try frame.withMemory(32 * points, for: "xpert.Chart's figure") { chart.svg }
  }

  static let luaType = LuaType<ChartObject>("xpert.Chart", help: "Curves over a common axis.") {
    type in
    type.frameMethod("write_svg", help: "writes the figure: true, or nil and why not") { object, frame in
      let path = try frame.string(2)
      let svg = try object.svg(frame)
      return try frame.outcome(of: "write_svg") { () throws(FileError) in
        try FileSystem.write(svg, to: path)
      }
    }
    type.frameProperty("svg", help: "the figure as text") { object, frame in
      frame.returns(try object.svg(frame))
    }
    type.tostring { object in
      "chart: \(object.chart.y.label) over \(object.chart.x.label), \(object.chart.series.count) curves"
    }
  }
}

/// `xpert.chart{...}`.
enum ChartBinding {
  private static let series = OptionTable(
    "series",
    [
      Option("name", .string, required: true, help: "in the legend"),
      Option("x", .list([.number()]), required: true, help: "in order"),
      Option("y", .list([.number()]), required: true, help: "as many"),
    ])

  private static let options = OptionTable(
    "xpert.chart", help: "Curves over a common axis.",
    [
      Option("title", .string, help: "above the figure"),
      Option("x", .string, required: true, help: "what the horizontal axis shows"),
      Option("x_unit", .string, help: "its unit"),
      Option("x_log", .boolean, default: false, help: "logarithmic"),
      Option("y", .string, required: true, help: "what the vertical axis shows"),
      Option("y_unit", .string, help: "its unit"),
      Option("y_log", .boolean, default: false, help: "logarithmic"),
      Option("series", .list([.table(series)]), required: true, help: "the curves, at most six"),
    ])

  static func register(in module: LuaModule) {
    module.type(ChartObject.luaType)
    module.constructor(options, help: "curves over a common axis") { options, frame in
      func axis(_ name: String) -> PlotAxis {
        PlotAxis(
          options.string(name), unit: options.optionalString("\(name)_unit"),
          scale: options.boolean("\(name)_log") ? .logarithmic : .linear)
      }
      let curves = options.list("series").compactMap(\.table)
      guard (1...PlotStyle.colours.count).contains(curves.count) else {
        throw options.error("series", "1 to \(PlotStyle.colours.count) curves expected, got \(curves.count)")
      }
      let series = try zip(curves, PlotStyle.colours).map { curve, colour in
        let x = curve.list("x").compactMap(\.number)
        let y = curve.list("y").compactMap(\.number)
        guard x.count == y.count else {
          throw ScriptError("\(curve.path): as many x (\(x.count)) as y (\(y.count)) expected")
        }
        return LineChart.Series(
          curve.string("name"), points: zip(x, y).map { PlotPoint($0, $1) }, colour: colour)
      }
      return frame.returns(
        ChartObject(
          LineChart(title: options.optionalString("title"), x: axis("x"), y: axis("y"), series: series)))
    }
  }
}
