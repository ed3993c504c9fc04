import Testing
import XPertValidation

@testable import XPertCore

private func crossbar(
  _ adc: ADCType, rows: Int = 64, columns: Int = 64, bits: Int = 6, hardware: Hardware = .xpertDAC2023
) throws -> Subarray {
  try Subarray(
    hardware: hardware,
    periphery: Periphery(
      crossbarRows: rows, crossbarColumns: columns, columnSharing: 8, adc: adc,
      levels: ADCPrecision(bits: bits).levels, inputBits: 4), clock: 1e9)
}

/// Statistics by the definition: every vector, every column, every cell.
private func slowStatistics(of trace: LayerTrace, on subarray: Subarray, vectors: Int) -> BlockStatistics {
  var sum = BlockStatistics()
  for vector in 0..<vectors {
    let driven = (0..<trace.inputs.rows).filter { trace.inputs[row: $0, vector: vector] }.count
    let conductances = trace.columnConductances(
      hardware: subarray.hardware, path: subarray.path, vector: vector)
    sum += subarray.statistics(
      activity: Double(driven) / Double(trace.inputs.rows), columnResistances: conductances.map { 1 / $0 })
  }
  return sum
}

func expectClose(
  _ a: BlockStatistics, _ b: BlockStatistics, tolerance: Double,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(a.vectors == b.vectors, sourceLocation: sourceLocation)
  let pairs = [
    (a.activity, b.activity), (a.conversionEnergy, b.conversionEnergy),
    (a.conversionTime, b.conversionTime), (a.longestConversion, b.longestConversion),
    (a.addressingTime, b.addressingTime), (a.idleVectors, b.idleVectors),
  ]
  for (index, pair) in pairs.enumerated() {
    #expect(
      Comparison.error(pair.0, pair.1) <= tolerance, "entry \(index): \(pair.0), \(pair.1)",
      sourceLocation: sourceLocation)
  }
}

@Suite("Statistics of a crossbar's data")
struct ActivityTests {
  @Test(
    "Traces summed up fast equal a sum over vectors, columns and cells",
    arguments: [
      (ADCType.flash, FlashADC.Sensing.current, 64), (.flash, .voltage, 64), (.sar, .current, 64),
      (.flash, .current, 37), (.sar, .current, 65),
    ])
  func tracedEqualsDefinition(adc: ADCType, sensing: FlashADC.Sensing, rows: Int) throws {
    var hardware = Hardware.xpertDAC2023
    hardware.flashSensing = sensing
    // More rows than the word of 64 bits that packs them.
    let subarray = try crossbar(adc, rows: 128, hardware: hardware)
    let trace = TraceGenerator(seed: 7, weights: .uniform, inputs: .activations(density: 0.3)).trace(
      rowIndex: 0, rows: rows, outputChannels: 21, windows: 9, inputBits: 4)
    var traced = TracedActivity(trace: trace, subarray: subarray, vectors: 36)
    let fast = traced.statistics(
      of: BlockRange(rowStart: 0, rowCount: rows, columnStart: 0, columnCount: 42))
    let slow = slowStatistics(of: trace, on: subarray, vectors: 36)
    #expect(slow.activity > 0)
    expectClose(fast, slow, tolerance: 1e-12)
  }

  @Test(
    "So they do row by row and for SRAM", arguments: [MemoryDevice.rram, .fefet, .sram],
    [(ReadMode.sequential, ADCType.flash), (.sequential, .sar), (.parallel, .flash)])
  func tracedEqualsDefinition(device: MemoryDevice, read: (mode: ReadMode, adc: ADCType)) throws {
    var hardware = Hardware.xpertDAC2023
    hardware.device = device
    hardware.readMode = read.mode
    hardware.isSynchronous = false
    let subarray = try crossbar(read.adc, hardware: hardware)
    // So few ones that some vectors drive no row.
    let outputs = 48 / hardware.cellsPerWeight
    let trace = TraceGenerator(seed: 9, weights: .uniform, inputs: .activations(density: 0.1)).trace(
      rowIndex: 0, rows: 50, outputChannels: outputs, windows: 8, inputBits: 4)
    var traced = TracedActivity(trace: trace, subarray: subarray, vectors: 32)
    let fast = traced.statistics(
      of: BlockRange(rowStart: 0, rowCount: 50, columnStart: 0, columnCount: 48))
    #expect(fast.idleVectors >= 8)
    expectClose(fast, slowStatistics(of: trace, on: subarray, vectors: 32), tolerance: 1e-12)
  }

  @Test("Row by row, cycles count the driven rows and nothing else")
  func sequentialCycles() throws {
    var hardware = Hardware.xpertDAC2023
    hardware.readMode = .sequential
    let subarray = try crossbar(.flash, hardware: hardware)
    var statistics = BlockStatistics()
    statistics.vectors = 5
    statistics.activity = 2
    let delay = subarray.delay(of: statistics)
    #expect(delay.adc == 64 * 2 * 8)
    statistics.activity = 0
    let idle = subarray.delay(of: statistics)
    #expect(idle.adc == 0 && idle.other == 0)
    // Both shift-and-adds still run: 8 cycles over the cells and 4 over the input bits.
    #expect(idle.accumulation == 5 * (8 + 4))
  }

