extension Subarray {
  /// The statistics of a single input vector whose column resistances are known.
  ///
  /// - Parameters:
  ///   - activity: active rows over mapped rows.
  ///   - columnResistances: ohm, one per mapped column; infinite for a column without a driven cell.
  public func statistics(activity: Double, columnResistances: [Double]) -> BlockStatistics {
    var statistics = BlockStatistics()
    statistics.vectors = 1
    statistics.activity = activity
    columnResistances.withUnsafeBufferPointer { resistances in
      switch converter {
      case .flash(let flash, _):
        statistics.conversionEnergy = flash.readEnergy(columnResistances: resistances, reads: 1)
        statistics.longestConversion = flash.latency(columnResistances: resistances, sharing: 1, reads: 1)
        statistics.conversionTime = statistics.longestConversion
      case .sar(let sar):
        statistics.conversionEnergy = sar.readEnergy(columnResistances: resistances, reads: 1)
      }
    }
    return statistics
  }

  /// Energy of the given statistics by category, joule (spec 11 §7).
  public func energy(of statistics: BlockStatistics) -> (adc: Double, accumulation: Double, other: Double) {
    var adc = statistics.conversionEnergy
    var accumulation = 0.0
    var other = 0.0
    for part in parts {
      let energy = part.energyPerVector * statistics.vectors + part.energyPerActivity * statistics.activity
      switch part.energyCategory {
      case .adc: adc += energy
      case .accumulation: accumulation += energy
      default: other += energy
      }
    }
    return (adc, accumulation, other)
  }

  /// Area of one category, m².
  public func area(of category: CostCategory) -> Double {
    parts.reduce(0) { $0 + ($1.component.category == category ? $1.area : 0) }
  }
}
