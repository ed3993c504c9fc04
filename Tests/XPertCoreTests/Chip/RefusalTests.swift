import Testing

@testable import XPertCore

private func periphery(
  rows: Int = 64, columns: Int = 64, sharing: Int = 8, levels: Int = 64, inputBits: Int = 4
) -> Periphery {
  Periphery(
    crossbarRows: rows, crossbarColumns: columns, columnSharing: sharing, adc: .flash,
    levels: ADCLevels(count: levels), inputBits: inputBits)
}

/// What is wrong with a crossbar; "" if it can be built.
private func refusal(
  _ periphery: Periphery = periphery(), _ change: (inout Hardware) -> Void = { _ in }
) -> String {
  var hardware = Hardware.xpertDAC2023
  change(&hardware)
  do throws(HardwareError) {
    _ = try Subarray(hardware: hardware, periphery: periphery, clock: 1e9)
    return ""
  } catch { return error.description }
}

private func refusal(_ rows: [String], source: ActivitySource = .expected(InputStatistics())) -> String {
  var flow = ReferenceFlow(hardware: .xpertDAC2023, crossbar: 64)
  do throws(HardwareError) {
    _ = try flow.evaluate(rows.map { NetworkRow($0) }, reported: 0..<rows.count, activity: source)
    return ""
  } catch { return error.description }
}

private func refusal(
  _ rules: ChipRules, _ layers: [(matrix: CellMatrix, periphery: Periphery)]
) -> String {
  var state = ChipState(hardware: .xpertDAC2023)
  do throws(HardwareError) {
    _ = try ChipEngine(hardware: .xpertDAC2023, rules: rules).evaluate(
      layers.map(\.matrix), peripheries: layers.map(\.periphery), reported: layers.indices, state: &state
    ) { index, subarray, _, library throws(HardwareError) in
      try ActivitySource.expected(InputStatistics()).activity(
        index: index, matrix: layers[index].matrix, subarray: subarray, library: library)
    }
    return ""
  } catch { return error.description }
}

