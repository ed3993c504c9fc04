import Platform

/// On-chip buffer: a register file or an SRAM with its address decoder (spec 03 §14). An access reads or
/// writes one line.
package struct Buffer: Sendable {
  /// In m, m².
  package let height: Double
  package let width: Double
  package let area: Double
  /// In W.
  package let leakage: Double
  package let bits: Int
  /// Bits per line.
  package let lineWidth: Int
  package let isSRAM: Bool

  /// Per access: clock cycles or seconds.
  private let readDelayPerAccess: Double
  private let writeDelayPerAccess: Double
  /// Of reading or writing the whole buffer, in J.
  private let wholeReadEnergy: Double
  private let wholeWriteEnergy: Double

  /// - Parameter fit: A width or a height must be given; otherwise the layout has no dimensions.
  package init(
    bits: Int, lineWidth: Int, isSRAM: Bool, fit: LayoutConstraint, in environment: CircuitEnvironment
  ) {
    self.bits = bits
    self.lineWidth = lineWidth
    self.isSRAM = isSRAM
    let lines = (Double(bits) / Double(lineWidth)).rounded(.up)
    let body =
      isSRAM
      ? Body(sram: bits, lineWidth: lineWidth, lines: lines, in: environment)
      : Body(registers: bits, lineWidth: lineWidth, lines: lines, in: environment)
    area = body.area
    leakage = body.leakage
    (height, width) = fit.dimensions(area: area)
    wholeReadEnergy = body.readEnergy
    wholeWriteEnergy = body.writeEnergy
    if environment.isSynchronous {
      readDelayPerAccess = 1
      writeDelayPerAccess = 1
    } else {
      // Totals formed with the real number of lines, divided by the whole one (Q-C33).
      let wholeLines = Double(quotient(bits, lineWidth))
      readDelayPerAccess = body.readDelay / wholeLines
      writeDelayPerAccess = body.writeDelay / wholeLines
    }
  }

  /// Clock cycles when synchronous, else seconds.
  package func readDelay(reads: Double) -> Double { readDelayPerAccess * reads }

  /// Clock cycles when synchronous, else seconds.
  package func writeDelay(writes: Double) -> Double { writeDelayPerAccess * writes }

  /// In J for `reads` accesses to `bits` bits each.
  package func readEnergy(bits: Double, reads: Double) -> Double {
    wholeReadEnergy / Double(self.bits) * bits * reads
  }

  /// In J for `writes` accesses to `bits` bits each; in a register file only the decoder is charged (Q-C31).
  package func writeEnergy(bits: Double, writes: Double) -> Double {
    wholeWriteEnergy / Double(self.bits) * bits * writes
  }
}

/// What the two kinds of buffer have in common: totals over the whole buffer.
private struct Body {
  var area: Double
  var leakage: Double
  var readEnergy: Double
  var writeEnergy: Double
  /// In s; left at 0 in synchronous mode.
  var readDelay = 0.0
  var writeDelay = 0.0

  init(registers bits: Int, lineWidth: Int, lines: Double, in environment: CircuitEnvironment) {
    let registers = FlipFlopBank(count: bits, fit: .natural, in: environment)
    let decoder = RowDecoder(
      orientation: .row, addressBits: roundedUp(log2(lines)), fit: .height(registers.cellHeight * lines),
      in: environment)
    area = registers.area + decoder.area
    leakage = registers.leakage + decoder.leakage
    let accesses = Double(quotient(bits, lineWidth))
    readEnergy =
      decoder.readEnergy(reads: accesses)
      + registers.readEnergy(reads: 1, active: Double(bits), calibrated: false)
    writeEnergy = decoder.writeEnergy(writes: accesses)
    guard !environment.isSynchronous else { return }
    let reads = Double(bits) / Double(lineWidth)
    let load = environment.wire.capacitance(length: registers.cellHeight * Double(lineWidth))
    let decoding = decoder.delay(ramp: Stage.idealStep, load: load).delay * reads
    readDelay = decoding + 1 / environment.clockFrequency / 2 * reads
    writeDelay = readDelay
  }

  init(sram bits: Int, lineWidth: Int, lines: Double, in environment: CircuitEnvironment) {
    let technology = environment.technology
    let cell = environment.cell
    let feature = technology.featureSize
    let rowLength = Double(lineWidth) * cell.sramCellWidthInFeatures * feature
    let columnLength = lines * cell.sramCellHeightInFeatures * feature
    let columnResistance = columnLength * environment.wire.resistancePerMetre
    let decoder = RowDecoder(
      orientation: .row, addressBits: roundedUp(log2(lines)), fit: .height(columnLength), in: environment)
    let precharger = Precharger(
      columns: lineWidth, loadResistance: columnResistance, columnWriteActivity: 1,
      readCells: lineWidth, writeCells: lineWidth, fit: .width(rowLength), in: environment)
    let writeDriver = SRAMWriteDriver(
      columns: lineWidth, columnWriteActivity: 1, writeCells: lineWidth, fit: .width(rowLength),
      in: environment)
    area = rowLength * columnLength + decoder.area + precharger.area + writeDriver.area
    // Neither the cells nor the sense amplifiers count.
    leakage = decoder.leakage + precharger.leakage + writeDriver.leakage

    let accesses = Double(quotient(bits, lineWidth))
    let columnLoad = environment.wire.capacitance(length: columnLength)
    // A synchronous buffer never sets the precharger's load; the reference reads uninitialised memory
    // there (Q-C32).
    let prechargerLoad = environment.isSynchronous ? 0 : columnLoad
    readEnergy =
      decoder.readEnergy(reads: accesses) + precharger.readEnergy(load: prechargerLoad, reads: accesses)
    writeEnergy =
      decoder.writeEnergy(writes: accesses)
      + precharger.writeEnergy(load: prechargerLoad, writes: accesses)
      + writeDriver.writeEnergy(writes: accesses)
    guard !environment.isSynchronous else { return }

    let reads = Double(bits) / Double(lineWidth)
    let decoding = decoder.delay(
      ramp: Stage.idealStep, load: environment.wire.capacitance(length: rowLength))
    let precharging = precharger.delay(load: columnLoad).delay * reads
    let writing =
      writeDriver.delay(ramp: Stage.idealStep, load: columnLoad, resistance: columnResistance).delay * reads
    let access = cell.sramAccessWidthInFeatures * feature
    let accessResistance = technology.onResistance(width: access, polarity: .n)
    let accessCapacitance = technology.drainCapacitance(
      width: access, polarity: .n, height: cell.sramCellWidthInFeatures * feature)
    let pullDown = technology.onResistance(width: cell.sramNMOSWidthInFeatures * feature, polarity: .n)
    let supply = technology.supplyVoltage
    let timeConstant =
      ((accessResistance + pullDown) * (accessCapacitance + columnLoad) + columnResistance * columnLoad / 2)
      * log(supply / (supply - cell.sramMinimumSenseVoltage / 2))
    let bitLine = rampDelay(timeConstant: timeConstant, ramp: decoding.ramp).delay * reads
    readDelay = decoding.delay * reads + precharging + bitLine
    writeDelay = decoding.delay * reads + precharging + writing
  }
}
