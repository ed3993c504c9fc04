import Platform

/// The circuits at the foot of the columns where columns share converters: multiplexer, converters,
/// shift-and-add (spec 11 §2, §12, §14).
struct ColumnReadout: Sendable {
  let converters: Int
  let sharing: Int
  let multiplexer: ColumnMultiplexer?
  let decoder: RowDecoder?
  let converter: Subarray.Converter
  let weightAdder: ShiftAdder?
  let inputAdder: ShiftAdder?
  private let hardware: Hardware
  private let rows: Int
  private let inputBits: Int

  /// What differs between the variants.
  struct Sizing {
    var levels: Int
    /// Adder precision of the shift-and-add over cells and over input bits.
    var weightAdderBits: Int
    var inputAdderBits: Int
    /// Of the load that the multiplexer's gates are sized for, ohm.
    var multiplexedResistance: Double
  }

  init(_ sizing: Sizing, periphery: Periphery, array: CellArray, in environment: CircuitEnvironment) {
    let fit = LayoutConstraint.width(array.width)
    let hardware = array.hardware
    sharing = periphery.effectiveColumnSharing
    converters = array.columns / sharing
    if sharing > 1 {
      let first = ColumnMultiplexer(
        outputs: converters, selections: sharing, matchedResistance: sizing.multiplexedResistance, fit: fit,
        in: environment)
      let decoder = RowDecoder(
        orientation: .row, addressBits: truncated(log2(Double(sharing)).rounded(.up)), isMultiplexer: true,
        fit: .natural, in: environment)
      multiplexer = first.forced(height: max(decoder.height, first.height), width: array.width)
      self.decoder = decoder
    } else {
      multiplexer = nil
      decoder = nil
    }

    switch periphery.adc {
    case .flash:
      let isParallel = hardware.readMode == .parallel
      // A comparator's output needs no encoding where a row holds a single bit (§12).
      let encoder =
        isParallel || hardware.effectiveCellBits > 1
        ? ThermometerEncoder(levels: sizing.levels, encoders: converters, fit: fit, in: environment) : nil
      converter = .flash(
        FlashADC(
          converters: converters, levels: sizing.levels, isParallelRead: isParallel,
          senses: hardware.flashSensing, fit: fit, in: environment), encoder)
    case .sar:
      converter = .sar(SARADC(converters: converters, levels: sizing.levels, fit: fit, in: environment))
    }
    let cells = hardware.cellsPerWeight
    weightAdder =
      cells > 1
      ? ShiftAdder(
        units: converters, adderBits: sizing.weightAdderBits, steps: cells, fit: fit, in: environment) : nil
    inputAdder =
      periphery.inputBits > 1
      ? ShiftAdder(
        units: converters, adderBits: sizing.inputAdderBits, steps: periphery.inputBits, fit: fit,
        in: environment) : nil
    self.hardware = hardware
    rows = array.rows
    inputBits = periphery.inputBits
  }

  /// Metres, without the decoder, which stands beside the array.
  var height: Double {
    var height = multiplexer?.height ?? 0
    switch converter {
    case .flash(let flash, let encoder): height += flash.height + (encoder?.height ?? 0)
    case .sar(let sar): height += sar.height
    case .senseAmplifiers(let amplifiers): height += amplifiers.height
    }
    return height + ((weightAdder?.height ?? 0) + (inputAdder?.height ?? 0))
  }

  /// Second.
  var multiplexerDelay: Double {
    guard let multiplexer, let decoder else { return 0 }
    return multiplexer.delay(load: 0, reads: 1)
      + decoder.delay(
        ramp: Stage.idealStep, load: multiplexer.gateCapacitanceN * Double(converters),
        secondLoad: multiplexer.gateCapacitanceP * Double(converters)
      ).delay
  }

  /// What a conversion takes besides the sensing time of a flash converter, second.
  var conversionDelay: Double {
    switch converter {
    case .flash(_, let encoder): encoder?.delay(ramp: Stage.idealStep, reads: 1) ?? 0
    case .sar(let sar): sar.delay(reads: 1)
    case .senseAmplifiers(let amplifiers): amplifiers.delay(reads: 1)
    }
  }

  /// Results that the shift-and-add over input bits takes per vector. A floor: with fewer columns per
  /// converter than cells per weight it costs nothing (Q-C131).
  private var accumulations: Double { Double(sharing / hardware.cellsPerWeight) }

  /// Of both shift-and-adds per vector: clock cycles when synchronous, else seconds (§6, §9).
  var accumulationDelay: Double {
    (weightAdder?.delay(reads: Double(sharing)) ?? 0) + (inputAdder?.delay(reads: accumulations) ?? 0)
  }

  /// Adds multiplexer, converters and shift-and-add to the circuits of a crossbar (§7, §8, §12, §14).
  func add(to list: inout PartList) {
    let reads = Double(sharing)
    if let multiplexer, let decoder {
      // The energies are divided by the input precision although every bit reads the crossbar (Q-C113).
      list.add(
        .columnMultiplexer, .other, area: multiplexer.area,
        perVector: multiplexer.readEnergy(reads: reads) / Double(inputBits))
      // The decoder's leakage is left out for SRAM (Q-C116).
      list.add(
        .multiplexerDecoder, .other, area: decoder.area,
        perVector: decoder.readEnergy(reads: reads) / Double(inputBits),
        leakage: hardware.device == .sram ? 0 : decoder.leakage)
    }
    switch converter {
    case .flash(let flash, let encoder):
      list.add(.flashADC, .adc, area: flash.area)
      if let encoder {
        let energy = encoder.readEnergy(reads: reads)
        let isParallel = hardware.readMode == .parallel
        list.add(
          .thermometerEncoder, .adc, area: encoder.area, perVector: isParallel ? energy : 0,
          perActivity: isParallel ? 0 : energy * Double(rows), leakage: encoder.leakage)
      }
    case .sar(let sar):
      list.add(.sarADC, .adc, area: sar.area)
    case .senseAmplifiers:
      break
    }
    if let weightAdder {
      list.add(
        .weightShiftAdder, .accumulation, area: weightAdder.area,
        perVector: weightAdder.readEnergy(reads: reads), leakage: weightAdder.leakage)
    }
    if let inputAdder {
      list.add(
        .inputShiftAdder, .accumulation, area: inputAdder.area,
        perVector: inputAdder.readEnergy(reads: accumulations), leakage: inputAdder.leakage)
    }
  }
}
