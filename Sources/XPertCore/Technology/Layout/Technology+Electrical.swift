extension Technology {
  /// Electrically effective width in m of a transistor of drawn width `width` (m): its fins' circumference
  /// where there are fins (spec 02 §1, evaluation order binding).
  @inline(__always)
  public func effectiveWidth(_ width: Double) -> Double {
    if isPlanar { return width }
    let scaled = width * finScale
    return (scaled / finPitch).rounded(.up) * (2 * finHeight + finWidth)
  }

  /// Leakage current in A of a static gate, averaged over its input states (spec 02 §6; Q-P7).
  package func gateLeakage(_ kind: GateKind, inputs: Int, _ widths: TransistorWidths) -> Double {
    let count = Double(inputs)
    switch kind {
    case .inverter:
      return (effectiveWidth(widths.n) * offCurrentN + effectiveWidth(widths.p) * offCurrentP) / 2
    case .nor:
      return (inputs == 2 ? 0.95 : 0.62) * (effectiveWidth(widths.n) * offCurrentN * count)
    case .nand:
      return (inputs == 2 ? 0.48 : 0.31) * (effectiveWidth(widths.p) * offCurrentP * count)
    }
  }

  /// On-resistance in Ω; infinite for a width of zero (spec 02 §7).
  package func onResistance(width: Double, polarity: TransistorPolarity) -> Double {
    let current = polarity == .n ? onCurrentN : onCurrentP
    return resistanceMultiplier * supplyVoltage / (current * effectiveWidth(width))
  }

  /// Transconductance in S (spec 02 §8).
  package func transconductance(width: Double, polarity: TransistorPolarity) -> Double {
    let current = polarity == .n ? transconductanceCurrentN : transconductanceCurrentP
    return (2 * current) * effectiveWidth(width) / (0.7 * supplyVoltage - thresholdVoltage)
  }
}
