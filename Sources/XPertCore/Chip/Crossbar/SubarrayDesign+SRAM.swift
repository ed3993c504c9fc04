import Platform

extension SubarrayDesign {
  /// SRAM, all rows at once (spec 11 §13, §14).
  init(parallelSRAM array: CellArray, periphery: Periphery, in environment: CircuitEnvironment) {
    let bits = log2(Double(periphery.levels.count))
    let readout = ColumnReadout(
      .init(
        levels: periphery.levels.count, weightAdderBits: truncated(bits),
        inputAdderBits: truncated(bits + Double(array.hardware.cellsPerWeight)),
        multiplexedResistance: array.sramAccessResistance / Double(array.rows) / 2), periphery: periphery,
      array: array, in: environment)
    self.init(converter: readout.converter)
    conversions = Double(readout.sharing)

    let bitLines = BitLines(array, in: environment)
    bitLines.add(to: &list, perVector: conversions)
    let words = SwitchMatrix(
      orientation: .row, lines: array.rows, matchedResistance: array.rowResistance,
      fit: .height(array.height), in: environment)
    let idle = words.readEnergy(reads: conversions, rowActivity: 0)
    list.add(
      .wordLineSwitches, .other, area: words.area, perVector: idle,
      perActivity: words.readEnergy(reads: conversions, rowActivity: 1) - idle, leakage: words.leakage)
    readout.add(to: &list)

    height = bitLines.height + array.height + readout.height
    width = max(words.width, readout.decoder?.width ?? 0) + array.width
    let word = words.delay(
      ramp: Stage.idealStep, load: array.wordLineCapacitance, resistance: array.rowResistance)
    rowDelay = word.delay
    multiplexerDelay = readout.multiplexerDelay
    prechargeDelay = bitLines.prechargeDelay
    columnDelay = bitLines.dischargeDelay(ramp: word.ramp)
    conversionDelay = readout.conversionDelay
    accumulationPerVector = readout.accumulationDelay
  }

  /// SRAM, one row at a time: a sense amplifier per column, neither multiplexer nor converter (spec 11 §13,
  /// §15).
  init(sequentialSRAM array: CellArray, periphery: Periphery, in environment: CircuitEnvironment) {
    let fit = LayoutConstraint.width(array.width)
    let cells = array.hardware.cellsPerWeight
    let amplifiers = SRAMSenseAmplifier(
      columns: array.columns, senseVoltage: array.hardware.sramMinimumSenseVoltage,
      pitch: array.width / Double(array.columns), readCells: array.columns, fit: fit, in: environment)
    self.init(converter: .senseAmplifiers(amplifiers))
    let rows = Double(array.rows)

    let bitLines = BitLines(array, in: environment)
    bitLines.add(to: &list, perActivity: rows)
    let addressBits = truncated(log2(rows).rounded(.up))
    let decoder = RowDecoder(
      orientation: .row, addressBits: addressBits, fit: .height(array.height), in: environment)
    list.add(
      .wordLineDecoder, .other, area: decoder.area, perActivity: decoder.readEnergy(reads: rows),
      leakage: decoder.leakage)
    list.add(
      .senseAmplifiers, .adc, area: amplifiers.area, perActivity: amplifiers.readEnergy(reads: rows),
      leakage: amplifiers.leakage)
    let adderBits = addressBits + 1
    let sums = array.columns / cells
    let accumulator = RowAccumulator(bits: adderBits, count: sums, fit: fit, in: environment)
    accumulator.add(to: &list, readsPerActivity: rows, operations: sums)
    height = bitLines.height + array.height + amplifiers.height + accumulator.height
    if cells > 1 {
      let adder = ShiftAdder(units: sums, adderBits: adderBits, steps: cells, fit: fit, in: environment)
      list.add(
        .weightShiftAdder, .accumulation, area: adder.area,
        perVector: adder.readEnergy(reads: Double(cells)), leakage: adder.leakage)
      height += adder.height
      accumulationPerVector += adder.delay(reads: Double(cells))
    }
    if periphery.inputBits > 1 {
      let adder = ShiftAdder(
        units: sums, adderBits: adderBits + cells, steps: periphery.inputBits, fit: fit, in: environment)
      list.add(
        .inputShiftAdder, .accumulation, area: adder.area, perVector: adder.readEnergy(reads: 1),
        leakage: adder.leakage)
      height += adder.height
      accumulationPerVector += adder.delay(reads: 1)
    }
    width = decoder.width + array.width

    let word = decoder.delay(ramp: Stage.idealStep, load: array.wordLineCapacitance)
    rowDelay = word.delay
    prechargeDelay = bitLines.prechargeDelay
    columnDelay = bitLines.dischargeDelay(ramp: word.ramp)
    conversionDelay = amplifiers.delay(reads: 1)
    accumulationPerRead = accumulator.delay(reads: 1)
  }
}
