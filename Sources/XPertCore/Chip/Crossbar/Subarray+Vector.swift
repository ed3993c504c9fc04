extension Subarray {
  /// The statistics of a single input vector whose column resistances are known.
  ///
  /// Read row by row, a vector without a driven row has no column resistance (0 / 0); it is not converted and
  /// costs neither time nor energy in the converters (Q-C121).
  ///
  /// - Parameters:
  ///   - activity: active rows over mapped rows.
  ///   - columnResistances: ohm, one per mapped column: of all driven rows in parallel, or their mean where
  ///     they are read one by one; infinite for a column without a driven cell.
  package func statistics(activity: Double, columnResistances: [Double]) -> BlockStatistics {
    var statistics = BlockStatistics()
    statistics.vectors = 1
    statistics.activity = activity
    statistics.idleVectors = activity > 0 ? 0 : 1
    let timing = timing
    if timing.isSequential { statistics.addressingTime = timing.addressingTime(activity: activity) }
    let reads = timing.reads(vectors: 1, activity: activity)
    if timing.isSequential && activity == 0 {
      if case .flash = converter { statistics.longestConversion = FlashADC.minimumArrayDelay }
      return statistics
    }
    columnResistances.withUnsafeBufferPointer { resistances in
      switch converter {
      case .flash(let flash, _):
        statistics.conversionEnergy = flash.readEnergy(columnResistances: resistances, reads: reads)
        statistics.longestConversion = flash.delay(columnResistances: resistances, sharing: 1, reads: 1)
        statistics.conversionTime = statistics.longestConversion * reads
      case .sar(let sar):
        statistics.conversionEnergy = sar.readEnergy(columnResistances: resistances, reads: reads)
      case .senseAmplifiers:
        break
      }
    }
    return statistics
  }
}
