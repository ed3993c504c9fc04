import Wording

/// Points in a plane: the candidates of a search over area and delay.
public struct ScatterPlot: Sendable, Hashable {
  public enum Marker: Sendable, Hashable {
    case dot
    case ring
    case star
  }

  public struct Series: Sendable, Hashable {
    public var name: String
    public var points: [PlotPoint]
    public var marker: Marker
    public var colour: String
    /// Radius of a marker, pixels.
    public var radius: Double
    /// 0 to 1.
    public var opacity: Double
    /// Joins the points by steps, as a Pareto front of two quantities to be minimised runs.
    public var isStepped: Bool
    /// Text beside the first point.
    public var label: String?

    public init(
      _ name: String, points: [PlotPoint], marker: Marker = .dot, colour: String = PlotStyle.blue,
      radius: Double = 3, opacity: Double = 1, isStepped: Bool = false, label: String? = nil
    ) {
      self.name = name
      self.points = points
      self.marker = marker
      self.colour = colour
      self.radius = radius
      self.opacity = opacity
      self.isStepped = isStepped
      self.label = label
    }
  }

  /// A range of x that is shaded, such as the areas that are accepted.
  public struct Band: Sendable, Hashable {
    public var name: String
    public var lower: Double
    public var upper: Double

    public init(_ name: String, from lower: Double, to upper: Double) {
      self.name = name
      self.lower = lower
      self.upper = upper
    }
  }

  public var title: String?
  public var x: PlotAxis
  public var y: PlotAxis
  /// Later series are drawn over earlier ones. Points that are not finite are left out.
  public var series: [Series]
  public var bands: [Band]
  /// Pixels.
  public var width = 760.0
  public var height = 480.0

  public init(title: String? = nil, x: PlotAxis, y: PlotAxis, series: [Series], bands: [Band] = []) {
    self.title = title
    self.x = x
    self.y = y
    self.series = series
    self.bands = bands
  }

  /// Writes the figure, replacing an existing file as a whole.
  public func write(to path: String) throws(FileError) { try FileSystem.write(svg, to: path) }

  /// The figure as a complete SVG document.
  public var svg: String {
    let points = series.flatMap(\.points).filter {
      PlotScale.isShown($0.x, on: x) && PlotScale.isShown($0.y, on: y)
    }
    let frame = PlotFrame(
      title: title, width: width, height: height,
      x: PlotScale(axis: x, values: points.map(\.x), margin: 0.03),
      y: PlotScale(axis: y, values: points.map(\.y), margin: 0.03), legend: legend)
    return frame.svg(
      content: bands.map { drawn($0, in: frame) }.joined() + series.map { drawn($0, in: frame) }.joined(),
      overlay: series.map { label(of: $0, in: frame) }.joined())
  }

  // MARK: - Parts

  private var legend: [PlotFrame.LegendEntry] {
    let shades = bands.map { band in
      PlotFrame.LegendEntry(
        sample: SVG.rectangle(-8, -6, width: 16, height: 12, Self.shade), name: band.name)
    }
    return shades
      + series.map { series in
        let line =
          series.isStepped ? SVG.line(-9, 0, 9, 0, "stroke=\"\(series.colour)\" stroke-width=\"1.5\"") : ""
        let radius = max(series.radius, 3)
        return PlotFrame.LegendEntry(
          sample: line + SVG.group(attributes(of: series, opacity: 1), mark(series.marker, 0, 0, radius)),
          name: series.name)
      }
  }

  private static let shade = "fill=\"\(PlotStyle.green)\" fill-opacity=\"0.14\""

  private func drawn(_ band: Band, in frame: PlotFrame) -> String {
    guard let lower = frame.x.position(band.lower), let upper = frame.x.position(band.upper) else {
      return ""
    }
    let width = frame.right - frame.left
    let from = frame.left + min(max(min(lower, upper), 0), 1) * width
    let to = frame.left + min(max(max(lower, upper), 0), 1) * width
    return SVG.rectangle(from, frame.top, width: to - from, height: frame.bottom - frame.top, Self.shade)
  }

