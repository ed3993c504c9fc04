import Platform

extension SubarrayDesign {
  /// RRAM or FeFET, all rows at once (spec 11 part A, §10, §11).
  init(parallelResistive array: CellArray, periphery: Periphery, in environment: CircuitEnvironment) {
    let bits = log2(Double(periphery.levels.count))
    // What a column looks like with all rows in parallel.
    let columnLoad = array.averageResistance / Double(array.rows)
    let readout = ColumnReadout(
      .init(
        levels: periphery.levels.count, weightAdderBits: truncated(bits),
        inputAdderBits: truncated(bits + Double(array.hardware.cellsPerWeight)),
        multiplexedResistance: columnLoad), periphery: periphery, array: array, in: environment)
    self.init(converter: readout.converter)
    conversions = Double(readout.sharing)

    list.add(array, reads: conversions)
    let shifters = LineShifters(array: array, addingTo: &list, in: environment)
    let words = WordLines(array, columnLoad: columnLoad, in: environment)
    let idle = words.readEnergy(reads: conversions, activity: 0)
    list.add(
      .wordLineSwitches, .other, area: words.area, perVector: idle,
      perActivity: words.readEnergy(reads: conversions, activity: 1) - idle, leakage: words.leakage)
    let sources = SwitchMatrix(
      orientation: .column, lines: array.columns, matchedResistance: columnLoad * Double(array.rows),
      fit: .width(array.width), in: environment)
    list.add(.sourceLineSwitches, .other, area: sources.area, leakage: sources.leakage)
    readout.add(to: &list)

    height = shifters.height + sources.height + array.height + readout.height
    width = max(shifters.width + words.width, readout.decoder?.width ?? 0) + array.width
    // A divided number of rows: one row is a division by zero (Q-C117).
    columnDelay = (array.columnCapacitance * (array.averageResistance / Double(array.rows / 2))) * 0.2
    rowDelay = words.delay(load: array.rowCapacitance, resistance: array.rowResistance)
    multiplexerDelay = readout.multiplexerDelay
    conversionDelay = readout.conversionDelay
    accumulationPerVector = readout.accumulationDelay
  }
}

extension PartList {
  /// The cells with the charge of their lines; its energy belongs to the converters' (§7, §12).
  mutating func add(_ array: CellArray, reads: Double) {
    let hardware = array.hardware
    let supply = array.technology.supplyVoltage
    let readCells = (Double(array.columns) / reads).rounded(.up)
    let columns = array.bitLineCapacitance * hardware.readVoltage * hardware.readVoltage * readCells
    let rows = array.rowCapacitance * supply * supply
    switch hardware.readMode {
    case .parallel:
      add(
        .cells, .adc, area: array.height * array.width, perVector: columns * reads,
        perActivity: rows * Double(array.rows) * reads)
    case .sequential:
      add(
        .cells, .adc, area: array.height * array.width,
        perActivity: (columns + rows) * Double(array.rows) * reads)
    }
  }
}

/// The drivers of the word lines of a parallel read: cells with an access transistor and cross-points have
/// different ones (spec 11 §2, §11).
private enum WordLines {
  case access(WordLineSwitchMatrix)
  case crossPoint(SwitchMatrix)

  init(_ array: CellArray, columnLoad: Double, in environment: CircuitEnvironment) {
    let fit = LayoutConstraint.height(array.height)
    self =
      array.hardware.hasAccessTransistor
      ? .access(WordLineSwitchMatrix(rows: array.rows, fit: fit, in: environment))
      : .crossPoint(
        SwitchMatrix(
          orientation: .row, lines: array.rows,
          matchedResistance: columnLoad * Double(array.rows) / Double(array.columns), fit: fit,
          in: environment))
  }

  func delay(load: Double, resistance: Double) -> Double {
    switch self {
    case .access(let matrix): matrix.delay(ramp: Stage.idealStep, load: load, resistance: resistance).delay
    case .crossPoint(let matrix):
      matrix.delay(ramp: Stage.idealStep, load: load, resistance: resistance).delay
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