@Suite("Hardware that cannot be built is refused with the broken rule")
struct RefusalTests {
  @Test("Cells and supplies")
  func cells() {
    #expect(refusal { $0.cellBits = 0 } == "cell_bits (0) must be at least 1")
    #expect(refusal { $0.weightBits = 17 } == "weight_bits (17) must be between 1 and 16")
    #expect(refusal { $0.onResistance = -6000 } == "r_on_ohm (-6000.0) must be a positive number")
    #expect(refusal { $0.onOffRatio = 1 } == "on_off_ratio (1.0) must be greater than 1")
    #expect(refusal { $0.clockFrequency = 0 } == "clock_Hz (0.0) must be a positive number")
    #expect(refusal { $0.readVoltage = 0 } == "read_voltage_V (0.0) must be positive")
    #expect(refusal { $0.temperatureKelvin = 500 } == "temperature_K (500) must be between 300 and 400")
    #expect(
      refusal { $0.onResistance = 5000 }
        == "the access transistor (13.27 feature sizes wide for r_on_ohm = 5000.0) must fit into"
        + " the cell (12.0 feature sizes)")
  }

  @Test("SRAM cells, buffers and wires that make no sense")
  func sharedCircuits() {
    #expect(refusal { $0.cellWidthInFeatures = 0 } == "cell_width_F (0.0) must be a positive number")
    #expect(
      refusal { $0.sramAccessWidthInFeatures = .infinity }
        == "sram_access_width_F (inf) must be a positive number")
    #expect(refusal { $0.tileFoldRatio = -1 } == "tile_fold_ratio (-1.0) must be a positive number")
    #expect(
      refusal { $0.tileBufferCoreRows = 0 } == "tile_buffer_core_rows (0) must be between 1 and 65536")
    #expect(
      refusal { $0.localBusTolerance = 1 }
        == "local_bus_tolerance (1.0) must be at least 0 and less than 1")
    #expect(
      refusal { $0.maximumGlobalBusWidth = 0 } == "global_bus_width (0.0) must be at least 1 bit")
    #expect(
      refusal {
        $0.device = .sram
        $0.sramMinimumSenseVoltage = 1.2
      } == "sram_sense_voltage_V (1.2) must be less than the supply voltage (0.9)")
    #expect(
      refusal(periphery(columns: 4, sharing: 2)) {
        $0.device = .sram
        $0.readMode = .sequential
      } == "crossbar columns (4) must hold at least one weight (8 cells) where SRAM is read row by row")
  }

  @Test("Crossbars and converters")
  func crossbars() {
    #expect(
      refusal(periphery(rows: 1)) == "crossbar (1 x 64) must have between 2 and 1024 rows and columns")
    #expect(
      refusal(periphery(columns: 2048))
        == "crossbar (64 x 2048) must have between 2 and 1024 rows and columns")
    #expect(
      refusal(periphery(sharing: 65))
        == "column_sharing (65) must be between 1 and the crossbar's columns (64)")
    #expect(refusal(periphery(inputBits: 0)) == "input_bits (0) must be between 1 and 16")
    #expect(refusal(periphery(levels: 1)) == "ADC levels (1) must be between 2 and 65536")
  }

  @Test("Tiles whose buffers have a single line (Q-C149)")
  func tiles() {
    #expect(
      refusal(["10,10,64,3,3,512,0,1,64,1,4,6"])
        == "column_sharing (64) must be at most 32, half of the crossbar's 64 columns: a tile's output buffer"
        + " needs at least two lines")
    #expect(
      refusal(["10,10,64,3,3,512,0,1,8,1,1,6"])
        == "input_bits (1) must be at least 2: a tile's input buffer needs at least two lines")
    var rules = ChipRules.consistent
    rules.tiling = .fixed(crossbarsPerTile: 60)
    let matrix = CellMatrix(NetworkRow("10,10,64,3,3,512,0,1"), cellsPerWeight: 2)
    #expect(
      refusal(rules, [(matrix, periphery())])
        == "crossbars_per_tile (60) must be the square of an even number, at most 4096: 4, 16, 36, 64 ...")
  }

  @Test("Networks that a convention cannot evaluate")
  func networks() {
    #expect(refusal([]) == "a network must have at least one layer")
    #expect(refusal(.consistent, []) == "a network must have at least one layer")
    #expect(
      refusal(["10,10,64,3,3,64,0,1,8,1,4,6"])
        == "the widest layer (128 cell columns) must need a tile of at least four crossbars per side"
        + " (256 cells)")
    #expect(
      refusal(["5,5,16,3,3,512,0,1,8,1,4,6"])
        == "the global buffer must have at least one core: the largest input (1600 bits) fills less than one"
        + " of 16384 bits, and this convention rounds down (Q-C153)")
    let small = CellMatrix(NetworkRow("2,2,64,3,3,512,0,1"), cellsPerWeight: 2)
    #expect(
      refusal(.consistent, [(small, periphery())])
        == "layer 1 must have at least one window: its kernel is larger than its map")
    let matrix = CellMatrix(NetworkRow("10,10,64,3,3,512,0,1"), cellsPerWeight: 2)
    #expect(
      refusal(.reference, [(matrix, periphery()), (matrix, periphery(sharing: 4))])
        == "with a searched floor plan all layers must have the same periphery")
  }

  @Test("SAR converters with nothing to convert, in the reference's conventions (Q-C121)")
  func idleVectors() throws {
    var hardware = Hardware.xpertDAC2023
    hardware.readMode = .sequential
    let rows = ["10,10,64,3,3,512,0,1,8,2,4,6"].map { NetworkRow($0) }
    var flow = ReferenceFlow(hardware: hardware, crossbar: 64)
    #expect(
      throws: HardwareError.invalid(
        rule: "layer 1 must drive a row of every crossbar in every input vector: read row by row, the energy"
          + " of SAR converters is not a number in this convention otherwise (Q-C121)")
    ) {
      try flow.evaluate(rows, reported: 0..<1, activity: .expected(InputStatistics()))
    }
    hardware.device = .sram
    flow = ReferenceFlow(hardware: hardware, crossbar: 64)
    let chip = try flow.evaluate(rows, reported: 0..<1, activity: .expected(InputStatistics()))
    #expect(chip.energy.isFinite)
  }

  @Test("Traces that do not fit their layer")
  func traces() {
    let row = "10,10,64,3,3,512,0,1,8,1,4,6"
    #expect(refusal([row], source: .traces([])) == "layer 1 must have a trace: 0 given")
    let trace = SyntheticTrace.trace(rows: 576, outputChannels: 512, vectors: 255)
    #expect(
      refusal([row], source: .traces([trace]))
        == "the trace of layer 1 (576 rows, 512 outputs, 255 vectors) must fit the layer (576 rows, 512"
        + " outputs, at least 256 vectors)")
  }
}
