extension LineChart {
  /// The loss of a search over its steps, with the lowest so far.
  ///
  /// - Parameter losses: one per step; not finite where a step had none.
  public static func history(of losses: [Double], scale: PlotAxis.Scale = .linear) -> LineChart {
    var lowest = Double.infinity
    let running = losses.map { loss -> Double in
      if loss < lowest { lowest = loss }
      return lowest
    }
    return LineChart(
      x: PlotAxis("Step"), y: PlotAxis("Loss", scale: scale),
      series: [
        Series("loss", values: losses, colour: PlotStyle.blue, lineWidth: 1, opacity: 0.45),
        Series("lowest so far", values: running, colour: PlotStyle.red),
      ])
  }
}