  @Test("A slow column sets the sensing time of its crossbar")
  func sensingTime() throws {
    // Devices of 100 kohm are far beyond what settles within a nanosecond.
    var hardware = Hardware.xpertDAC2023
    hardware.onResistance = 100e3
    let subarray = try crossbar(.flash, hardware: hardware)
    let trace = TraceGenerator(seed: 3, weights: .uniform, inputs: .bits(density: 0.1)).trace(
      rowIndex: 0, rows: 64, outputChannels: 32, windows: 6, inputBits: 4)
    var traced = TracedActivity(trace: trace, subarray: subarray, vectors: 24)
    let fast = traced.statistics(
      of: BlockRange(rowStart: 0, rowCount: 64, columnStart: 0, columnCount: 64))
    #expect(fast.longestConversion > 1.01e-9)
    expectClose(fast, slowStatistics(of: trace, on: subarray, vectors: 24), tolerance: 1e-12)
  }

  @Test("Vectors of zeros cost a fixed microwatt per column of a flash converter")
  func zeroVectors() throws {
    let subarray = try crossbar(.flash)
    let trace = TraceGenerator(seed: 1, weights: .uniform, inputs: .bits(density: 0)).trace(
      rowIndex: 0, rows: 64, outputChannels: 32, windows: 5, inputBits: 4)
    var traced = TracedActivity(trace: trace, subarray: subarray, vectors: 20)
    let statistics = traced.statistics(
      of: BlockRange(rowStart: 0, rowCount: 64, columnStart: 0, columnCount: 64))
    #expect(statistics.activity == 0)
    #expect(Comparison.error(statistics.conversionEnergy, 20 * 64 * 1e-6 * 1e-9) < 1e-12)
  }

  @Test(
    "Expectation and generated traces agree within two per cent", arguments: ADCType.allCases,
    [(MemoryDevice.rram, 1), (.rram, 2), (.rram, 4), (.fefet, 8), (.sram, 1)])
  func expectationIsClose(adc: ADCType, cell: (device: MemoryDevice, bits: Int)) throws {
    for mode in ReadMode.allCases { try expectationIsClose(adc, cell.device, bits: cell.bits, mode) }
  }

  private func expectationIsClose(
    _ adc: ADCType, _ device: MemoryDevice, bits cellBits: Int, _ mode: ReadMode
  ) throws {
    var hardware = Hardware.xpertDAC2023
    hardware.cellBits = cellBits
    hardware.device = device
    hardware.readMode = mode
    hardware.isSynchronous = false
    let subarray = try crossbar(adc, hardware: hardware)
    let vectors = 400
    // The sign bit of an expectation is 0: fill the other bits of a trace at random.
    let outputs = 64 / hardware.cellsPerWeight
    let random = TraceGenerator(seed: 11, weights: .uniform, inputs: .bits(density: 0.5)).trace(
      rowIndex: 0, rows: 64, outputChannels: outputs, windows: vectors / 4, inputBits: 4)
    var bits = InputBits(rows: 64, vectors: vectors)
    for row in 0..<64 {
      for vector in 0..<vectors where vector % 4 != 0 && random.inputs[row: row, vector: vector] {
        bits.set(row: row, vector: vector)
      }
    }
    let trace = LayerTrace(weightCodes: random.weightCodes, outputChannels: outputs, inputs: bits)
    let block = BlockRange(rowStart: 0, rowCount: 64, columnStart: 0, columnCount: 64)
    var traced = TracedActivity(trace: trace, subarray: subarray, vectors: vectors)
    var expected = ExpectedActivity(
      subarray: subarray, vectors: vectors,
      conductances: ExpectedConductances(path: subarray.path, columns: 64))
    expectClose(traced.statistics(of: block), expected.statistics(of: block), tolerance: 0.02)
  }

  @Test("A whole layer's energy from expectations is that of random data within two per cent")
  func layerEnergies() throws {
    let row = NetworkRow("8,8,64,3,3,64,0,1,8,1,8,6")
    let companion = NetworkRow("6,6,64,3,3,512,0,1,8,1,8,6")
    var energies: [Double] = []
    // Activations of 1 ... 127 set each of their seven bits in 64 cases of 127.
    for source in [
      ActivitySource.expected(InputStatistics(bitDensity: 64.0 / 127)),
      .generated(TraceGenerator(seed: 5, weights: .uniform, inputs: .activations(density: 1))),
    ] {
      var flow = ReferenceFlow(hardware: .xpertDAC2023, crossbar: 64)
      let chip = try flow.evaluate([row, companion], reported: 0..<1, activity: source)
      energies.append(chip.layers[0].performance.energy)
    }
    #expect(Comparison.error(energies[0], energies[1]) < 0.02)
  }
}
