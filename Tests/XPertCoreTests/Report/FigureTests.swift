import Foundation
import Testing

@testable import XPertCore

@Suite("Figures")
struct FigureTests {
  /// Figures at the edges of what can be drawn, by name.
  static let gallery: [(name: String, svg: String)] = {
    let area = PlotAxis("Area", unit: "mm2")
    let delay = PlotAxis("Delay", unit: "us")
    let front = [PlotPoint(20, 9000), PlotPoint(30, 5000), PlotPoint(50, 3300), PlotPoint(90, 2600)]
    return [
      ("empty", ScatterPlot(x: area, y: delay, series: []).svg),
      ("nothing that can be shown", LineChart.history(of: [.nan, .infinity]).svg),
      (
        "one point",
        ScatterPlot(
          title: "One point", x: area, y: delay,
          series: [
            .init("only", points: [PlotPoint(50, 2150)], marker: .star, radius: 10, label: "50 mm², 2.15 ms")
          ]
        ).svg
      ),
      (
        "front",
        ScatterPlot(
          title: "Pareto front", x: area, y: PlotAxis("Delay", unit: "ns"),
          series: [
            .init(
              "candidates", points: front.map { PlotPoint($0.x * 1.1, $0.y * 1200) }, colour: PlotStyle.grey),
            .init(
              "Pareto front", points: front.map { PlotPoint($0.x, $0.y * 1000) }, marker: .ring,
              colour: PlotStyle.orange, isStepped: true),
            .init(
              "best", points: [PlotPoint(90, 2.6e6)], marker: .star, colour: PlotStyle.red, radius: 10,
              label: "90 mm², 2.6 ms"),
          ], bands: [.init("budget", from: 0, to: 45)]
        ).svg
      ),
      (
        "many names",
        LineChart(
          title: "Convergence", x: PlotAxis("Step"), y: PlotAxis("Gap to the optimum", scale: .logarithmic),
          series: PlotStyle.colours.enumerated().map { index, colour in
            LineChart.Series(
              "a method with a rather long name \(index + 1)",
              values: (1...200).map { 3 * Double(index + 1) / pow(Double($0), 0.6 + 0.1 * Double(index)) },
              colour: colour)
          }
        ).svg
      ),
      ("gaps", LineChart.history(of: [5, 4, .nan, 3, .infinity, 2, 2.5, 1]).svg),
    ]
  }()

  @Test("every figure is well-formed, also without anything to show")
  func wellFormed() throws {
    for (name, svg) in Self.gallery {
      let contents = XMLContents(svg)
      #expect(contents.problem == nil, "\(name)")
      #expect(contents.counts["svg"] == 1 && !svg.contains("nan") && !svg.contains("inf"), "\(name)")
    }
    if let path = ProcessInfo.processInfo.environment["XPERT_FIGURE_SAMPLE"] {
      try FileSystem.write(Self.gallery.map(\.svg).joined(separator: "\n"), to: path)
    }
  }

  @Test("every point that can be shown is drawn once, others are left out")
  func points() {
    let points = [
      PlotPoint(1, 1), PlotPoint(2, .nan), PlotPoint(3, 3), PlotPoint(3, 3), PlotPoint(.infinity, 1),
    ]
    let plot = ScatterPlot(x: PlotAxis("x"), y: PlotAxis("y"), series: [.init("s", points: points)])
    // Two different points, and one sample in the legend.
    #expect(XMLContents(plot.svg).counts["circle"] == 3)
    var logarithmic = plot
    logarithmic.x.scale = .logarithmic
    logarithmic.series[0].points.append(PlotPoint(-1, 2))
    #expect(XMLContents(logarithmic.svg).counts["circle"] == 3)
  }

  @Test("candidates are sorted into accepted, others and best, in units that fit")
  func candidates() {
    let points = [PlotPoint(50e-6, 2e-3), PlotPoint(50.5e-6, 1.5e-3), PlotPoint(80e-6, 1e-3)]
    let plot = ScatterPlot.candidates(
      points, x: .area, y: .delay, accepted: [0, 1], front: [1, 2], best: 1,
      band: .init("target", from: 49e-6, to: 51e-6))
    #expect(plot.series.map(\.name) == ["other candidates", "accepted", "Pareto front", "best"])
    #expect(plot.series.map(\.points.count) == [1, 2, 2, 1])
    #expect(plot.x == PlotAxis("Area", unit: "mm2") && plot.y == PlotAxis("Delay", unit: "ms"))
    #expect(abs(plot.series[0].points[0].x - 80) < 1e-9 && abs(plot.bands[0].lower - 49) < 1e-9)
    #expect(plot.series[3].label == "50.5 mm², 1.5 ms")
    let text = XMLContents(plot.svg).text
    for expected in ["Area (mm²)", "Delay (ms)", "best", "50.5 mm², 1.5 ms", "target"] {
      #expect(text.contains(expected), "\(expected)")
    }
    let fits = ScatterPlot.candidates([PlotPoint(1e-6, 200)], x: .area, y: .delayFit, accepted: [0])
    #expect(fits.y.unit == nil && fits.series.map(\.name) == ["accepted"])
    let edap = ScatterPlot.candidates([PlotPoint(1e-6, 4.3e-12)], x: .area, y: .edap, accepted: [0])
    #expect(edap.y.unit == "mJ ms mm2" && abs(edap.series[0].points[0].y - 4.3) < 1e-9)
  }

  @Test("a loss that is not finite interrupts the line and not the lowest so far")
  func gaps() {
    let chart = LineChart.history(of: [.nan, 4, .nan, 3, 5])
    #expect(
      chart.series[1].points.dropFirst().map(\.y) == [4, 4, 3, 3] && !chart.series[1].points[0].y.isFinite)
    let path = chart.svg.split(separator: "\n").filter { $0.hasPrefix("<path") }
    #expect(
      path.count == 2 && path[0].filter { $0 == "M" }.count == 2 && path[1].filter { $0 == "M" }.count == 1)
  }

  @Test("a curve of many points is thinned without losing its extremes")
  func thinned() throws {
    var values = (0..<100_000).map { sin(Double($0) / 300) }
    values[54_321] = 7
    values[12_345] = -7
    let chart = LineChart(x: PlotAxis("x"), y: PlotAxis("y"), series: [.init("s", values: values)])
    let svg = chart.svg
    #expect(svg.utf8.count < 120_000)
    let path = try #require(svg.split(separator: "\n").first { $0.hasPrefix("<path") })
    let heights = try path.matches(of: /[ML][0-9.]+ ([0-9.]+)/).map { try #require(Double($0.1)) }
    // 7 and -7 are 14 units apart on an axis from -10 to 10.
    let frameHeight = 340.0 - 52 - (16 + 18)
    #expect(abs((heights.max()! - heights.min()!) - frameHeight * 14 / 20) < 0.3)
  }
}
