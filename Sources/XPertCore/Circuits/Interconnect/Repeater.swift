/// A repeated wire: an inverter of a multiple of the minimum size every so many metres (spec 03 §12).
struct Repeater: Sendable {
  let technology: Technology
  /// R_w and C_w, per metre.
  let wireResistance: Double
  let wireCapacitance: Double
  /// z, in minimum inverters; 0 is possible before `finalSize` is taken.
  private(set) var size: Int
  /// d, between repeaters, in m.
  private(set) var distance: Double
  /// u, in s/m.
  private(set) var delayPerMetre: Double

  /// The repeater with the least delay (steps 1 to 3, evaluation order binding).
  init(in environment: CircuitEnvironment) {
    technology = environment.technology
    wireResistance = environment.wire.resistancePerMetre
    wireCapacitance = environment.wire.capacitancePerMetre
    let minimum = technology.cells.minimumInverter
    let resistance = minimum.resistanceN + minimum.resistanceP
    size = truncated(
      (resistance * wireCapacitance / minimum.inputCapacitance / wireResistance).squareRoot()
        .rounded(.down))
    distance =
      (2 * resistance * (minimum.outputCapacitance + minimum.inputCapacitance)
      / (wireResistance * wireCapacitance)).squareRoot()
    delayPerMetre = 0
    delayPerMetre = delay()
  }

  private func delay() -> Double {
    let feature = technology.featureSize
    let widths = TransistorWidths(
      n: 2 * feature * Double(size), p: technology.widthRatio * 2 * feature * Double(size))
    let inverter = RepeaterInverter(widths, in: technology)
    return inverter.delayPerMetre(
      distance: distance, wireResistance: wireResistance, wireCapacitance: wireCapacitance)
  }

  /// Trades delay for size until the delay per length exceeds the fastest by `tolerance`: the reference
  /// shrinks the repeaters of buses by one and those of H-trees by half.
  mutating func relax(tolerance: Double, shrink: (Int) -> Int, while isValid: (Int) -> Bool) {
    guard tolerance != 0 else { return }
    let limit = delayPerMetre * (1 + tolerance)
    var current = 0.0
    while current < limit, isValid(size) {
      size = shrink(size)
      distance *= 0.9
      current = delay()
    }
  }

  /// The inverter that is built: at least of minimum size.
  var inverter: RepeaterInverter {
    let feature = technology.featureSize
    let multiple = Double(max(1, size))
    return RepeaterInverter(
      TransistorWidths(n: multiple * 2 * feature, p: multiple * technology.widthRatio * 2 * feature),
      in: technology)
  }
}
