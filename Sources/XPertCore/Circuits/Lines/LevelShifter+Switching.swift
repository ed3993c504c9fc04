extension LevelShifter {
  /// Delay of one operation in s and output slope (spec 03 §18); `load` in F.
  package func delay(load: Double) -> Stage {
    let first = rampDelay(
      timeConstant: firstResistance * (lowCapacitance + latchCapacitance * 2), ramp: Stage.idealStep)
    let second = rampDelay(
      timeConstant: outputResistance * (load + highCapacitance), ramp: Stage.idealStep)
    return Stage(delay: first.delay + second.delay, ramp: second.ramp)
  }

  /// In J; `activity` is the fraction of lines that switch.
  package func readEnergy(reads: Double, activity: Double) -> Double {
    (lowCapacitance + latchCapacitance * 2) * supplyVoltageSquared * Double(lines) * activity * reads
  }

  /// In J, for one line; `load` in F.
  package func writeEnergy(load: Double, writes: Double) -> Double {
    ((lowCapacitance + latchCapacitance * 2) * supplyVoltageSquared
      + (load + highCapacitance) * 2 * (writeVoltage * writeVoltage)) * writes
  }
}