  private func drawn(_ series: Series, in frame: PlotFrame) -> String {
    var content = ""
    if series.isStepped { content += steps(series, in: frame) }
    // Points that fall on the same tenth of a pixel would only make the file larger.
    var seen: Set<String> = []
    var marks = ""
    for place in series.points.compactMap(frame.place) {
      let text = mark(series.marker, place.x, place.y, series.radius)
      if seen.insert(text).inserted { marks += text }
    }
    return content + SVG.group(attributes(of: series, opacity: series.opacity), marks)
  }

  private func attributes(of series: Series, opacity: Double) -> String {
    // Of every mark rather than of the group: where candidates crowd it gets darker.
    let opacity = opacity < 1 ? " fill-opacity=\"\(NumberFormat.fixed(opacity, decimals: 2))\"" : ""
    switch series.marker {
    case .dot: return "fill=\"\(series.colour)\"" + opacity
    case .ring: return "fill=\"#ffffff\" stroke=\"\(series.colour)\" stroke-width=\"1.5\"" + opacity
    case .star: return "fill=\"\(series.colour)\" stroke=\"#ffffff\" stroke-width=\"1.5\"" + opacity
    }
  }

  private func mark(_ marker: Marker, _ x: Double, _ y: Double, _ radius: Double) -> String {
    guard marker == .star else {
      return "<circle cx=\"\(SVG.number(x))\" cy=\"\(SVG.number(y))\" r=\"\(SVG.number(radius))\"/>\n"
    }
    // Five points on a circle and five between them at the golden ratio squared.
    let corners = Self.starCorners.map { "\(SVG.number(x + $0.x * radius)),\(SVG.number(y + $0.y * radius))" }
    return "<polygon points=\"\(corners.joined(separator: " "))\"/>\n"
  }

  private static let starCorners: [(x: Double, y: Double)] = {
    let outer = [(0.0, -1.0), (0.9511, -0.3090), (0.5878, 0.8090), (-0.5878, 0.8090), (-0.9511, -0.3090)]
    let ratio = -0.45
    return (0..<5).flatMap { index in
      // The inner corner after a point lies opposite the point three further on.
      let opposite = outer[(index + 3) % 5]
      return [(x: outer[index].0, y: outer[index].1), (x: opposite.0 * ratio, y: opposite.1 * ratio)]
    }
  }()

  /// Down then right: between two points of a front nothing is better than the worse of each.
  private func steps(_ series: Series, in frame: PlotFrame) -> String {
    let places = series.points.compactMap(frame.place).sorted { ($0.x, $0.y) < ($1.x, $1.y) }
    guard let first = places.first else { return "" }
    var path = "M\(SVG.number(first.x)) \(SVG.number(first.y))"
    for place in places.dropFirst() { path += "H\(SVG.number(place.x))V\(SVG.number(place.y))" }
    return "<path d=\"\(path)\" fill=\"none\" stroke=\"\(series.colour)\" stroke-width=\"1.5\"/>\n"
  }

  /// A label right of its point, or left of it where the figure ends, on a ground that keeps it readable.
  private func label(of series: Series, in frame: PlotFrame) -> String {
    guard let label = series.label, let place = series.points.lazy.compactMap(frame.place).first else {
      return ""
    }
    let gap = series.radius + 6
    let isRight = place.x + gap + SVG.textWidth(label) < frame.right
    let above = place.y - 12 < frame.top + 10 ? 20.0 : -8
    let width = 1.08 * SVG.textWidth(label)
    let x = place.x + (isRight ? gap : -gap)
    let background = SVG.rectangle(
      isRight ? x - 4 : x - width - 4, place.y + above - 14, width: width + 8, height: 19,
      "rx=\"3\" fill=\"#ffffff\" fill-opacity=\"0.85\"")
    let anchor = "text-anchor=\"\(isRight ? "start" : "end")\""
    return background
      + SVG.text(x, place.y + above, label, "\(anchor) font-weight=\"600\" fill=\"\(series.colour)\"")
  }
}
