import Wording

/// Curves over a common axis: the loss over the steps of a search.
public struct LineChart: Sendable, Hashable {
  public struct Series: Sendable, Hashable {
    public var name: String
    /// In the order of x.
    public var points: [PlotPoint]
    public var colour: String
    /// Pixels.
    public var lineWidth: Double
    /// 0 to 1.
    public var opacity: Double

    public init(
      _ name: String, points: [PlotPoint], colour: String = PlotStyle.blue, lineWidth: Double = 1.8,
      opacity: Double = 1
    ) {
      self.name = name
      self.points = points
      self.colour = colour
      self.lineWidth = lineWidth
      self.opacity = opacity
    }

    /// Values of steps 1, 2, 3, ...
    public init(
      _ name: String, values: [Double], colour: String = PlotStyle.blue, lineWidth: Double = 1.8,
      opacity: Double = 1
    ) {
      self.init(
        name, points: values.enumerated().map { PlotPoint(Double($0 + 1), $1) }, colour: colour,
        lineWidth: lineWidth, opacity: opacity)
    }
  }

  public var title: String?
  public var x: PlotAxis
  public var y: PlotAxis
  /// Later series are drawn over earlier ones. A value that is not finite interrupts its line.
  public var series: [Series]
  /// Pixels.
  public var width = 760.0
  public var height = 340.0

  public init(title: String? = nil, x: PlotAxis, y: PlotAxis, series: [Series]) {
    self.title = title
    self.x = x
    self.y = y
    self.series = series
  }

  /// Writes the figure, replacing an existing file as a whole.
  public func write(to path: String) throws(FileError) { try FileSystem.write(svg, to: path) }

  /// The figure as a complete SVG document.
  public var svg: String {
    let points = series.flatMap(\.points).filter {
      PlotScale.isShown($0.x, on: x) && PlotScale.isShown($0.y, on: y)
    }
    let legend = series.map { series in
      PlotFrame.LegendEntry(
        sample: SVG.line(-9, 0, 9, 0, attributes(of: series, opacity: max(series.opacity, 0.6))),
        name: series.name)
    }
    let frame = PlotFrame(
      title: title, width: width, height: height,
      x: PlotScale(axis: x, values: points.map(\.x), tickCount: 7),
      y: PlotScale(axis: y, values: points.map(\.y), tickCount: 5), legend: legend)
    return frame.svg(content: series.map { drawn($0, in: frame) }.joined())
  }

  // MARK: - Parts

  private func attributes(of series: Series, opacity: Double) -> String {
    "fill=\"none\" stroke=\"\(series.colour)\" stroke-width=\"\(SVG.number(series.lineWidth))\" "
      + "stroke-linejoin=\"round\" stroke-linecap=\"round\""
      + (opacity < 1 ? " stroke-opacity=\"\(NumberFormat.fixed(opacity, decimals: 2))\"" : "")
  }

  private func drawn(_ series: Series, in frame: PlotFrame) -> String {
    var path = ""
    for run in runs(series.points.map(frame.place)) {
      for (index, place) in thinned(run).enumerated() {
        path += "\(index == 0 ? "M" : "L")\(SVG.number(place.x)) \(SVG.number(place.y))"
      }
      // A point on its own is a dot, by the round ends of the line.
      if run.count == 1 { path += "h0" }
    }
    return path.isEmpty ? "" : "<path d=\"\(path)\" \(attributes(of: series, opacity: series.opacity))/>\n"
  }

  private func runs(_ places: [(x: Double, y: Double)?]) -> [[(x: Double, y: Double)]] {
    places.split { $0 == nil }.map { $0.compactMap(\.self) }
  }

  /// The first, the lowest, the highest and the last of the points within half a pixel: looks the same.
  private func thinned(_ run: [(x: Double, y: Double)]) -> [(x: Double, y: Double)] {
    guard run.count > 2000 else { return run }
    var result: [(x: Double, y: Double)] = []
    var start = 0
    while start < run.count {
      var end = start + 1
      while end < run.count, (run[end].x * 2).rounded() == (run[start].x * 2).rounded() { end += 1 }
      let lowest = (start..<end).min { run[$0].y < run[$1].y }!
      let highest = (start..<end).max { run[$0].y < run[$1].y }!
      result += Set([start, lowest, highest, end - 1]).sorted().map { run[$0] }
      start = end
    }
    return result
  }
}
