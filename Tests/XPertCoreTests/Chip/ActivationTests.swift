import Testing
import XPertValidation

@testable import XPertCore

private let rows = ["10,10,64,3,3,512,0,1", "6,6,256,3,3,64,1,1"].map { NetworkRow($0) }

private func evaluate(_ change: (inout Hardware) -> Void) throws -> ChipEvaluation {
  var hardware = Hardware.xpertDAC2023
  change(&hardware)
  var flow = ReferenceFlow(hardware: hardware, crossbar: 64)
  return try flow.evaluate(rows, reported: rows.indices, activity: .expected(InputStatistics()))
}

/// A sigmoid table outside any chip.
private func table(entries: Int, functions: Int, width: Double) throws -> SigmoidTable {
  let subarray = try Subarray(
    hardware: .xpertDAC2023,
    periphery: Periphery(
      crossbarRows: 64, crossbarColumns: 64, columnSharing: 8, adc: .flash,
      levels: ADCPrecision(bits: 6).levels, inputBits: 4), clock: 1e9)
  return SigmoidTable(
    isSRAM: false, bits: 4, entries: entries, functions: functions, fit: .width(width),
    in: subarray.environment)
}

@Suite("Activation and buffers")
struct ActivationTests {
  @Test("A sigmoid at chip level has the entries that its accumulators' sums need (spec 14 §4)")
  func sigmoidAtChip() throws {
    let chip = try evaluate { $0.isReLU = false }
    guard case .sigmoid(let sigmoid) = chip.globals.activation else {
      Issue.record("not a sigmoid")
      return
    }
    #expect(chip.layers.map(\.tileSize) == [512, 512])
    #expect(chip.layers.map(\.elementSize) == [256, 256])
    #expect(chip.layers.map(\.placement.tilesRow) == [2, 5])
    // A column's sum of 9 bits, input bits, cells per weight, 8 crossbars in a tile's column, 5 tile rows.
    #expect(sigmoid.entries == 9 + 4 + 2 + 1 + 3 + 3)
    #expect(sigmoid.functions == 512 / 8)
    let alone = try table(entries: 22, functions: 64, width: 1e-3)
    #expect(Comparison.error(chip.area.components[.globalActivation], alone.area) < 1e-12)
    for layer in chip.layers {
      // Entries stand where the number of parallel results is meant (Q-C155).
      let results = Double(layer.matrix.windows * layer.matrix.outputChannels)
      let reads = (results / 22).rounded(.up)
      #expect(
        Comparison.error(
          layer.performance.energies[.globalActivation], alone.readEnergy(reads: reads)) < 1e-12)
    }
  }

  @Test("Sigmoid instead of ReLU changes nothing but the activation")
  func onlyActivationChanges() throws {
    let relu = try evaluate { _ in }
    let sigmoid = try evaluate { $0.isReLU = false }
    for component in Component.allCases where component != .globalActivation {
      #expect(relu.area.components[component] == sigmoid.area.components[component], "\(component)")
      for (a, b) in zip(relu.layers, sigmoid.layers) {
        #expect(
          a.performance.energies[component] == b.performance.energies[component], "\(component)")
      }
    }
    for (a, b) in zip(relu.layers, sigmoid.layers) {
      #expect(a.performance.delay.adc == b.performance.delay.adc)
      #expect(a.performance.delay.accumulation == b.performance.delay.accumulation)
      #expect(a.performance.delay.buffer == b.performance.delay.buffer)
    }
  }

  @Test("A sigmoid inside the tiles has one function per column that leaves a tile (spec 13 §1)")
  func sigmoidInTiles() throws {
    let chip = try evaluate {
      $0.isReLU = false
      $0.activatesAtChip = false
    }
    #expect(chip.globals.activation == nil)
    // 2 elements per side, 64 columns, 8 per converter. The entries: 6 bits of a conversion, input bits,
    // cells per weight, 4 crossbars in an element's column, 2 elements.
    let alone = try table(entries: 6 + 4 + 2 + 1 + 2 + 1, functions: 2 * 64 / 8, width: 1e-3)
    #expect(Comparison.error(chip.tileAreas[.tileActivation], alone.area) < 1e-12)
    let layer = chip.layers[0]
    // One accumulation per window and column of a converter: 64 windows, 8 / 2 columns; entries in parallel.
    let energy = alone.readEnergy(reads: 64 * 4 / 16.0) * Double(layer.placement.tiles)
    #expect(Comparison.error(layer.performance.energies[.tileActivation], energy) < 1e-12)
  }

  @Test("Activation inside the tiles moves short words out of them")
  func tileTraffic() throws {
    let atChip = try evaluate { _ in }
    let inTiles = try evaluate { $0.activatesAtChip = false }
    for (a, b) in zip(atChip.layers, inTiles.layers) {
      #expect(b.performance.energies[.tileOutputBuffer] < a.performance.energies[.tileOutputBuffer])
      #expect(b.performance.energies[.tileHTree] < a.performance.energies[.tileHTree])
      #expect(a.performance.energies[.tileActivation] == 0)
      #expect(b.performance.energies[.globalActivation] == 0)
    }
    #expect(inTiles.tileAreas[.tileOutputBuffer] < atChip.tileAreas[.tileOutputBuffer])
  }

  @Test("SRAM buffers replace the flip-flops of the level they are asked for, and only there")
  func bufferTypes() throws {
    let registers = try evaluate { _ in }
    let global = try evaluate { $0.globalBufferIsSRAM = true }
    let tile = try evaluate { $0.tileBufferIsSRAM = true }
    #expect(global.area.components[.globalBuffer] < registers.area.components[.globalBuffer])
    #expect(global.tileAreas == registers.tileAreas)
    #expect(tile.tileAreas[.tileInputBuffer] != registers.tileAreas[.tileInputBuffer])
    #expect(tile.globals.buffer.area == registers.globals.buffer.area)
  }

  @Test("A tile buffer larger than a core is built of several, which work side by side")
  func bufferCores() throws {
    let one = try evaluate { _ in }
    let several = try evaluate {
      $0.tileBufferCoreRows = 8
      $0.tileBufferCoreColumns = 64
    }
    let tile = several.layers[0]
    #expect(one.layers[0].performance.delay.buffer > 0)
    // Inputs are 4 bits for each of 2 x 64 rows, outputs 15 bits for each of 2 x 8 columns.
    #expect(tile.performance.delay.buffer != one.layers[0].performance.delay.buffer)
    #expect(tile.performance.delay.adc == one.layers[0].performance.delay.adc)
    let cores = try Tile.cores(several)
    #expect(cores.input == 1 && cores.output == 1)
    let small = try Tile.cores(
      try evaluate {
        $0.tileBufferCoreRows = 4
        $0.tileBufferCoreColumns = 32
      })
    #expect(small.input == 4 && small.output == 2)
  }
}

extension Tile {
  /// Buffer cores of the tiles that an evaluation is made of.
  fileprivate static func cores(_ chip: ChipEvaluation) throws -> (input: Int, output: Int) {
    let layer = chip.layers[0]
    let library = TileLibrary(hardware: chip.hardware, clock: chip.sizingClock)
    let index = try library.tile(
      for: layer.periphery, tileSize: layer.tileSize, elementSize: layer.elementSize)
    return (library.tiles[index].inputCores, library.tiles[index].outputCores)
  }
}
