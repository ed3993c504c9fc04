extension Subarray {
  var timing: ReadTiming {
    ReadTiming(
      isSequential: hardware.readMode == .sequential, rows: Double(periphery.crossbarRows),
      rowDelay: rowDelay, multiplexerDelay: multiplexerDelay)
  }

  /// Time of one sensing operation, second: what the clock must wait for (spec 11 §5, §12, §14, §15).
  ///
  /// - Parameter longestConversion: the flash converter's slowest column, second; ignored by others.
  package func sensingPeriod(longestConversion: Double) -> Double {
    var conversion = conversionDelay
    if case .flash = converter { conversion += longestConversion }
    return (max(rowDelay, multiplexerDelay) + prechargeDelay + columnDelay + conversion) * sensingFactor
  }

  /// Delay of all vectors of one block: clock cycles when synchronous (spec 11 §6), else seconds (§9).
  package func delay(of statistics: BlockStatistics) -> (adc: Double, accumulation: Double, other: Double) {
    let timing = timing
    let reads = timing.reads(vectors: statistics.vectors, activity: statistics.activity)
    let accumulation =
      accumulationPerVector * statistics.vectors
      + (timing.isSequential ? accumulationPerRead * reads : 0)
    if hardware.isSynchronous { return (conversions * reads, accumulation, 0) }
    let conversion = (prechargeDelay + columnDelay + conversionDelay) * reads + statistics.conversionTime
    let addressing =
      timing.isSequential
      ? statistics.addressingTime : timing.addressingTime(activity: 1) * statistics.vectors
    return (
      conversion * conversions * sensingFactor, accumulation, addressing * conversions * sensingFactor
    )
  }

  /// Energy by component of all vectors in `statistics`, joule.
  package func addEnergy(of statistics: BlockStatistics, to table: inout ComponentTable) {
    for part in parts {
      table[part.component] +=
        part.energyPerVector * statistics.vectors + part.energyPerActivity * statistics.activity
    }
    switch converter {
    case .flash: table[.flashADC] += statistics.conversionEnergy
    case .sar: table[.sarADC] += statistics.conversionEnergy
    case .senseAmplifiers: break
    }
  }

  /// Energy of the given statistics by category, joule (spec 11 §7).
  package func energy(of statistics: BlockStatistics) -> (adc: Double, accumulation: Double, other: Double) {
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
  package func area(of category: CostCategory) -> Double {
    parts.reduce(0) { $0 + ($1.component.category == category ? $1.area : 0) }
  }
}
