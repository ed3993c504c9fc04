#if canImport(Glibc)
  import Glibc
#endif

/// A crossbar with its periphery: drivers, multiplexer, converters, shift-and-add (spec 11).
///
/// One evaluation reads *all* columns once for one input vector (one bit plane of one window), that is
/// `columnSharing` conversions per ADC. Costs are linear in the number of vectors and in their summed row
/// activity, so a subarray boils down to coefficients; only the converters look at the data.
public struct Subarray: Sendable {
  /// The converter at the foot of the columns.
  public enum Converter: Sendable {
    case flash(FlashADC, ThermometerEncoder)
    case sar(SARADC)
  }

  /// One circuit's share: area, energy per vector and per unit of summed activity, leakage.
  public struct Part: Sendable {
    public let component: Component
    /// The category its energy is booked under (spec 11 §7: the array's energy belongs to the ADC).
    public let energyCategory: CostCategory
    /// m², joule per vector, joule per unit of activity, watt.
    public let area: Double
    public let energyPerVector: Double
    public let energyPerActivity: Double
    public let leakage: Double
  }

  public let hardware: Hardware
  public let periphery: Periphery
  public let converter: Converter
  public let parts: [Part]
  /// Metres. The box includes empty area, which `area` does not.
  public let height: Double
  public let width: Double
  /// Area of all circuits, m² (`area_used`).
  public let area: Double
  public let leakage: Double
  public let path: ColumnPath
  /// What the circuits above the crossbar are sized in.
  let environment: CircuitEnvironment

  /// Wire and transistor loads (spec 11 §1): farad and ohm.
  public let rowCapacitance: Double
  public let columnCapacitance: Double
  public let rowResistance: Double
  public let columnResistance: Double
  /// Width of the access transistor in feature sizes; 0 without one.
  public let accessWidthInFeatures: Double

  /// Seconds: word line, multiplexer, bit line, and what a conversion adds to the sensing time of the flash
  /// converter itself.
  public let rowDelay: Double
  public let multiplexerDelay: Double
  public let columnDelay: Double
  public let conversionDelay: Double
  /// Factor on every sensing time (spec 10 §1.6, beta).
  public let sensingFactor: Double
  /// Per vector: clock cycles when synchronous (spec 11 §6), else seconds (§9).
  public let adcLatency: Double
  public let accumulationLatency: Double
  public let otherLatency: Double

  /// Height and width of the cell array alone, metres.
  public let arrayHeight: Double
  public let arrayWidth: Double

  /// Cell columns per ADC, never more than there are columns.
  public let sharing: Int
  public let converters: Int

