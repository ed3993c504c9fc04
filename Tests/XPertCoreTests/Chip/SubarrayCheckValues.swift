import Testing
import XPertValidation

@testable import XPertCore

/// The fully mapped crossbar of spec 17 §2: digits (5 i + 3 j) mod 16, every third row driven.
private let pattern: LayerTrace = {
  var codes: [UInt16] = []
  for row in 0..<64 {
    for output in 0..<32 {
      let digits = (0...1).map { (5 * row + 3 * (2 * output + $0)) % 16 }
      codes.append(UInt16(digits[0] * 16 + digits[1]))
    }
  }
  var bits = InputBits(rows: 64, vectors: 1)
  for row in stride(from: 0, to: 64, by: 3) { bits.set(row: row, vector: 0) }
  return LayerTrace(weightCodes: codes, outputChannels: 32, inputs: bits)
}()

private func crossbar(_ adc: ADCType) throws -> Subarray {
  try Subarray(
    hardware: .xpertDAC2023,
    periphery: Periphery(
      crossbarRows: 64, crossbarColumns: 64, columnSharing: 16, adc: adc,
      levels: ADCPrecision(bits: 6).levels, inputBits: 4), clock: 1e9)
}

private func expect(
  _ computed: Double, _ expected: Double, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(
    Comparison.error(computed, expected) < 1e-9, "\(name): \(computed) instead of \(expected)",
    sourceLocation: sourceLocation)
}

@Suite("One crossbar against its check values (spec 17 §2)")
struct SubarrayCheckValues {
  private func part(_ component: Component, of subarray: Subarray) throws -> Subarray.Part {
    try #require(subarray.parts.first { $0.component == component }, "\(component)")
  }

  private func statistics(_ subarray: Subarray) -> BlockStatistics {
    let conductances = pattern.columnConductances(
      hardware: subarray.hardware, path: subarray.path, vector: 0)
    return subarray.statistics(activity: 22.0 / 64, columnResistances: conductances.map { 1 / $0 })
  }

  @Test("Column resistances and their conductances")
  func columns() throws {
    let subarray = try crossbar(.flash)
    let conductances = pattern.columnConductances(
      hardware: subarray.hardware, path: subarray.path, vector: 0)
    expect(1 / conductances[0], 582.5742726788599, "first column")
    expect(1 / conductances[1], 687.1191335808818, "second column")
    expect(1 / conductances[63], 586.5098453258279, "last column")
    expect(conductances.reduce(0, +), 0.09926825091197827, "sum of conductances")
  }

  @Test("Wires, loads and delays, whatever the converter", arguments: ADCType.allCases)
  func wires(adc: ADCType) throws {
    let subarray = try crossbar(adc)
    let array = try CellArray(.xpertDAC2023, rows: 64, columns: 64)
    expect(subarray.arrayWidth, 2.4576e-05, "length of a row")
    expect(subarray.arrayHeight, 8.192e-06, "length of a column")
    expect(array.bitLineCapacitance, 1.6384000000000002e-15, "wire of a bit line")
    expect(array.wordLineCapacitance, 4.915200000000001e-15, "wire of a word line")
    expect(array.averageResistance, 454500, "average cell")
    expect(subarray.rowCapacitance, 4.3206962013408853e-14, "capacitance of a word line")
    expect(subarray.columnCapacitance, 1.3170223334067652e-14, "capacitance of a column")
    expect(subarray.rowResistance, 161.08843537414967, "resistance of a row")
    expect(subarray.columnResistance, 53.69614512471655, "resistance of a column")
    expect(subarray.environment.cell.cellOnResistance, 7500, "cell that is on")
    expect(subarray.rowDelay, 6.372917586812514e-11, "row delay")
    expect(subarray.multiplexerDelay, 2.560521019202493e-10, "multiplexer delay")
    expect(subarray.columnDelay, 3.7411665658335926e-11, "bit-line delay")
    expect(subarray.area(of: .array), 2.01326592e-10, "array area")
    expect(subarray.area(of: .accumulation), 4.2897899520000004e-10, "accumulation area")
    expect(subarray.area(of: .other), 5.10246780928e-09, "other area")
    expect(subarray.width, 4.0197375999999997e-04, "width")
    let delay = subarray.delay(of: statistics(subarray))
    #expect(delay == (16, 24, 0))
  }

