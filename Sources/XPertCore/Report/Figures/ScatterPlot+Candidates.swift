import Wording

extension ScatterPlot {
  /// The candidates of a search over two quantities, for example area and delay.
  ///
  /// - Parameters:
  ///   - points: all candidates in SI units, in the order of the search.
  ///   - accepted: indices of those that meet the script's rule.
  ///   - front: indices of the Pareto front; empty draws none.
  ///   - best: index of the chosen one.
  ///   - band: accepted range of x in SI units, shaded.
  public static func candidates(
    _ points: [PlotPoint], x: Quantity, y: Quantity, accepted: [Int], front: [Int] = [], best: Int? = nil,
    band: Band? = nil, scales: (x: PlotAxis.Scale, y: PlotAxis.Scale) = (.linear, .linear)
  ) -> ScatterPlot {
    let units = (UnitSymbol.fitting(x, points.map(\.x)), UnitSymbol.fitting(y, points.map(\.y)))
    let inSI = (x: units.0?.inSI ?? 1, y: units.1?.inSI ?? 1)
    func shown(_ index: Int) -> PlotPoint { PlotPoint(points[index].x / inSI.x, points[index].y / inSI.y) }

    let chosen = Set(accepted)
    let others = points.indices.filter { !chosen.contains($0) }
    var series = [
      Series(
        "other candidates", points: others.map(shown), colour: PlotStyle.grey, radius: 2.2, opacity: 0.55),
      Series("accepted", points: accepted.map(shown), colour: PlotStyle.blue, radius: 3, opacity: 0.8),
    ].filter { !$0.points.isEmpty }
    if !front.isEmpty {
      series.append(
        Series(
          "Pareto front", points: front.map(shown), marker: .ring, colour: PlotStyle.orange, radius: 3,
          isStepped: true))
    }
    if let best {
      let point = shown(best)
      func text(_ value: Double, _ unit: String?) -> String {
        NumberFormat.scientific(value) + (unit.map { " " + UnitSymbol.displayed($0) } ?? "")
      }
      series.append(
        Series(
          "best", points: [point], marker: .star, colour: PlotStyle.red, radius: 10,
          label: "\(text(point.x, units.0?.name)), \(text(point.y, units.1?.name))"))
    }
    return ScatterPlot(
      x: PlotAxis(x.title, unit: units.0?.name, scale: scales.x),
      y: PlotAxis(y.title, unit: units.1?.name, scale: scales.y), series: series,
      bands: band.map { [Band($0.name, from: $0.lower / inSI.x, to: $0.upper / inSI.x)] } ?? [])
  }
}

extension Quantity {
  /// Text beside an axis.
  var title: String {
    switch self {
    case .area: "Area"
    case .delay: "Delay"
    case .energy: "Energy"
    case .leakage: "Leakage power"
    case .edap: "EDAP (mJ ms mm\u{B2})"
    case .tiles: "Tiles"
    case .reluUnits: "ReLU units"
    case .weights: "Weights"
    case .multiplyAccumulates: "Multiply-accumulates"
    case .bitOperations: "Bit operations"
    case .delayFit: "Delay (units of the published fit)"
    case .crossEntropy: "Cross entropy"
    }
  }
}
