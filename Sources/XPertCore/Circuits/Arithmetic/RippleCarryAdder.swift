/// Delay and energy of one ripple-carry adder made of nine NAND gates per bit (spec 03 §9).
struct RippleCarryAdder: Sendable {
  let nand: StandardGate

  init(_ technology: Technology) { nand = technology.cells.nand }

  /// The delays of an adder's stages, of which a pair repeats from the third bit on.
  struct Chain {
    /// First carry, and the repeated pair.
    var first: Double
    var pair: Double
    /// Delays after the chain, one after the other, and the final slope.
    var last: (Double, Double, Double)
    var ramp: Double

    /// Delay in s of an adder of `bits` bits.
    func delay(bits: Int) -> Double {
      var total = first
      if bits > 2 { total += pair * Double(bits - 2) }
      total += last.0
      total += last.1
      total += last.2
      return total
    }
  }

  /// The stages' delays; the same for any number of bits. The repeated pair hands on its slope even in adders
  /// of one or two bits, where it adds no delay: spec 03 §9 leaves this open, the golden adders decide it.
  ///
  /// - Parameters: input slope in 1/s, load in F.
  func chain(ramp: Double, load: Double) -> Chain {
    let rn = nand.resistanceN * 2
    let rp = nand.resistanceP
    let input = nand.inputCapacitance
    let output = nand.outputCapacitance
    let toThree = rn * (output + input * 3)
    let toTwo = rp * (output + input * 2)
    let first = rampDelay(timeConstant: toThree, ramp: ramp)
    let second = rampDelay(timeConstant: toTwo, ramp: first.ramp)
    let third = rampDelay(timeConstant: toThree, ramp: second.ramp)
    let fourth = rampDelay(timeConstant: toTwo, ramp: third.ramp)
    let fifth = rampDelay(timeConstant: toThree, ramp: fourth.ramp)
    let sixth = rampDelay(timeConstant: rp * (output + input), ramp: fifth.ramp)
    let seventh = rampDelay(timeConstant: rn * (output + load), ramp: sixth.ramp)
    return Chain(
      first: first.delay + second.delay, pair: third.delay + fourth.delay,
      last: (fifth.delay, sixth.delay, seventh.delay), ramp: seventh.ramp)
  }

  /// In J for one addition, before any activity factor.
  func energy(bits: Int, supplyVoltageSquared: Double) -> Double {
    let input = nand.inputCapacitance
    let output = nand.outputCapacitance
    return supplyVoltageSquared
      * ((14 * input + 7 * output) + (13 * input + 7 * output) * Double(bits - 1))
  }
}