  @Test("Drivers, multiplexer and shift-and-add, whatever the converter", arguments: ADCType.allCases)
  func parts(adc: ADCType) throws {
    let subarray = try crossbar(adc)
    func energy(_ part: Subarray.Part) -> Double {
      part.energyPerVector + part.energyPerActivity * 22.0 / 64
    }
    let rows = try part(.wordLineSwitches, of: subarray)
    expect(rows.area, 2.5501368320000004e-10, "word-line switches, area")
    expect(energy(rows), 1.1089871918930335e-11, "word-line switches, energy")
    expect(rows.leakage, 1.5424561152e-08, "word-line switches, leakage")
    // The energies of multiplexer and decoder are charged divided by the input precision (Q-C113).
    let multiplexer = try part(.columnMultiplexer, of: subarray)
    expect(multiplexer.area, 3.523215360000001e-10, "multiplexer, area")
    expect(energy(multiplexer) * 4, 3.218698033789657e-14, "multiplexer, energy")
    let decoder = try part(.multiplexerDecoder, of: subarray)
    expect(decoder.area, 3.64249088e-11, "decoder, area")
    expect(energy(decoder) * 4, 1.704205629848163e-14, "decoder, energy")
    expect(decoder.leakage, 2.1374023304875294e-09, "decoder, leakage")
    let weights = try part(.weightShiftAdder, of: subarray)
    expect(weights.area, 1.8070241280000003e-10, "shift-and-add over cells, area")
    expect(energy(weights), 3.227206771311881e-12, "shift-and-add over cells, energy")
    expect(weights.leakage, 1.3067826568557223e-08, "shift-and-add over cells, leakage")
    let inputs = try part(.inputShiftAdder, of: subarray)
    expect(inputs.area, 2.4827658240000004e-10, "shift-and-add over inputs, area")
    expect(energy(inputs), 2.353540341648293e-12, "shift-and-add over inputs, energy")
    expect(inputs.leakage, 1.8709148854076297e-08, "shift-and-add over inputs, leakage")
  }

  @Test("The crossbar with flash converters")
  func flash() throws {
    let subarray = try crossbar(.flash)
    let statistics = statistics(subarray)
    let energy = subarray.energy(of: statistics)
    expect(subarray.height, 2.9202896e-04, "height")
    expect(subarray.area, 1.0304971079680002e-08, "area")
    expect(subarray.area(of: .adc), 4.572197683200001e-09, "ADC area")
    expect(statistics.longestConversion + subarray.conversionDelay, 1.4102499765172088e-09, "conversion")
    expect(
      subarray.sensingPeriod(longestConversion: statistics.longestConversion), 2.3851992417341117e-09,
      "sensing period")
    expect(energy.adc + energy.accumulation + energy.other, 4.8593783209454355e-11, "energy")
    expect(energy.adc, 3.191085691840475e-11, "ADC energy")
    expect(energy.accumulation, 5.580747112960174e-12, "accumulation energy")
    expect(energy.other, 1.1102179178089428e-11, "other energy")
    expect(subarray.leakage, 8.629014158559427e-08, "leakage")
    expect(try part(.flashADC, of: subarray).area, 3.1849316352000003e-09, "converters, area")
    expect(statistics.conversionEnergy, 1.899311821130896e-11, "converters, energy")
    let encoder = try part(.thermometerEncoder, of: subarray)
    expect(encoder.area, 1.3872660480000004e-09, "encoder, area")
    expect(encoder.energyPerVector, 5.723552978326565e-13, "encoder, energy")
    expect(encoder.leakage, 2.1526641528473216e-08, "encoder, leakage")
  }

  @Test("The crossbar with SAR converters")
  func sar() throws {
    let subarray = try crossbar(.sar)
    let statistics = statistics(subarray)
    let energy = subarray.energy(of: statistics)
    expect(subarray.height, 1.5521349333333332e-04, "height")
    expect(subarray.area, 6.942594170879999e-09, "area")
    expect(subarray.area(of: .adc), 1.2098207744e-09, "ADC area")
    expect(subarray.conversionDelay, 7.000000000000001e-09, "conversion")
    expect(subarray.sensingPeriod(longestConversion: 0), 1.021084927461002e-08, "sensing period")
    expect(energy.adc + energy.accumulation + energy.other, 9.213101252361012e-11, "energy")
    expect(energy.adc, 7.544808623256051e-11, "ADC energy")
    expect(energy.accumulation, 5.580747112960174e-12, "accumulation energy")
    expect(energy.other, 1.1102179178089428e-11, "other energy")
    expect(subarray.leakage, 6.476350005712105e-08, "leakage")
    expect(try part(.sarADC, of: subarray).area, 1.2098207744e-09, "converters, area")
    expect(statistics.conversionEnergy, 6.310270282329738e-11, "converters, energy")
  }
}
