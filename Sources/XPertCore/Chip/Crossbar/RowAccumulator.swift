/// Adders and flip-flops that sum up the rows of a crossbar read one after the other (spec 11 §12, §15).
struct RowAccumulator: Sendable {
  let adders: AdderBank
  let registers: FlipFlopBank
  private let isSynchronous: Bool
  private let isCalibrated: Bool

  init(bits: Int, count: Int, fit: LayoutConstraint, in environment: CircuitEnvironment) {
    adders = AdderBank(bits: bits, adders: count, fit: fit, in: environment)
    registers = FlipFlopBank(count: (bits + 1) * count, fit: fit, in: environment)
    isSynchronous = environment.isSynchronous
    isCalibrated = environment.calibration != nil
  }

  /// Metres.
  var height: Double { adders.height + registers.height }

  /// Clock cycles when synchronous, without the flip-flops; else seconds, with them.
  func delay(reads: Double) -> Double {
    adders.delay(ramp: Stage.idealStep, load: registers.drainCapacitance, reads: reads)
      + (isSynchronous ? 0 : registers.delay(reads: reads))
  }

  /// - Parameters:
  ///   - readsPerActivity: reads of single rows per unit of row activity.
  ///   - operations: sums formed in each.
  func add(to list: inout PartList, readsPerActivity: Double, operations: Int) {
    list.add(
      .rowAccumulator, .accumulation, area: adders.area,
      perActivity: adders.readEnergy(reads: readsPerActivity, operations: operations),
      leakage: adders.leakage)
    list.add(
      .rowAccumulator, .accumulation, area: registers.area,
      perActivity: registers.readEnergy(
        reads: readsPerActivity, active: Double(operations * (adders.bits + 1)), calibrated: isCalibrated),
      leakage: registers.leakage)
  }
}
