extension Technology {
  /// Height and width of a static gate of `inputs` inputs in a row of `height` metres (spec 02 §4). The
  /// height comes back unchanged, also for folded gates.
  package func footprint(
    _ kind: GateKind, inputs: Int, _ widths: TransistorWidths, height: Double
  ) -> Footprint {
    let folded = folding(widths, height: height)
    let pitch = gatePitch
    let unitN = folded.n.unitWidth(pitch: pitch, feature: featureSize)
    let unitP = folded.p.unitWidth(pitch: pitch, feature: featureSize)
    if kind == .inverter {
      return Footprint(height: height, width: larger(unitN, unitP))
    }
    let count = Double(inputs)
    guard folded.isSingleFinger else {
      return Footprint(height: height, width: larger(unitN * count, unitP * count))
    }
    let shared = (count - 1) * featureSize * pitch
    return Footprint(height: height, width: larger(unitN * count - shared, unitP * count - shared))
  }

  /// Gate pitch in feature sizes.
  var gatePitch: Double { isPlanar ? LayoutConstants.gatePitch : LayoutConstants.gatePitchFin }

  /// A transmission gate whose height adapts to its widths, cut into `folds` fingers (spec 02 §10).
  package func passGate(_ widths: TransistorWidths, folds: Int) -> Footprint {
    let width = Double(folds + 1) * gatePitch * featureSize
    let count = Double(folds)
    if isPlanar {
      let height =
        widths.p / count + widths.n / count + LayoutConstants.diffusionGap * featureSize
        + LayoutConstants.rowMargin * featureSize
      return Footprint(height: height, width: width)
    }
    func diffusion(_ drawn: Double) -> Double {
      let fins = roundedUp(drawn * finScale / (2 * finHeight + finWidth))
      return diffusionHeight(fins: roundedUp(Double(fins) / count))
    }
    let height =
      diffusion(widths.p) + diffusion(widths.n) + LayoutConstants.diffusionGap * featureSize
      + LayoutConstants.rowMargin * featureSize
    return Footprint(height: height, width: width)
  }

  /// The largest transistors of the same proportion that still fit unfolded into a standard row, or the
  /// given ones where the rules of spec 02 §11 do not apply (evaluation order binding).
  package func enlarged(_ widths: TransistorWidths) -> TransistorWidths {
    enlarged(widths, height: standardHeight)
  }

  /// As `enlarged(_:)`, for a transistor region of `height` metres.
  package func enlarged(_ widths: TransistorWidths, height: Double) -> TransistorWidths {
    let share = widths.p / (widths.p + widths.n)
    return isPlanar
      ? planarEnlarged(widths, share, height: height)
      : finEnlarged(widths, share)
  }

  private func planarEnlarged(
    _ widths: TransistorWidths, _ share: Double, height: Double
  ) -> TransistorWidths {
    let limits = planarLimits(share, height: height)
    if share == 0, widths.n < limits.n { return TransistorWidths(n: limits.n, p: widths.p) }
    if share == 1, widths.p < limits.p { return TransistorWidths(n: widths.n, p: limits.p) }
    if widths.p > 0, widths.p < limits.p, widths.n > 0, widths.n < limits.n { return limits }
    return widths
  }

  private func finEnlarged(_ widths: TransistorWidths, _ share: Double) -> TransistorWidths {
    let limit = node == .nm7 ? 2 : 3
    let minimum = 2 * featureSize
    var n = roundedUp(widths.n / minimum)
    var p = roundedUp(widths.p / minimum)
    if share == 0, n <= limit {
      return TransistorWidths(n: Double(limit) * 2 * featureSize, p: widths.p)
    }
    if share == 1, p <= limit {
      return TransistorWidths(n: widths.n, p: Double(limit) * 2 * featureSize)
    }
    guard p > 0, p <= limit, n > 0, n <= limit else { return widths }
    if share >= 0.5 {
      p = limit
      n = roundedUp(Double(p) / share * (1 - share))
    } else {
      n = limit
      p = roundedUp(Double(n) / (1 - share) * share)
    }
    return TransistorWidths(n: Double(n) * 2 * featureSize, p: Double(p) * 2 * featureSize)
  }

  /// W_inv of spec 03 §0.
  package var minimumInverterWidths: TransistorWidths {
    TransistorWidths(n: 2 * featureSize, p: widthRatio * 2 * featureSize)
  }

  /// W_nand2 of spec 03 §0.
  package var minimumNANDWidths: TransistorWidths {
    TransistorWidths(n: 4 * featureSize, p: widthRatio * 2 * featureSize)
  }
}

extension Technology {
  /// Areas in m² of a lone minimum NMOS and the lone PMOS that balances it, each in a row of its own: the
  /// currency in which converters are estimated (A_n and A_p of spec 03 §6).
  var minimumTransistorAreas: (n: Double, p: Double) {
    let widths = minimumInverterWidths
    let n = footprint(
      .inverter, inputs: 1, TransistorWidths(n: widths.n, p: 0), height: standardHeight)
    let p = footprint(
      .inverter, inputs: 1, TransistorWidths(n: 0, p: widths.p), height: standardHeight)
    return (n.area, p.area)
  }
}