  /// Sizes and lays out all circuits of a subarray.
  ///
  /// - Parameter clock: the clock that the circuits are sized with, Hz.
  /// - Throws: ``HardwareError/invalid(rule:)`` when the access transistor would be wider than the cell, or
  ///   the periphery is impossible.
  public init(hardware: Hardware, periphery: Periphery, clock: Double) throws(HardwareError) {
    try hardware.validate(periphery)
    guard hardware.device != .sram else {
      throw .invalid(rule: "device 'sram' is not supported yet: 'rram' or 'fefet'")
    }
    guard hardware.readMode == .parallel else {
      throw .invalid(rule: "read_mode 'sequential' is not supported yet: 'parallel'")
    }
    let technology = try Technology(
      node: hardware.node, roadmap: hardware.roadmap, kind: hardware.transistorKind,
      temperatureKelvin: hardware.temperatureKelvin)
    let wire = try Wire(
      widthNanometres: hardware.wireWidthNanometres, temperatureKelvin: hardware.temperatureKelvin)
    let rows = periphery.crossbarRows
    let columns = periphery.crossbarColumns
    let feature = technology.featureSize

    // Geometry and loads, §1 and §11.
    let has1T1R = hardware.hasAccessTransistor
    let cellWidth: Double
    let cellHeight: Double
    if has1T1R {
      let widthInFeatures =
        hardware.relaxesCellWidth ? max(hardware.cellWidthInFeatures, 2 * 7.6) : hardware.cellWidthInFeatures
      let heightInFeatures =
        hardware.relaxesCellHeight ? max(hardware.cellHeightInFeatures, 28) : hardware.cellHeightInFeatures
      arrayWidth = Double(columns) * widthInFeatures * feature
      arrayHeight = Double(rows) * heightInFeatures * feature
      cellWidth = hardware.cellWidthInFeatures
      cellHeight = hardware.cellHeightInFeatures
    } else {
      let pitchX = hardware.crossPointWidthInFeatures * hardware.crossPointFeatureSize
      let pitchY = hardware.crossPointHeightInFeatures * hardware.crossPointFeatureSize
      arrayWidth = Double(columns) * (hardware.relaxesCellWidth ? max(pitchX, 2 * 7.6 * feature) : pitchX)
      arrayHeight = Double(rows) * (hardware.relaxesCellHeight ? max(pitchY, 28 * feature) : pitchY)
      cellWidth = hardware.crossPointWidthInFeatures
      cellHeight = hardware.crossPointHeightInFeatures
    }
    let bitLineCapacitance = arrayHeight * 0.2e-15 / 1e-6
    let wordLineCapacitance = arrayWidth * 0.2e-15 / 1e-6
    rowResistance = arrayWidth * wire.resistancePerMetre
    columnResistance = arrayHeight * wire.resistancePerMetre

    let onResistance = hardware.onResistance
    let offResistance = hardware.offResistance
    let averageDevice = (onResistance + offResistance) / 2
    let onCell: Double
    let offCell: Double
    let averageCell: Double
    if has1T1R {
      let accessResistance = onResistance * 0.25
      let accessWidth =
        technology.onResistance(width: feature, polarity: .n) * 0.20 / accessResistance
      if accessWidth > hardware.cellWidthInFeatures {
        throw .invalid(
          rule: "the access transistor (\((accessWidth * 100).rounded() / 100) feature sizes wide for r_on_ohm = \(onResistance))"
            + " must fit into the cell (\(hardware.cellWidthInFeatures) feature sizes)")
      }
      accessWidthInFeatures = accessWidth
      onCell = accessResistance + onResistance
      offCell = accessResistance + offResistance
      averageCell = accessResistance + averageDevice
      rowCapacitance =
        wordLineCapacitance + technology.gateCapacitance(width: accessWidth * feature) * Double(columns)
      columnCapacitance =
        bitLineCapacitance
        + technology.drainCapacitance(
          width: accessWidth * feature, polarity: .n, height: hardware.cellWidthInFeatures * feature) * Double(rows)
    } else {
      accessWidthInFeatures = 0
      onCell = onResistance
      offCell = offResistance
      averageCell = averageDevice
      rowCapacitance = wordLineCapacitance
      columnCapacitance = bitLineCapacitance
    }

    let environment = CircuitEnvironment(
      technology: technology, wire: wire,
      cell: CellRecord(
        hasAccessTransistor: has1T1R, heightInFeatures: cellHeight, widthInFeatures: cellWidth,
        readVoltage: hardware.readVoltage, writeVoltage: hardware.writeVoltage,
        accessVoltage: hardware.accessVoltage, readPulseWidth: hardware.readPulseWidth,
        onResistance: onResistance, offResistance: offResistance,
        cellOnResistance: onCell, cellOffResistance: offCell,
        sramNMOSWidthInFeatures: hardware.sramNMOSWidthInFeatures,
        sramPMOSWidthInFeatures: hardware.sramPMOSWidthInFeatures,
        sramAccessWidthInFeatures: hardware.sramAccessWidthInFeatures,
        sramMinimumSenseVoltage: hardware.sramMinimumSenseVoltage,
        sramCellHeightInFeatures: hardware.sramCellHeightInFeatures,
        sramCellWidthInFeatures: hardware.sramCellWidthInFeatures),
      clockFrequency: clock, isSynchronous: hardware.isSynchronous, calibration: hardware.calibration,
      crossbarRows: rows)

    // Circuits, §2 and §3.
    let sharing = min(periphery.columnSharing, columns)
    let converters = columns / sharing
    let levels = periphery.levels.count
    let bits = log2(Double(levels))
    let cells = hardware.cellsPerWeight
    let inputBits = periphery.inputBits
    let byHeight = Fit.height(arrayHeight)
    let byWidth = Fit.width(arrayWidth)
    let gateResistance = averageCell / Double(rows)

    let wordLines: WordLines =
      has1T1R
      ? .access(WordLineSwitchMatrix(rows: rows, fit: byHeight, in: environment))
      : .crossPoint(
        SwitchMatrix(
          orientation: .row, lines: rows,
          matchedResistance: gateResistance * Double(rows) / Double(columns), fit: byHeight, in: environment))
    let sourceLines = SwitchMatrix(
      orientation: .column, lines: columns, matchedResistance: gateResistance * Double(rows), fit: byWidth,
      in: environment)

    var multiplexer: ColumnMultiplexer?
    var multiplexerDecoder: RowDecoder?
    if sharing > 1 {
      let first = ColumnMultiplexer(
        outputs: converters, selections: sharing, matchedResistance: gateResistance, fit: byWidth,
        in: environment)
      let decoder = RowDecoder(
        orientation: .row, addressBits: truncated(log2(Double(sharing)).rounded(.up)), isMultiplexer: true,
        fit: .natural, in: environment)
      multiplexer = first.forced(height: max(decoder.height, first.height), width: arrayWidth)
      multiplexerDecoder = decoder
    }

    switch periphery.adc {
    case .flash:
      converter = .flash(
        FlashADC(
          converters: converters, levels: levels, isParallelRead: true, senses: hardware.flashSensing,
          fit: byWidth, in: environment),
        ThermometerEncoder(levels: levels, encoders: converters, fit: byWidth, in: environment))
    case .sar:
      converter = .sar(SARADC(converters: converters, levels: levels, fit: byWidth, in: environment))
    }
    let weightAdder =
      cells > 1
      ? ShiftAdder(units: converters, adderBits: truncated(bits), steps: cells, fit: byWidth, in: environment)
      : nil
    let inputAdder =
      inputBits > 1
      ? ShiftAdder(
        units: converters, adderBits: truncated(bits + Double(cells)), steps: inputBits, fit: byWidth,
        in: environment) : nil
    let hasLevelShifters = hardware.writeVoltage > 1.5
    let rowShifter = hasLevelShifters ? LevelShifter(lines: rows, fit: byHeight, in: environment) : nil
    let columnShifter = hasLevelShifters ? LevelShifter(lines: columns, fit: byWidth, in: environment) : nil

    // Sensing, §5.
    let beta = hardware.calibration?.sensingCycle ?? 1
    columnDelay = (columnCapacitance * (averageCell / Double(rows / 2))) * 0.2
    rowDelay = wordLines.delay(load: rowCapacitance, resistance: rowResistance)
    if let multiplexer, let multiplexerDecoder {
      multiplexerDelay =
        multiplexer.latency(load: 0, reads: 1)
        + multiplexerDecoder.delay(
          ramp: 1e20, load: multiplexer.gateCapacitanceN * Double(converters),
          secondLoad: multiplexer.gateCapacitanceP * Double(converters)
        ).delay
    } else {
      multiplexerDelay = 0
    }
    switch converter {
    case .flash(_, let encoder): conversionDelay = encoder.latency(ramp: 1e20, reads: 1)
    case .sar(let sar): conversionDelay = sar.latency(reads: 1)
    }

    // Latency and energy per vector, §6, §7 and §9.
    let reads = Double(sharing)
    let accumulations = Double(sharing / cells)
    accumulationLatency =
      (weightAdder?.latency(reads: reads) ?? 0) + (inputAdder?.latency(reads: accumulations) ?? 0)
    if hardware.isSynchronous {
      adcLatency = reads
      otherLatency = 0
    } else {
      adcLatency = (conversionDelay + columnDelay) * reads * beta
      otherLatency = max(rowDelay, multiplexerDelay) * reads * beta
    }

    let supply = technology.supplyVoltage
    let readCells = (Double(columns) / reads).rounded(.up)
    let arrayPerVector =
      bitLineCapacitance * hardware.readVoltage * hardware.readVoltage * readCells * reads
    let arrayPerActivity = rowCapacitance * supply * supply * Double(rows) * reads

    var parts: [Part] = []
    parts.reserveCapacity(11)
    func add(
      _ component: Component, _ category: CostCategory, area: Double, perVector: Double = 0,
      perActivity: Double = 0, leakage: Double = 0
    ) {
      parts.append(
        Part(
          component: component, energyCategory: category, area: area, energyPerVector: perVector,
          energyPerActivity: perActivity, leakage: leakage))
    }
    add(
      .cells, .adc, area: arrayHeight * arrayWidth, perVector: arrayPerVector, perActivity: arrayPerActivity)
    if let rowShifter, let columnShifter {
      add(.levelShifters, .other, area: rowShifter.area + rowShifter.area + columnShifter.area)
    }
    let idle = wordLines.readEnergy(reads: reads, activity: 0)
    add(
      .wordLineSwitches, .other, area: wordLines.area, perVector: idle,
      perActivity: wordLines.readEnergy(reads: reads, activity: 1) - idle, leakage: wordLines.leakage)
    add(.sourceLineSwitches, .other, area: sourceLines.area, leakage: sourceLines.leakage)
    if let multiplexer, let multiplexerDecoder {
      // The energies are divided by the input precision although every bit reads the crossbar (Q-C113).
      add(
        .columnMultiplexer, .other, area: multiplexer.area,
        perVector: multiplexer.readEnergy(reads: reads) / Double(inputBits))
      add(
        .multiplexerDecoder, .other, area: multiplexerDecoder.area,
        perVector: multiplexerDecoder.readEnergy(reads: reads) / Double(inputBits),
        leakage: multiplexerDecoder.leakage)
    }
    switch converter {
    case .flash(let flash, let encoder):
      add(.flashADC, .adc, area: flash.area)
      add(
        .thermometerEncoder, .adc, area: encoder.area, perVector: encoder.readEnergy(reads: reads),
        leakage: encoder.leakage)
    case .sar(let sar):
      add(.sarADC, .adc, area: sar.area)
    }
    if let weightAdder {
      add(
        .weightShiftAdder, .accumulation, area: weightAdder.area,
        perVector: weightAdder.readEnergy(reads: reads), leakage: weightAdder.leakage)
    }
    if let inputAdder {
      add(
        .inputShiftAdder, .accumulation, area: inputAdder.area,
        perVector: inputAdder.readEnergy(reads: accumulations), leakage: inputAdder.leakage)
    }

    var height = columnShifter?.height ?? 0
    height += sourceLines.height
    height += arrayHeight
    height += multiplexer?.height ?? 0
    switch converter {
    case .flash(let flash, let encoder): height += flash.height + encoder.height
    case .sar(let sar): height += sar.height
    }
    height += (weightAdder?.height ?? 0) + (inputAdder?.height ?? 0)
    self.height = height
    let rowPeriphery = (rowShifter?.width ?? 0) * 2 + wordLines.width
    width = max(rowPeriphery, multiplexerDecoder?.width ?? 0) + arrayWidth
    area = parts.reduce(0) { $0 + $1.area }
    leakage = parts.reduce(0) { $0 + $1.leakage }
    self.parts = parts
    self.hardware = hardware
    self.periphery = periphery
    self.sharing = sharing
    self.converters = converters
    sensingFactor = beta
    path = ColumnPath(hardware: hardware, wire: wire)
    self.environment = environment
  }

