import Platform

/// Sums the outputs of several crossbars, processing elements or tiles, one bit wider per stage
/// (spec 03 §11). An odd input of a stage is dropped (Q-C23).
package struct AdderTree: Sendable {
  /// In m, m².
  package let height: Double
  package let width: Double
  package let area: Double
  /// Inputs to be added, their precision in bits, and trees side by side.
  package let leaves: Int
  package let bits: Int
  package let trees: Int
  package let stages: Int

  private let adder: RippleCarryAdder
  private let supplyVoltage: Double
  private let supplyVoltageSquared: Double
  private let activity: Double
  private let clockFrequency: Double
  private let isSynchronous: Bool

  package init(leaves: Int, bits: Int, trees: Int, fit: LayoutConstraint, in environment: CircuitEnvironment)
  {
    let technology = environment.technology
    self.leaves = leaves
    self.bits = bits
    self.trees = trees
    stages = roundedUp(log2(Double(leaves)))
    adder = RippleCarryAdder(technology)
    supplyVoltage = technology.supplyVoltage
    supplyVoltageSquared = technology.supplyVoltageSquared
    activity = environment.adderActivity
    clockFrequency = environment.clockFrequency
    isSynchronous = environment.isSynchronous

    var adderBits = 0
    Self.forEachStage(leaves: leaves, bits: bits) { width, adders in adderBits += width * adders }
    let bank = AdderBank(bits: adderBits, adders: trees, fit: fit, in: environment)
    (height, width) = fit.dimensions(area: bank.area)
    area = height * width
  }

  /// Calls `body` with the width in bits and the number of the adders of each stage.
  @inline(__always)
  private static func forEachStage(leaves: Int, bits: Int, _ body: (_ bits: Int, _ adders: Int) -> Void) {
    var remaining = leaves
    var width = bits
    var stage = roundedUp(log2(Double(leaves)))
    while stage > 0 {
      body(width, remaining / 2)
      width += 1
      remaining /= 2
      stage -= 1
    }
  }

  /// Clock cycles when synchronous, each stage rounded up by itself, else seconds.
  ///
  /// - Parameters:
  ///   - units: Inputs in use; 0 for all.
  ///   - load: In F, at every stage.
  package func delay(reads: Double, units: Int = 0, load: Double = 0) -> Double {
    let count = units != 0 ? units : leaves
    let chain = adder.chain(ramp: Stage.idealStep, load: load)
    var total = 0.0
    Self.forEachStage(leaves: count, bits: bits) { width, _ in
      let delay = chain.delay(bits: width)
      total += isSynchronous ? (delay * clockFrequency).rounded(.up) : delay
    }
    return reads * total
  }

  /// In J; `units` inputs in use, 0 for all.
  package func readEnergy(reads: Double, units: Int = 0) -> Double {
    var energy = 0.0
    Self.forEachStage(leaves: units != 0 ? units : leaves, bits: bits) { width, adders in
      energy +=
        Double(adders) * adder.energy(bits: width, supplyVoltageSquared: supplyVoltageSquared) * activity
    }
    return energy * Double(trees) * reads
  }

  /// In W; `units` inputs in use, 0 for all (Q-C24).
  package func leakage(units: Int = 0) -> Double {
    var power = 0.0
    Self.forEachStage(leaves: units != 0 ? units : leaves, bits: bits) { width, adders in
      power += adder.nand.leakage * supplyVoltage * 9 * Double(width) * Double(adders)
    }
    return power * Double(trees)
  }
}
