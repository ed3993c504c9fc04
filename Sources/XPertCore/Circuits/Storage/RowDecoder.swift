import Platform

/// Predecoded binary address decoder: of word lines, of a column multiplexer ("multiplexer form"), and inside
/// buffers and look-up tables (spec 03 §1).
package struct RowDecoder: Sendable {
  /// In m, m².
  package let height: Double
  package let width: Double
  package let area: Double
  /// In W.
  package let leakage: Double
  package let addressBits: Int
  package let isMultiplexer: Bool

  /// Enlarged gates, and the driver inverter, which is not. NAND and NOR gates that the number of address
  /// bits does not call for have no capacitances, but their resistances still enter the delay.
  package let inverter: StandardGate
  package let nand: StandardGate
  package let nor: StandardGate
  package let driver: StandardGate

  private let nandCount: Int
  private let norCount: Int
  private let readEnergyPerOperation: Double
  private let writeEnergyPerOperation: Double

  /// - Parameter isBoosted: Eight-fold transistors, for parallel reads of binary networks only.
  package init(
    orientation: LineOrientation, addressBits: Int, isMultiplexer: Bool = false, isBoosted: Bool = false,
    fit: LayoutConstraint, in environment: CircuitEnvironment
  ) {
    let technology = environment.technology
    self.addressBits = addressBits
    self.isMultiplexer = isMultiplexer
    nandCount = 4 * (addressBits / 2)
    norCount = addressBits > 2 ? truncated(exp2(Double(addressBits))) : 0

    let gates = Gates(norInputs: roundedUp(Double(addressBits) / 2), isBoosted: isBoosted, in: technology)
    inverter = gates.inverter
    driver = gates.driver
    var (nand, nor) = (gates.nand, gates.nor)
    if nandCount == 0 { (nand.inputCapacitance, nand.outputCapacitance) = (0, 0) }
    if norCount == 0 { (nor.inputCapacitance, nor.outputCapacitance) = (0, 0) }
    self.nand = nand
    self.nor = nor

    (height, width) = Self.size(
      orientation, gates: gates, inverters: addressBits, nands: nandCount, nors: norCount,
      tracks: Double(addressBits > 2 ? nandCount + (addressBits % 2) * 2 : 0), isMultiplexer: isMultiplexer,
      fit: fit, in: technology)
    area = height * width
    leakage = Self.leakage(
      inverter, nand, nor, driver, isMultiplexer: isMultiplexer, inverters: addressBits,
      nands: nandCount, nors: norCount, in: technology)
    let energy = Self.energy(
      inverter, nand, nor, driver, isMultiplexer: isMultiplexer, addressBits: addressBits, nands: nandCount,
      nors: norCount, square: technology.supplyVoltageSquared)
    readEnergyPerOperation = energy * environment.controlActivity
    writeEnergyPerOperation = energy
  }

  /// The kinds of gates, as large as they are built.
  private struct Gates {
    let inverter: StandardGate
    let nand: StandardGate
    let nor: StandardGate
    let driver: StandardGate

    init(norInputs: Int, isBoosted: Bool, in technology: Technology) {
      let feature = technology.featureSize
      let ratio = technology.widthRatio
      if isBoosted {
        inverter = StandardGate(
          .inverter, inputs: 1, TransistorWidths(n: 16 * feature, p: 8 * ratio * 2 * feature),
          in: technology)
        nand = StandardGate(
          .nand, inputs: 2, TransistorWidths(n: 32 * feature, p: 8 * ratio * 2 * feature), in: technology)
        nor = StandardGate(
          .nor, inputs: norInputs,
          TransistorWidths(n: 16 * feature, p: 8 * Double(norInputs) * ratio * 2 * feature), in: technology)
      } else {
        inverter = technology.cells.inverter
        nand = technology.cells.nand
        nor = StandardGate(
          .nor, inputs: norInputs,
          technology.enlarged(
            TransistorWidths(n: 2 * feature, p: Double(norInputs) * ratio * 2 * feature)), in: technology)
      }
      driver = StandardGate(
        .inverter, inputs: 1,
        isBoosted
          ? TransistorWidths(n: 48 * feature, p: 24 * ratio * 2 * feature)
          : TransistorWidths(n: 4 * feature, p: 2 * ratio * 2 * feature), in: technology)
    }
  }

  /// Lanes of `count` gates of size `cell` in the given length; no lane when none fits, except for the
  /// inverters, whose missing guard gives the negative sizes of Q-C2.
  private static func lanes(_ count: Int, _ length: Double, _ cell: Double, guarded: Bool) -> Double {
    let fitting = min(truncated(length / cell), count)
    if guarded, fitting == 0 { return 0 }
    return Double(roundedUp(Double(count) / Double(fitting)))
  }

  /// Height and width, m.
  ///
  /// - Parameter tracks: wires between the predecoders and the NOR gates.
  private static func size(
    _ orientation: LineOrientation, gates: Gates, inverters: Int, nands: Int, nors: Int, tracks: Double,
    isMultiplexer: Bool, fit: LayoutConstraint, in technology: Technology
  ) -> (height: Double, width: Double) {
    let feature = technology.featureSize
    let height = technology.standardHeight
    let w = (
      inverter: gates.inverter.footprint.width, nand: gates.nand.footprint.width,
      nor: gates.nor.footprint.width, driver: gates.driver.footprint.width
    )
    switch orientation {
    case .row:
      let outputWidth = isMultiplexer ? w.nand + w.inverter * 2 : w.driver * 2
      let given = fit.givenHeight
      guard given != 0 else {
        return (
          larger(height * Double(nors), height * Double(nands)),
          w.inverter + w.nand + LayoutConstants.metal3Pitch * tracks * feature + w.nor + outputWidth
        )
      }
      let norLanes = lanes(nors, given, height, guarded: true)
      let nandLanes = lanes(nands, given, height, guarded: true)
      let inverterLanes = lanes(inverters, given, height, guarded: false)
      return (
        given,
        w.inverter * inverterLanes + w.nand * nandLanes + LayoutConstants.metal3Pitch * tracks * feature
          + w.nor * norLanes + outputWidth * norLanes
      )
    case .column:
      let outputHeight = isMultiplexer ? height + height * 2 : height * 2
      let given = fit.givenWidth
      guard given != 0 else {
        return (
          height + height + LayoutConstants.metal2Pitch * tracks * feature + height + outputHeight,
          larger(w.nor * Double(nors), w.nand * Double(nands))
        )
      }
      let norLanes = lanes(nors, given, w.nor, guarded: true)
      let nandLanes = lanes(nands, given, w.nand, guarded: true)
      let inverterLanes = lanes(inverters, given, w.inverter, guarded: false)
      return (
        height * inverterLanes + height * nandLanes + LayoutConstants.metal2Pitch * tracks * feature
          + height * norLanes + outputHeight * norLanes,
        given
      )
    }
  }

  /// Of one operation, joule.
  private static func energy(
    _ inverter: StandardGate, _ nand: StandardGate, _ nor: StandardGate, _ driver: StandardGate,
    isMultiplexer: Bool, addressBits: Int, nands: Int, nors: Int, square: Double
  ) -> Double {
    let pairs = Double(addressBits / 2)
    let outputs = Double(nors)
    var energy = (inverter.inputCapacitance + nand.inputCapacitance * 2) * square * pairs * 2
    energy +=
      (inverter.inputCapacitance + nor.inputCapacitance * outputs / 2) * square
      * (Double(addressBits) - pairs * 2)
    energy += (nand.outputCapacitance + nor.inputCapacitance * outputs / 4) * square * Double(nands) / 4
    if isMultiplexer {
      energy += (nor.outputCapacitance + nand.inputCapacitance) * square
      energy += (nand.outputCapacitance + driver.inputCapacitance) * square
      energy += (driver.outputCapacitance + driver.inputCapacitance) * square
      energy += driver.outputCapacitance * square
    } else {
      energy += (nor.outputCapacitance + inverter.inputCapacitance) * square
      energy += (driver.inputCapacitance + driver.outputCapacitance) * square * 2
    }
    return energy
  }

  private static func leakage(
    _ inverter: StandardGate, _ nand: StandardGate, _ nor: StandardGate, _ driver: StandardGate,
    isMultiplexer: Bool, inverters: Int, nands: Int, nors: Int, in technology: Technology
  ) -> Double {
    var current = inverter.leakage * Double(inverters) + nand.leakage * Double(nands)
    current += nor.leakage * Double(nors)
    if isMultiplexer {
      current += nand.leakage * Double(nors)
      current += inverter.leakage * 2 * Double(nors)
    } else {
      current += driver.leakage * 2 * Double(nors)
    }
    return current * technology.supplyVoltage
  }

  /// Delay of one operation in s and output slope (Q-C3, Q-C4).
  ///
  /// - Parameters:
  ///   - ramp: Input slope, in 1/s.
  ///   - load: The load in F; in multiplexer form the gates of all NMOS pass transistors.
  ///   - secondLoad: The gates of all PMOS pass transistors, in F; multiplexer form only.
  package func delay(ramp: Double, load: Double, secondLoad: Double = 0) -> Stage {
    let hasNANDs = nandCount > 0
    let hasNORs = norCount > 0
    var last = Stage.idealStep
    var delay: Double

    let first = rampDelay(
      timeConstant: inverter.resistanceN
        * (inverter.outputCapacitance + (hasNANDs ? nand.inputCapacitance * 2 : load)), ramp: ramp)
    delay = first.delay
    if hasNANDs {
      let second = rampDelay(
        timeConstant: nand.resistanceN * 2
          * (nand.outputCapacitance + (hasNORs ? nor.inputCapacitance * Double(norCount) / 4 : load)),
        ramp: first.ramp)
      delay += second.delay
      if hasNORs {
        let third = rampDelay(
          timeConstant: nor.resistanceP * 2
            * (nor.outputCapacitance + (isMultiplexer ? nand.inputCapacitance : inverter.inputCapacitance)),
          ramp: second.ramp)
        delay += third.delay
        last = third.ramp
      }
    }
    if isMultiplexer {
      let gate = rampDelay(
        timeConstant: nand.resistanceN * (nand.outputCapacitance + inverter.inputCapacitance), ramp: last)
      let firstDriver = rampDelay(
        timeConstant: driver.resistanceP
          * (driver.outputCapacitance + driver.inputCapacitance + load), ramp: gate.ramp)
      let secondDriver = rampDelay(
        timeConstant: driver.resistanceN * (driver.outputCapacitance + secondLoad),
        ramp: firstDriver.ramp)
      delay += gate.delay + firstDriver.delay + secondDriver.delay
      return Stage(delay: delay, ramp: firstDriver.ramp)
    }
    let firstDriver = rampDelay(
      timeConstant: driver.resistanceN * (driver.outputCapacitance + driver.inputCapacitance),
      ramp: last)
    let secondDriver = rampDelay(
      timeConstant: driver.resistanceP * (driver.outputCapacitance + load), ramp: firstDriver.ramp)
    delay += firstDriver.delay + secondDriver.delay
    return Stage(delay: delay, ramp: firstDriver.ramp)
  }

  /// In J.
  package func readEnergy(reads: Double) -> Double { readEnergyPerOperation * reads }

  /// In J; without the control activity of the reads (Q-C7).
  package func writeEnergy(writes: Double) -> Double { writeEnergyPerOperation * writes }
}