  /// The drivers of the word lines: one-transistor cells and cross-points have different ones (§2, §11).
  private enum WordLines {
    case access(WordLineSwitchMatrix)
    case crossPoint(SwitchMatrix)

    func delay(load: Double, resistance: Double) -> Double {
      switch self {
      case .access(let matrix): matrix.delay(ramp: 1e20, load: load, resistance: resistance).delay
      case .crossPoint(let matrix): matrix.delay(ramp: 1e20, load: load, resistance: resistance).delay
      }
    }

    func readEnergy(reads: Double, activity: Double) -> Double {
      switch self {
      case .access(let matrix): matrix.readEnergy(reads: reads, activity: activity)
      case .crossPoint(let matrix): matrix.readEnergy(reads: reads, rowActivity: activity)
      }
    }

    var area: Double {
      switch self {
      case .access(let matrix): matrix.area
      case .crossPoint(let matrix): matrix.area
      }
    }

    var width: Double {
      switch self {
      case .access(let matrix): matrix.width
      case .crossPoint(let matrix): matrix.width
      }
    }

    var leakage: Double {
      switch self {
      case .access(let matrix): matrix.leakage
      case .crossPoint(let matrix): matrix.leakage
      }
    }
  }
}

extension Subarray {
  /// Time of one sensing operation, second: what the clock must wait for (spec 11 §5).
  ///
  /// - Parameter longestConversion: the flash converter's slowest column, second; ignored by SAR.
  public func sensingPeriod(longestConversion: Double) -> Double {
    let conversion: Double
    if case .flash = converter { conversion = longestConversion + conversionDelay } else { conversion = conversionDelay }
    return (max(rowDelay, multiplexerDelay) + columnDelay + conversion) * sensingFactor
  }

  /// Latency of all vectors of one block: clock cycles when synchronous, else seconds.
  public func latency(of statistics: BlockStatistics) -> (adc: Double, accumulation: Double, other: Double) {
    var adc = adcLatency * statistics.vectors
    if !hardware.isSynchronous {
      adc += statistics.conversionTime * Double(sharing) * sensingFactor
    }
    return (adc, accumulationLatency * statistics.vectors, otherLatency * statistics.vectors)
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
    }
  }
}
