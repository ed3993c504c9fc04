import Platform

/// H-tree among the processing elements of a tile or the tiles of a chip, from the root to a leaf
/// (spec 03 §13). The destination does not matter (Q-C30).
package struct HTree: Sendable {
  /// The tree has an area (in m²) but no dimensions.
  package var height: Double { 0 }
  package var width: Double { 0 }
  package let area: Double
  /// In W, of one wire (Q-C27).
  package let leakage: Double
  package let bits: Double
  package let rows: Int
  package let columns: Int
  /// Levels of the tree.
  package let levels: Int
  /// Position of the root among the columns.
  package let rootColumn: Int
  /// Total length of one wire, in m.
  package let length: Double
  /// Size of a repeater in minimum inverters, width of its NMOS and distance between repeaters in m.
  package let repeaterSize: Int
  package let repeaterWidthN: Double
  package let repeaterDistance: Double

  private let delayPerRead: Double
  private let energyPerBit: Double

  /// - Parameters:
  ///   - rows: Leaves from top to bottom.
  ///   - columns: Leaves from left to right.
  ///   - tolerance: Delay given up for smaller repeaters, as a fraction.
  ///   - bits: Width of the tree's bus.
  ///   - unitHeight: Of a leaf, in m.
  ///   - unitWidth: Of a leaf, in m.
  ///   - foldRatio: How often the wires' footprint is folded over the leaves.
  package init(
    rows: Int, columns: Int, tolerance: Double, bits: Double, unitHeight: Double, unitWidth: Double,
    foldRatio: Double, in environment: CircuitEnvironment
  ) {
    let technology = environment.technology
    self.bits = bits
    self.rows = rows
    self.columns = columns
    var repeater = Repeater(in: environment)
    repeater.relax(tolerance: tolerance, shrink: { $0 / 2 }, while: { _ in true })
    let inverter = repeater.inverter
    let distance = repeater.distance
    repeaterSize = max(1, repeater.size)
    repeaterWidthN = inverter.widths.n
    repeaterDistance = distance

    levels = roundedUp(log2(Double(max(rows, columns))))
    var root = truncated(log2(Double(min(rows, columns))).rounded(.down))
    if columns - root < 1 { root -= 1 }
    rootColumn = root
    let mainBus = Double(min(columns - root, root)) * unitWidth
    let span = exp2(Double(levels))

    let footprint = technology.footprint(
      .inverter, inputs: 1, inverter.widths, height: technology.standardHeight)
    (area, length) = Self.wires(
      levels: levels, vertical: unitHeight * span / 2, horizontal: unitWidth * span / 2, mainBus: mainBus,
      verticalPitch: bits * footprint.width / foldRatio, horizontalPitch: bits * footprint.height / foldRatio)
    leakage =
      technology.gateLeakage(.inverter, inputs: 1, inverter.widths) * technology.supplyVoltage / distance
      * length

    let layers = WireLayers(in: environment)
    let wireCapacitance = repeater.wireCapacitance
    delayPerRead = Self.delay(
      levels: levels, vertical: unitHeight * span, horizontal: unitWidth * span, mainBus: mainBus,
      inverter: inverter, distance: distance, wireCapacitance: wireCapacitance, layers: layers,
      in: environment)

    energyPerBit = Self.energy(
      levels: levels, vertical: unitHeight * span / 2, horizontal: unitWidth * span / 2, mainBus: mainBus,
      inverter: inverter, distance: distance, wireCapacitance: wireCapacitance,
      square: technology.supplyVoltageSquared)
  }

  /// Area of all wires, m², and length of one, m.
  ///
  /// - Parameter verticalPitch, horizontalPitch: what the bus's repeaters take beside its wires, folded, m.
  private static func wires(
    levels: Int, vertical: Double, horizontal: Double, mainBus: Double, verticalPitch: Double,
    horizontalPitch: Double
  ) -> (area: Double, length: Double) {
    var area = 0.0
    var length = 0.0
    var (vertical, horizontal) = (vertical, horizontal)
    var verticalWires = 0.0
    var horizontalWires = 0.0
    // The wires of each level are laid on top of those of the levels above (Q-C29).
    var level = 1
    while level < levels {
      vertical /= 2
      verticalWires += verticalPitch
      area += verticalWires * vertical / 2
      horizontal /= 2
      horizontalWires += horizontalPitch
      area += horizontalWires * horizontal / 2
      length += vertical + horizontal
      level += 1
    }
    return (area + horizontalPitch * mainBus, length + mainBus)
  }

  /// Of a bit from the root to a leaf, joule. The path starts from half the length that the delay's path
  /// starts from (Q-C28).
  private static func energy(
    levels: Int, vertical: Double, horizontal: Double, mainBus: Double, inverter: RepeaterInverter,
    distance: Double, wireCapacitance: Double, square: Double
  ) -> Double {
    let repeated =
      (inverter.inputCapacitance + inverter.outputCapacitance + wireCapacitance * distance) * square
      / distance * 0.25
    let bare = (wireCapacitance * distance) * square / distance * 0.25
    var (vertical, horizontal) = (vertical, horizontal)
    var energy = 0.0
    var level = 0
    while level < levels {
      vertical /= 2
      energy += vertical * (roundedUp(vertical / distance) > 0 ? repeated : bare)
      horizontal /= 2
      energy += horizontal * (roundedUp(horizontal / distance) > 0 ? repeated : bare)
      level += 1
    }
    return energy + mainBus * repeated
  }

  /// Delay from the root to a leaf: whole clock cycles when synchronous, else seconds (evaluation order
  /// binding).
  private static func delay(
    levels: Int, vertical: Double, horizontal: Double, mainBus: Double, inverter: RepeaterInverter,
    distance: Double, wireCapacitance: Double, layers: WireLayers, in environment: CircuitEnvironment
  ) -> Double {
    var vertical = vertical
    var horizontal = horizontal
    var delay = 0.0
    var repeated = 0.0
    func add(_ length: Double) {
      let resistance = layers.resistancePerMetre(length: length)
      repeated = inverter.delayPerMetre(
        distance: distance, wireResistance: resistance, wireCapacitance: wireCapacitance)
      let bare = 0.7 * resistance * distance * wireCapacitance * distance / distance
      delay += length * ((length / distance).rounded(.up) > 0 ? repeated : bare)
    }
    var level = 0
    while level < levels {
      vertical /= 2
      add(vertical)
      horizontal /= 2
      add(horizontal)
      level += 1
    }
    delay += mainBus * repeated
    return environment.isSynchronous ? (delay * environment.clockFrequency).rounded(.up) : delay
  }

  /// Clock cycles when synchronous, else seconds.
  package func delay(reads: Double) -> Double { delayPerRead * reads }

  /// In J; `bits` lines toggle in each read.
  package func readEnergy(bits: Double, reads: Double) -> Double { energyPerBit * bits * reads }
}
