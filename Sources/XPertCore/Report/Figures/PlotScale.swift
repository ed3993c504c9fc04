import Wording

// From values to places on an axis, and where its ticks go.

import Platform

/// The range of an axis with its ticks, made from the values to be shown.
struct PlotScale {
  struct Tick {
    var value: Double
    /// Empty for minor ticks.
    var label: String
  }

  let axis: PlotAxis
  let lower: Double
  let upper: Double
  let ticks: [Tick]
  /// Power of ten taken out of the labels and put beside the unit.
  let exponent: Int

  /// - Parameters:
  ///   - values: those that cannot be shown do not count; without any the axis runs from 0 to 1.
  ///   - margin: part of the range kept free beside the outermost values, for their marks. Without it a
  ///     linear axis ends at ticks.
  init(axis: PlotAxis, values: [Double], tickCount: Int = 6, margin: Double = 0) {
    self.axis = axis
    let shown = values.filter { Self.isShown($0, on: axis) }
    let smallest = shown.min() ?? (axis.scale == .linear ? 0 : 1)
    let largest = shown.max() ?? (axis.scale == .linear ? 1 : 10)

    if axis.scale == .logarithmic, largest / smallest >= 4 {
      let factor = pow(largest / smallest, 0.04)
      lower = smallest / factor
      upper = largest * factor
      ticks = Self.logarithmicTicks(lower, upper)
      exponent = 0
      return
    }

    // Within less than a factor of 4 a logarithmic axis has the ticks of a linear one.
    let (low, high) = Self.widened(smallest, largest, margin)
    let step = Self.niceStep((high - low) / Double(max(tickCount - 1, 1)))
    // 49.9 / 0.05 is 997.99...: a billionth of a step is no reason for another step.
    let start = margin > 0 ? low : (low / step + 1e-9).rounded(.down) * step
    lower = axis.scale == .linear || start > 0 ? start : smallest / 1.05
    upper = margin > 0 ? high : (high / step - 1e-9).rounded(.up) * step
    let first = (lower / step - 1e-9).rounded(.up)
    let last = (upper / step + 1e-9).rounded(.down)
    (ticks, exponent) = Self.linearTicks(first, last, step)
  }

  /// Finite, of a size that leaves room for arithmetic, and positive on a logarithmic axis.
  static func isShown(_ value: Double, on axis: PlotAxis) -> Bool {
    abs(value) < 1e290 && (axis.scale == .linear || value > 1e-290)
  }

  /// 0 at the lower end, 1 at the upper; nil for values that cannot be shown.
  func position(_ value: Double) -> Double? {
    guard Self.isShown(value, on: axis) else { return nil }
    switch axis.scale {
    case .linear: return (value - lower) / (upper - lower)
    case .logarithmic: return log(value / lower) / log(upper / lower)
    }
  }

  /// "Delay (10⁶ ns)"
  var title: String {
    let factor = exponent == 0 ? "" : "10" + NumberFormat.superscript(exponent)
    let unit = [factor, axis.unit.map(UnitSymbol.displayed) ?? ""].filter { !$0.isEmpty }.joined(
      separator: " ")
    return unit.isEmpty ? axis.label : "\(axis.label) (\(unit))"
  }

  // MARK: - Ticks

  /// A range that is not empty: values that hardly differ get a twentieth to either side, others the margin,
  /// which does not cross zero.
  private static func widened(_ smallest: Double, _ largest: Double, _ margin: Double) -> (Double, Double) {
    let magnitude = max(abs(smallest), abs(largest))
    guard largest - smallest <= max(magnitude * 1e-9, 1e-280) else {
      let free = margin * (largest - smallest)
      return (
        smallest >= 0 ? max(smallest - free, 0) : smallest - free,
        largest <= 0 ? min(largest + free, 0) : largest + free
      )
    }
    let free = magnitude < 1e-270 ? 0.5 : magnitude / 20
    return (smallest - free, largest + free)
  }

  /// 1, 2 or 5 times a power of ten, at least `step`.
  private static func niceStep(_ step: Double) -> Double {
    let power = pow(10, log10(step).rounded(.down))
    for factor in [1.0, 2, 5] where step <= factor * power * (1 + 1e-9) { return factor * power }
    return 10 * power
  }

  private static func linearTicks(
    _ first: Double, _ last: Double, _ step: Double
  ) -> ([Tick], exponent: Int) {
    let largest = max(abs(first), abs(last)) * step
    let magnitude = Int(log10(largest).rounded(.down))
    let exponent = magnitude >= 5 || magnitude <= -3 ? Int((Double(magnitude) / 3).rounded(.down)) * 3 : 0
    let decimals = max(0, exponent - Int((log10(step) + 1e-9).rounded(.down)))
    let unit = pow(10, Double(exponent))
    let ticks = stride(from: first, through: last, by: 1).map { index in
      Tick(value: index * step, label: signed(NumberFormat.fixed(index * step / unit, decimals: decimals)))
    }
    return (ticks, exponent)
  }

  private static func logarithmicTicks(_ lower: Double, _ upper: Double) -> [Tick] {
    let firstDecade = Int(log10(lower).rounded(.down))
    let lastDecade = Int(log10(upper).rounded(.up))
    let span = log10(upper / lower)
    let labelled: Set<Int> = span <= 1.2 ? [1, 2, 3, 5, 7] : span <= 2.5 ? [1, 2, 5] : [1]
    // Beyond eight decades only some of them get a label, and none gets minor ticks.
    let every = max(1, Int((span / 8).rounded(.up)))
    let isPlain = firstDecade >= -3 && lastDecade <= 5
    var ticks: [Tick] = []
    for decade in firstDecade...lastDecade {
      for factor in every == 1 ? 1...9 : 1...1 {
        let value = Double(factor) * pow(10, Double(decade))
        guard value >= lower * (1 - 1e-12), value <= upper * (1 + 1e-12) else { continue }
        var label = ""
        if labelled.contains(factor), decade % every == 0 {
          let power = "10" + NumberFormat.superscript(decade)
          label = isPlain ? NumberFormat.exact(value) : factor == 1 ? power : "\(factor)·\(power)"
          if isPlain, decade < 0 { label = NumberFormat.fixed(value, decimals: -decade) }
        }
        ticks.append(Tick(value: value, label: label))
      }
    }
    return ticks
  }

  /// A number with a minus sign instead of a hyphen, and no minus zero.
  private static func signed(_ text: String) -> String {
    guard text.hasPrefix("-") else { return text }
    let isZero = text.allSatisfy { "-0.".contains($0) }
    return (isZero ? "" : "−") + text.dropFirst()
  }
}
