import Platform

/// Sensing time of a current comparator as a function of its column resistance and reference, fitted for the
/// low-standby-power transistors of the larger nodes (spec 03 §6). Elsewhere sensing takes 1 ns.
struct SensingCurve: Sendable {
  /// T0 = (slope × ln(R / kΩ) + offset) ns.
  let slope: Double
  let offset: Double
  /// Factor on T0 for a reference of up to 0.9 R: c3 x³ + c2 x² + c1 x + c0.
  let cubic: (Double, Double, Double, Double)
  /// Factor on T0 for a larger reference: d4 x⁴ + d3 x³ + d2 x² + d1 x + d0.
  let quartic: (Double, Double, Double, Double, Double)
  /// The largest value of the cubic over its range (at 0.9), its first local maximum, and those of the
  /// quartic; rounded up. A peak that does not exist lies at infinity. They bound the sensing time from
  /// above; the tests scan the curves for any value beyond them.
  let cubicMaximum: Double
  let cubicPeak: (at: Double, value: Double)
  let quarticStart: Double
  let quarticPeak: (at: Double, value: Double)

  /// Where the sensing time over x may be largest: at the ends of the two polynomials, and at their peaks.
  var extremes: [Double] { [0.05, cubicPeak.at, 0.9, quarticPeak.at, 20].filter(\.isFinite) }

  static func of(_ node: TechnologyNode, _ roadmap: Roadmap) -> SensingCurve? {
    guard roadmap == .lowStandbyPower else { return nil }
    let none = (at: Double.infinity, value: 0.0)
    switch node {
    case .nm130:
      return SensingCurve(
        slope: 0.2679, offset: 0.0478, cubic: (3.915, -5.3996, 2.4653, 0.3856),
        quartic: (0.0004, -0.0087, 0.0742, -0.2725, 1.2211),
        cubicMaximum: 1.08472901, cubicPeak: (0.42158, 0.75859223), quarticStart: 1.02987215,
        quarticPeak: none)
    case .nm90:
      return SensingCurve(
        slope: 0.0586, offset: 1.41, cubic: (3.726, -5.651, 2.8249, 0.3574),
        quartic: (0.0000008, -0.00007, 0.0017, -0.0188, 0.9835),
        cubicMaximum: 1.03875401, cubicPeak: (0.45208, 0.82381190), quarticStart: 0.96790650,
        quarticPeak: none)
    case .nm65:
      return SensingCurve(
        slope: 0.1239, offset: 0.6642, cubic: (1.3899, -2.6913, 2.0483, 0.3202),
        quartic: (0.0036, -0.0363, 0.1043, -0.0346, 1.0512),
        cubicMaximum: 0.99695411, cubicPeak: none, quarticStart: 1.08044227,
        quarticPeak: (2.99821, 1.19760010))
    case .nm45, .nm32:
      return SensingCurve(
        slope: 0.0714, offset: 0.7651, cubic: (3.7949, -5.6685, 2.6492, 0.4807),
        quartic: (0.000001, -0.00006, 0.0001, -0.0171, 1.0057),
        cubicMaximum: 1.03997711, cubicPeak: (0.37457, 0.87713913), quarticStart: 0.99034792,
        quarticPeak: none)
    case .nm22, .nm14, .nm10, .nm7:
      return nil
    }
  }

  /// T0 in s for a column of `resistance` Ω.
  @inline(__always)
  func base(resistance: Double) -> Double {
    (slope * log(resistance / 1000) + offset) * 1e-9
  }

  /// Sensing time over T0 at x = reference / resistance, 0.05 < x < 20. Positive throughout.
  @inline(__always)
  func factor(_ x: Double) -> Double {
    x <= 0.9 ? cubicValue(x) : quarticValue(x)
  }

  @inline(__always)
  private func cubicValue(_ x: Double) -> Double {
    ((cubic.0 * x + cubic.1) * x + cubic.2) * x + cubic.3
  }

  @inline(__always)
  private func quarticValue(_ x: Double) -> Double {
    (((quartic.0 * x + quartic.1) * x + quartic.2) * x + quartic.3) * x + quartic.4
  }

  /// An upper bound of `factor` over 0.05 ... `x`.
  @inline(__always)
  func bound(upTo x: Double) -> Double {
    if x <= 0.9 {
      let value = cubicValue(x)
      return x > cubicPeak.at ? max(value, cubicPeak.value) : value
    }
    let value = max(cubicMaximum, quarticStart, quarticValue(x))
    return x > quarticPeak.at ? max(value, quarticPeak.value) : value
  }

  /// A (rescaled) resistance in Ω up to which no reference makes sensing take more than 1 ns.
  var resistanceSettlingWithinNanosecond: Double {
    let largest = max(bound(upTo: 20), bound(upTo: 0.9))
    return 1000 * exp(((1 - 1e-9) / largest - offset) / slope) * (1 - 1e-9)
  }
}
