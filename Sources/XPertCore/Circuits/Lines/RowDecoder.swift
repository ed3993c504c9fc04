#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Predecoded binary address decoder: of word lines, of a column multiplexer ("multiplexer form"), and inside
/// buffers and look-up tables (spec 03 §1).
public struct RowDecoder: Sendable {
  /// In m, m².
  public let height: Double
  public let width: Double
  public let area: Double
  /// In W.
  public let leakage: Double
  public let addressBits: Int
  public let isMultiplexer: Bool

  /// Enlarged gates, and the driver inverter, which is not. NAND and NOR gates that the number of address
  /// bits does not call for have no capacitances, but their resistances still enter the delay.
  public let inverter: StandardGate
  public let nand: StandardGate
  public let nor: StandardGate
  public let driver: StandardGate

  private let nandCount: Int
  private let norCount: Int
  private let readEnergyPerOperation: Double
  private let writeEnergyPerOperation: Double

  /// - Parameter isBoosted: Eight-fold transistors, for parallel reads of binary networks only.
  public init(
    orientation: LineOrientation, addressBits: Int, isMultiplexer: Bool = false, isBoosted: Bool = false,
    fit: Fit, in environment: CircuitEnvironment
  ) {
    let technology = environment.technology
    let feature = technology.featureSize
    let ratio = technology.widthRatio
    self.addressBits = addressBits
    self.isMultiplexer = isMultiplexer

    let norInputs = roundedUp(Double(addressBits) / 2)
    let inverterCount = addressBits
    let nandCount = 4 * (addressBits / 2)
    let norCount = addressBits > 2 ? truncated(exp2(Double(addressBits))) : 0
    let tracks = Double(addressBits > 2 ? nandCount + (addressBits % 2) * 2 : 0)
    self.nandCount = nandCount
    self.norCount = norCount

    let height = technology.standardHeight
    var nand: StandardGate
    var nor: StandardGate
    if isBoosted {
      inverter = StandardGate(
        .inverter, inputs: 1, TransistorWidths(n: 16 * feature, p: 8 * ratio * 2 * feature), in: technology)
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
    if nandCount == 0 { (nand.inputCapacitance, nand.outputCapacitance) = (0, 0) }
    if norCount == 0 { (nor.inputCapacitance, nor.outputCapacitance) = (0, 0) }
    self.nand = nand
    self.nor = nor
    driver = StandardGate(
      .inverter, inputs: 1,
      isBoosted
        ? TransistorWidths(n: 48 * feature, p: 24 * ratio * 2 * feature)
        : TransistorWidths(n: 4 * feature, p: 2 * ratio * 2 * feature), in: technology)

    let w = (
      inverter: inverter.footprint.width, nand: nand.footprint.width, nor: nor.footprint.width,
      driver: driver.footprint.width
    )
    // Lanes of `count` gates of size `cell` in the given length; no lane when none fits, except for the
    // inverters, whose missing guard gives the negative sizes of Q-C2.
    func lanes(_ count: Int, _ length: Double, _ cell: Double, guarded: Bool) -> Double {
      let fitting = min(truncated(length / cell), count)
      if guarded, fitting == 0 { return 0 }
      return Double(roundedUp(Double(count) / Double(fitting)))
    }
    switch orientation {
    case .row:
      let outputWidth = isMultiplexer ? w.nand + w.inverter * 2 : w.driver * 2
      let given = fit.givenHeight
      if given != 0 {
        let nors = lanes(norCount, given, height, guarded: true)
        let nands = lanes(nandCount, given, height, guarded: true)
        let inverters = lanes(inverterCount, given, height, guarded: false)
        self.height = given
        width =
          w.inverter * inverters + w.nand * nands + LayoutConstants.metal3Pitch * tracks * feature
          + w.nor * nors + outputWidth * nors
      } else {
        self.height = larger(height * Double(norCount), height * Double(nandCount))
        width =
          w.inverter + w.nand + LayoutConstants.metal3Pitch * tracks * feature + w.nor + outputWidth
      }
    case .column:
      let outputHeight = isMultiplexer ? height + height * 2 : height * 2
      let given = fit.givenWidth
      if given != 0 {
        let nors = lanes(norCount, given, w.nor, guarded: true)
        let nands = lanes(nandCount, given, w.nand, guarded: true)
        let inverters = lanes(inverterCount, given, w.inverter, guarded: false)
        width = given
        self.height =
          height * inverters + height * nands + LayoutConstants.metal2Pitch * tracks * feature
          + height * nors + outputHeight * nors
      } else {
        self.height =
          height + height + LayoutConstants.metal2Pitch * tracks * feature + height + outputHeight
        width = larger(w.nor * Double(norCount), w.nand * Double(nandCount))
      }
    }
    area = self.height * width

    leakage = Self.leakage(
      inverter, nand, nor, driver, isMultiplexer: isMultiplexer, inverters: inverterCount,
      nands: nandCount, nors: norCount, in: technology)

    let square = technology.supplyVoltageSquared
    let pairs = Double(addressBits / 2)
    let nors = Double(norCount)
    var energy = (inverter.inputCapacitance + nand.inputCapacitance * 2) * square * pairs * 2
    energy +=
      (inverter.inputCapacitance + nor.inputCapacitance * nors / 2) * square
      * (Double(addressBits) - pairs * 2)
    energy += (nand.outputCapacitance + nor.inputCapacitance * nors / 4) * square * Double(nandCount) / 4
    if isMultiplexer {
      energy += (nor.outputCapacitance + nand.inputCapacitance) * square
      energy += (nand.outputCapacitance + driver.inputCapacitance) * square
      energy += (driver.outputCapacitance + driver.inputCapacitance) * square
      energy += driver.outputCapacitance * square
    } else {
      energy += (nor.outputCapacitance + inverter.inputCapacitance) * square
      energy += (driver.inputCapacitance + driver.outputCapacitance) * square * 2
    }
    readEnergyPerOperation = energy * environment.controlActivity
    writeEnergyPerOperation = energy
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
  public func delay(ramp: Double, load: Double, secondLoad: Double = 0) -> Stage {
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
  public func readEnergy(reads: Double) -> Double { readEnergyPerOperation * reads }

  /// In J; without the control activity of the reads (Q-C7).
  public func writeEnergy(writes: Double) -> Double { writeEnergyPerOperation * writes }
}
