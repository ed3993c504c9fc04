/// Repeated wires inside a processing element, laid over other circuits (spec 03 §12).
package struct Bus: Sendable {
  package enum Orientation: Sendable, Hashable {
    case horizontal
    case vertical
  }

  /// 0: the wires run over the circuits; the reference leaves the area undefined otherwise (Q-C25).
  package var height: Double { 0 }
  package var width: Double { 0 }
  package var area: Double { 0 }
  /// In W.
  package let leakage: Double
  package let bits: Double
  package let rows: Int
  package let columns: Int
  /// In m.
  package let length: Double
  /// Size of a repeater in minimum inverters, distance between them in m, repeaters per line.
  package let repeaterSize: Int
  package let repeaterDistance: Double
  package let repeaters: Int

  private let delayPerRead: Double
  private let energyPerBit: Double

  /// - Parameters:
  ///   - rows: Units from top to bottom.
  ///   - columns: Units from left to right.
  ///   - tolerance: Delay given up for smaller repeaters, as a fraction.
  ///   - bits: Width of the bus.
  ///   - unitHeight: Of a unit, in m.
  ///   - unitWidth: Of a unit, in m.
  package init(
    orientation: Orientation, rows: Int, columns: Int, tolerance: Double, bits: Double, unitHeight: Double,
    unitWidth: Double, in environment: CircuitEnvironment
  ) {
    let technology = environment.technology
    self.bits = bits
    self.rows = rows
    self.columns = columns
    var repeater = Repeater(in: environment)
    repeater.relax(tolerance: tolerance, shrink: { $0 - 1 }, while: { $0 >= 1 })
    let inverter = repeater.inverter
    let distance = repeater.distance
    repeaterSize = max(1, repeater.size)
    repeaterDistance = distance
    length =
      orientation == .horizontal ? unitWidth * Double(columns - 1) : unitHeight * Double(rows - 1)
    repeaters = roundedUp(length / distance)

    let wireResistance = repeater.wireResistance
    let wireCapacitance = repeater.wireCapacitance
    let square = technology.supplyVoltageSquared
    var delay: Double
    if repeaters > 0 {
      delay =
        length
        * inverter.delayPerMetre(
          distance: distance, wireResistance: wireResistance, wireCapacitance: wireCapacitance)
      energyPerBit =
        length
        * (inverter.inputCapacitance + inverter.outputCapacitance + wireCapacitance * distance) * square
        / distance * 0.25
    } else {
      delay = length * (0.7 * wireResistance * distance * wireCapacitance * distance / distance)
      energyPerBit = length * (wireCapacitance * distance) * square / distance * 0.25
    }
    if environment.isSynchronous { delay = (delay * environment.clockFrequency).rounded(.up) }
    delayPerRead = delay
    leakage =
      technology.gateLeakage(.inverter, inputs: 1, inverter.widths) * technology.supplyVoltage / distance
      * length * Double(rows + columns)
  }

  /// Clock cycles when synchronous, else seconds.
  package func delay(reads: Double) -> Double { delayPerRead * reads }

  /// In J; `bits` lines toggle in each read.
  package func readEnergy(bits: Double, reads: Double) -> Double { energyPerBit * bits * reads }
}
