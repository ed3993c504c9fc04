extension Subarray {
  var isSequential: Bool { hardware.readMode == .sequential }

  /// Times that the converters of one vector fire per column: once for all rows together, or once per driven
  /// row. The activity of the mapped rows counts for all rows (Q-C114).
  ///
  /// - Parameters: number of vectors, and their summed row activity.
  func reads(vectors: Double, activity: Double) -> Double {
    isSequential ? Double(periphery.crossbarRows) * activity : vectors
  }

  /// Time to select the rows and columns of one vector, second, before the sensing factor (spec 11 §9, §12).
  func addressingTime(activity: Double) -> Double {
    let rows = isSequential ? rowDelay * Double(periphery.crossbarRows) * activity : rowDelay
    return max(rows, multiplexerDelay)
  }

  /// Time of one sensing operation, second: what the clock must wait for (spec 11 §5, §12, §14, §15).
  ///
  /// - Parameter longestConversion: the flash converter's slowest column, second; ignored by others.
  public func sensingPeriod(longestConversion: Double) -> Double {
    var conversion = conversionDelay
    if case .flash = converter { conversion += longestConversion }
    return (max(rowDelay, multiplexerDelay) + prechargeDelay + columnDelay + conversion) * sensingFactor
  }

  /// Latency of all vectors of one block: clock cycles when synchronous (spec 11 §6), else seconds (§9).
  public func latency(of statistics: BlockStatistics) -> (adc: Double, accumulation: Double, other: Double) {
    let reads = reads(vectors: statistics.vectors, activity: statistics.activity)
    let accumulation = accumulationPerVector * statistics.vectors
      + (isSequential ? accumulationPerRead * reads : 0)
    if hardware.isSynchronous { return (conversions * reads, accumulation, 0) }
    let sensing = (prechargeDelay + columnDelay + conversionDelay) * reads + statistics.conversionTime
    let addressing =
      isSequential ? statistics.addressingTime : addressingTime(activity: 1) * statistics.vectors
    return (
      sensing * conversions * sensingFactor, accumulation, addressing * conversions * sensingFactor
    )
  }

  /// Energy by component of all vectors in `statistics`, joule.
  public func addEnergy(of statistics: BlockStatistics, to table: inout ComponentTable) {
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
