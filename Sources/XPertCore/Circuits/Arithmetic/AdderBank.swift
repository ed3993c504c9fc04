/// Ripple-carry adders side by side (spec 03 §9).
package struct AdderBank: Sendable {
  /// In m, m². All 0 if a given dimension is too small for one adder (Q-C22).
  package let height: Double
  package let width: Double
  package let area: Double
  /// In W.
  package let leakage: Double
  package let bits: Int
  package let adders: Int

  private let adder: RippleCarryAdder
  private let energyPerAddition: Double
  private let clockFrequency: Double
  private let isSynchronous: Bool

  package init(bits: Int, adders: Int, fit: LayoutConstraint, in environment: CircuitEnvironment) {
    let technology = environment.technology
    self.bits = bits
    self.adders = adders
    adder = RippleCarryAdder(technology)
    clockFrequency = environment.clockFrequency
    isSynchronous = environment.isSynchronous

    let gate = adder.nand.footprint
    let count = Double(adders)
    if fit.givenHeight != 0 {
      let adderWidth = gate.width * 9 * Double(bits)
      let fits = !(gate.height > fit.givenHeight)
      height = fits ? fit.givenHeight : 0
      width = fits ? adderWidth * gate.height * count / fit.givenHeight : 0
    } else if fit.givenWidth != 0 {
      let adderHeight = gate.height * Double(bits)
      let adderWidth = gate.width * 9
      let fits = !(adderWidth > fit.givenWidth)
      width = fits ? fit.givenWidth : 0
      height = fits ? adderWidth * adderHeight * count / fit.givenWidth : 0
    } else {
      width = (gate.width * 9 * Double(bits)) * count
      height = gate.height
    }
    area = height * width
    leakage = adder.nand.leakage * technology.supplyVoltage * 9 * Double(bits) * count
    energyPerAddition =
      adder.energy(bits: bits, supplyVoltageSquared: technology.supplyVoltageSquared)
      * environment.adderActivity
  }

  /// Delay of one addition in s and output slope; `ramp` in 1/s, `load` in F.
  package func delay(ramp: Double, load: Double) -> Stage {
    let chain = adder.chain(ramp: ramp, load: load)
    return Stage(delay: chain.delay(bits: bits), ramp: chain.ramp)
  }

  /// Whole clock cycles per read when synchronous, else seconds.
  package func delay(ramp: Double, load: Double, reads: Double) -> Double {
    let delay = delay(ramp: ramp, load: load).delay
    return (isSynchronous ? (delay * clockFrequency).rounded(.up) : delay) * reads
  }

  /// In J; `operations` adders work in each read.
  package func readEnergy(reads: Double, operations: Int) -> Double {
    reads * Double(min(operations, adders)) * energyPerAddition
  }
}
