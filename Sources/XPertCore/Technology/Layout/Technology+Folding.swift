extension Technology {
  /// Folding of a gate in a transistor region of `height` metres (spec 02 §3, evaluation order binding:
  /// one unit in the last place decides whether an enlarged gate is folded, Q-P6).
  func folding(_ widths: TransistorWidths, height: Double) -> FoldedGate {
    var wn = widths.n
    var wp = widths.p
    if scalesToFins {
      wn = wn * finScale
      wp = wp * finScale
    }
    let share = wp / (wp + wn)
    return isPlanar
      ? planarFolding(wn, wp, share, height: height)
      : finFolding(wn, wp, share, height: height)
  }

  private func planarFolding(_ wn: Double, _ wp: Double, _ share: Double, height: Double) -> FoldedGate {
    let limits = planarLimits(share, height: height)
    func fold(_ width: Double, _ limit: Double) -> FoldedTransistor {
      guard width > 0 else { return FoldedTransistor() }
      if width <= limit {
        return FoldedTransistor(shape: .unfolded, fingers: 1, diffusionHeight: width)
      }
      return FoldedTransistor(shape: .folded, fingers: roundedUp(width / limit), diffusionHeight: limit)
    }
    return FoldedGate(n: fold(wn, limits.n), p: fold(wp, limits.p))
  }

  /// Largest unfolded widths (Mn, Mp) when the PMOS has the share ρ of the total width (spec 02 §3 step C).
  func planarLimits(_ share: Double, height: Double) -> TransistorWidths {
    let feature = featureSize
    if share == 0 {
      return TransistorWidths(n: height - LayoutConstants.rowMargin * feature, p: 0)
    }
    if share == 1 {
      return TransistorWidths(n: 0, p: height - LayoutConstants.rowMargin * feature)
    }
    let p =
      share
      * (height - LayoutConstants.diffusionGap * feature - LayoutConstants.rowMargin * feature)
    return TransistorWidths(n: p / share * (1 - share), p: p)
  }

  private func finFolding(_ wn: Double, _ wp: Double, _ share: Double, height: Double) -> FoldedGate {
    let feature = featureSize
    let margin = LayoutConstants.rowMargin * feature
    let capacityN: Int
    let capacityP: Int
    if share == 0 {
      capacityP = 0
      capacityN = truncated(((height - margin) / finPitch).rounded(.down)) + 1
    } else if share == 1 {
      capacityP = truncated(((height - margin) / finPitch).rounded(.down)) + 1
      capacityN = 0
    } else {
      let usable = height - LayoutConstants.diffusionGap * feature - margin
      capacityP = truncated((share * usable / finPitch).rounded(.down)) + 1
      capacityN = truncated(((1 - share) * usable / finPitch).rounded(.down)) + 1
    }
    func fold(_ width: Double, _ capacity: Int) -> FoldedTransistor {
      let fins = roundedUp(width / finPitch)
      guard fins > 0 else { return FoldedTransistor() }
      if fins <= capacity {
        return FoldedTransistor(shape: .unfolded, fingers: 1, diffusionHeight: diffusionHeight(fins: fins))
      }
      return FoldedTransistor(
        shape: .folded, fingers: quotient(fins, capacity),
        diffusionHeight: diffusionHeight(fins: capacity))
    }
    return FoldedGate(n: fold(wn, capacityN), p: fold(wp, capacityP))
  }

  /// Height in m of a diffusion with `fins` fins.
  func diffusionHeight(fins: Int) -> Double {
    Double(fins - 1) * finPitch + 2 * finWidth / 2
  }
}
