import Platform

extension SubarrayDesign {
  /// RRAM or FeFET, one row at a time (spec 11 §12).
  init(sequentialResistive array: CellArray, periphery: Periphery, in environment: CircuitEnvironment) {
    let hardware = array.hardware
    let addressBits = truncated(log2(Double(array.rows)).rounded(.up))
    let adderBits = addressBits + hardware.effectiveCellBits
    // A converter tells the levels of a single cell apart, whatever its precision.
    let readout = ColumnReadout(
      .init(
        levels: Subarray.sensedLevels(hardware, periphery)!, weightAdderBits: adderBits,
        inputAdderBits: adderBits + hardware.cellsPerWeight, multiplexedResistance: array.onResistance),
      periphery: periphery, array: array, in: environment)
    self.init(converter: readout.converter)
    conversions = Double(readout.sharing)
    let reads = Double(array.rows) * conversions
    let readCells = truncated((Double(array.columns) / conversions).rounded(.up))

    list.add(array, reads: conversions)
    let shifters = LineShifters(array: array, addingTo: &list, in: environment)
    let decoder = RowDecoder(
      orientation: .row, addressBits: addressBits, fit: .height(array.height), in: environment)
    list.add(
      .wordLineDecoder, .other, area: decoder.area, perActivity: decoder.readEnergy(reads: reads),
      leakage: decoder.leakage)
    let driverWidth: Double
    let selected = decoder.delay(ramp: Stage.idealStep, load: array.rowCapacitance)
    if hardware.hasAccessTransistor {
      let driver = SequentialWordLineDriver(rows: array.rows, fit: .height(array.height), in: environment)
      list.add(
        .wordLineDrivers, .other, area: driver.area, perActivity: driver.readEnergy(reads: reads),
        leakage: driver.leakage)
      driverWidth = driver.width
      rowDelay =
        selected.delay
        + driver.delay(ramp: selected.ramp, load: array.rowCapacitance, resistance: array.rowResistance).delay
    } else {
      let driver = CrossPointDriver(
        orientation: .row, lines: array.rows, loads: array.columns, fit: .height(array.height),
        in: environment)
      list.add(
        .wordLineDrivers, .other, area: driver.area,
        perActivity: driver.readEnergy(cells: Double(readCells), reads: reads), leakage: driver.leakage)
      driverWidth = driver.width
      rowDelay =
        selected.delay
        + driver.delay(
          ramp: selected.ramp, load: array.wordLineCapacitance, resistance: array.rowResistance
        ).delay
    }
    let sources = SwitchMatrix(
      orientation: .column, lines: array.columns, matchedResistance: array.onResistance,
      fit: .width(array.width), in: environment)
    list.add(.sourceLineSwitches, .other, area: sources.area, leakage: sources.leakage)
    let accumulator = RowAccumulator(
      bits: adderBits, count: readout.converters, fit: .width(array.width), in: environment)
    accumulator.add(to: &list, readsPerActivity: reads, operations: readCells)
    readout.add(to: &list)

    height = shifters.height + sources.height + array.height + accumulator.height + readout.height
    width =
      max(shifters.width + decoder.width + driverWidth, readout.decoder?.width ?? 0) + array.width
    columnDelay = (array.columnCapacitance * array.averageResistance) * 0.2
    multiplexerDelay = readout.multiplexerDelay
    conversionDelay = readout.conversionDelay
    accumulationPerVector = readout.accumulationDelay
    accumulationPerRead = accumulator.delay(reads: conversions)
  }
}
