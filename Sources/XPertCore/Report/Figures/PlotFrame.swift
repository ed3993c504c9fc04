/// The axes of a figure: draws grid, ticks, labels and legend, and places points.
struct PlotFrame {
  /// One entry of the legend: a sample drawn around (0, 0), and its name.
  struct LegendEntry {
    var sample: String
    var name: String
  }

  let title: String?
  let width: Double
  let height: Double
  let x: PlotScale
  let y: PlotScale
  let left: Double
  let right: Double
  let top: Double
  let bottom: Double
  /// Entries with the places of their samples.
  private let legend: [(entry: LegendEntry, x: Double, y: Double)]

  init(
    title: String?, width: Double, height: Double, x: PlotScale, y: PlotScale, legend entries: [LegendEntry]
  ) {
    self.title = title
    self.width = width
    self.height = height
    self.x = x
    self.y = y
    left = 46 + (y.ticks.map { SVG.textWidth($0.label) }.max() ?? 0)
    right = width - 20
    bottom = height - 52

    // The legend stands above the plot, where it hides no point, in as many lines as it needs.
    var legend: [(LegendEntry, Double, Double)] = []
    var place = (x: left + 10, y: title == nil ? 16.0 : 44.0)
    for entry in entries {
      let extent = 14 + SVG.textWidth(entry.name) + 30
      if place.x > left + 10, place.x + extent > width + 20 { place = (left + 10, place.y + 22) }
      legend.append((entry, place.x, place.y))
      place.x += extent
    }
    self.legend = legend
    top = place.y + (entries.isEmpty ? 0 : 18)
  }

  /// Where a point is in pixels; nil if it cannot be shown.
  func place(_ point: PlotPoint) -> (x: Double, y: Double)? {
    guard let x = x.position(point.x), let y = y.position(point.y) else { return nil }
    return (left + x * (right - left), bottom - y * (bottom - top))
  }

  /// The figure around its content.
  func svg(content: String, overlay: String = "") -> String {
    let size = "width=\"\(SVG.number(width))\" height=\"\(SVG.number(height))\""
    let box = "viewBox=\"0 0 \(SVG.number(width)) \(SVG.number(height))\""
    let font =
      "font-family=\"\(SVG.escaped(PlotStyle.fontFamily))\" font-size=\"\(SVG.number(PlotStyle.fontSize))\""
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" \(size) \(box) role=\"img\" \(font) "
      + "fill=\"\(PlotStyle.ink)\">\n"
      + "<title>\(SVG.escaped(title ?? "\(y.axis.label) over \(x.axis.label)"))</title>\n"
      + SVG.rectangle(0, 0, width: width, height: height, "fill=\"#ffffff\"")
      + grid + content + axes + overlay + heading + legendText + "</svg>\n"
  }

  // MARK: - Parts

  private func horizontal(_ tick: PlotScale.Tick) -> Double? {
    x.position(tick.value).flatMap { (-1e-9...1 + 1e-9).contains($0) ? left + $0 * (right - left) : nil }
  }

  private func vertical(_ tick: PlotScale.Tick) -> Double? {
    y.position(tick.value).flatMap { (-1e-9...1 + 1e-9).contains($0) ? bottom - $0 * (bottom - top) : nil }
  }

  private var grid: String {
    var lines = ""
    for tick in x.ticks where !tick.label.isEmpty {
      if let place = horizontal(tick) { lines += SVG.line(place, top, place, bottom) }
    }
    for tick in y.ticks where !tick.label.isEmpty {
      if let place = vertical(tick) { lines += SVG.line(left, place, right, place) }
    }
    return SVG.group("stroke=\"\(PlotStyle.grid)\"", lines)
  }

  private var axes: String {
    var marks = SVG.line(left, bottom, right, bottom) + SVG.line(left, top, left, bottom)
    var labels = ""
    for tick in x.ticks {
      guard let place = horizontal(tick) else { continue }
      marks += SVG.line(place, bottom, place, bottom + (tick.label.isEmpty ? 3 : 5))
      if !tick.label.isEmpty { labels += SVG.text(place, bottom + 20, tick.label, "text-anchor=\"middle\"") }
    }
    for tick in y.ticks {
      guard let place = vertical(tick) else { continue }
      marks += SVG.line(left, place, left - (tick.label.isEmpty ? 3 : 5), place)
      if !tick.label.isEmpty { labels += SVG.text(left - 9, place + 4.5, tick.label, "text-anchor=\"end\"") }
    }
    let middle = (x: (left + right) / 2, y: (top + bottom) / 2)
    labels += SVG.text(middle.x, height - 10, x.title, "text-anchor=\"middle\"")
    labels += SVG.text(
      18, middle.y, y.title,
      "text-anchor=\"middle\" transform=\"rotate(-90 18 \(SVG.number(middle.y)))\"")
    return SVG.group("stroke=\"\(PlotStyle.axis)\"", marks) + labels
  }

  private var heading: String {
    title.map { SVG.text(left, 24, $0, "font-weight=\"600\" font-size=\"15\"") } ?? ""
  }

  private var legendText: String {
    legend.map { entry, x, y in
      SVG.group("transform=\"translate(\(SVG.number(x)) \(SVG.number(y)))\"", entry.sample)
        + SVG.text(x + 15, y + 4.5, entry.name)
    }.joined()
  }
}
