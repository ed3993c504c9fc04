extension SwitchMatrix {
  /// Energy in J of writing, with sequential writes of single lines (the modes of spec 03 §4 that a
  /// composition uses: "neuro", no parallel write, one write pulse). It includes the flip-flops of `reads`
  /// reads (Q-C14).
  ///
  /// - Parameters:
  ///   - cells: Cells per write operation.
  ///   - columnActivity: Fraction of the columns that are written.
  package func writeEnergy(
    writes: Double, reads: Double, cells: Int, columnActivity: Double
  ) -> Double {
    let count = Double(lines)
    let drain = drainCapacitance * 3
    let gates = (gateCapacitanceN + gateCapacitanceP) * supplyVoltageSquared
    let full = drain * (cell.writeVoltage * cell.writeVoltage)
    let half = drain * ((cell.writeVoltage / 2) * (cell.writeVoltage / 2))
    let switched = smaller(Double(cells), count * columnActivity)
    let perWrite: Double
    switch (cell.hasAccessTransistor, orientation) {
    case (true, .row):
      perWrite = gates * 2
    case (true, .column):
      perWrite =
        full * switched / 2 + full * (count - switched / 2) + full * switched / 2 + gates * count
    case (false, .row):
      perWrite = full + half * (count - 1) + gates * count
    case (false, .column):
      perWrite = full * switched / 2 + full * switched / 2 + half * count + gates * count
    }
    return perWrite * writes + flipFlopEnergy(reads: reads)
  }

  /// Delay of `writes` writes: s, to which the flip-flops of `reads` reads add cycles when synchronous
  /// (Q-C10). Parameters as for `delay(ramp:load:resistance:)`.
  package func writeDelay(
    ramp: Double, load: Double, resistance: Double, writes: Double, reads: Double
  ) -> Double {
    delay(ramp: ramp, load: load, resistance: resistance).delay * writes + flipFlops.delay(reads: reads)
  }
}
