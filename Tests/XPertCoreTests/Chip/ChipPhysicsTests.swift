import Testing

@testable import XPertCore

private func crossbar(
  sharing: Int = 8, adc: ADCType = .flash, bits: Int = 6, inputBits: Int = 4,
  _ change: (inout Hardware) -> Void = { _ in }
) throws -> Subarray {
  var hardware = Hardware.xpertDAC2023
  change(&hardware)
  return try Subarray(
    hardware: hardware,
    periphery: Periphery(
      crossbarRows: 64, crossbarColumns: 64, columnSharing: sharing, adc: adc,
      levels: ADCPrecision(bits: bits).levels, inputBits: inputBits), clock: 1e9)
}

/// Energy of one vector with uniform digits, a third of the rows driven.
private func energy(_ subarray: Subarray) -> Double {
  let conductances = ExpectedConductances(path: subarray.path, columns: 64).means(rows: 64)
  let energy = subarray.energy(
    of: subarray.statistics(
      activity: 0.33, columnResistances: conductances.map { 1 / ($0 * 0.33) }))
  return energy.adc + energy.accumulation + energy.other
}

/// A small heterogeneous network on one chip.
private func chip(
  sharing: Int = 8, adc: ADCType = .flash, bits: Int = 6, inputBits: Int = 4,
  _ change: (inout Hardware) -> Void = { _ in }
) throws -> ChipEvaluation {
  var hardware = Hardware.xpertDAC2023
  change(&hardware)
  let layers = [(32, 3, 64), (16, 64, 128), (8, 128, 256)].map { size, inputs, outputs in
    Layer(
      inputHeight: size, inputWidth: size, inputChannels: inputs, outputChannels: outputs, isPooled: true,
      columnSharing: sharing, adc: adc, adcPrecision: ADCPrecision(bits: bits), inputBits: inputBits)
  }
  let matrices = layers.map { CellMatrix($0, cellsPerWeight: hardware.cellsPerWeight) }
  var state = ChipState(hardware: hardware)
  return try ChipEngine(hardware: hardware, rules: .consistent).evaluate(
    matrices, peripheries: layers.map(Periphery.init(of:)), reported: matrices.indices, state: &state
  ) { index, subarray, _, library throws(HardwareError) in
    try ActivitySource.expected(InputStatistics()).activity(
      index: index, matrix: matrices[index], subarray: subarray, library: library)
  }
}

private func isAscending(_ values: [Double]) -> Bool { zip(values, values.dropFirst()).allSatisfy(<=) }

@Suite("Physics of chips")
struct ChipPhysicsTests {
  @Test("More column sharing never increases the area", arguments: ADCType.allCases)
  func sharingSavesArea(adc: ADCType) throws {
    #expect(isAscending(try [32, 16, 8, 4, 2].map { try crossbar(sharing: $0, adc: adc).area }))
    #expect(isAscending(try [32, 16, 8, 4, 2].map { try chip(sharing: $0, adc: adc).area.total }))
  }

  @Test("More column sharing never shortens the work of the converters", arguments: ADCType.allCases)
  func sharingCostsTime(adc: ADCType) throws {
    #expect(isAscending(try [2, 4, 8, 16, 32].map { try chip(sharing: $0, adc: adc).delay.adc }))
  }

  @Test("More ADC precision never decreases area or energy", arguments: ADCType.allCases)
  func precisionCosts(adc: ADCType) throws {
    let chips = try (3...8).map { try chip(adc: adc, bits: $0) }
    #expect(isAscending(chips.map(\.area.total)))
    #expect(isAscending(chips.map(\.energy)))
  }

  @Test("More input precision never decreases energy or delay")
  func inputPrecisionCosts() throws {
    let chips = try (2...8).map { try chip(inputBits: $0) }
    #expect(isAscending(chips.map(\.energy)))
    #expect(isAscending(chips.map(\.delay.total)))
  }

  @Test("Devices that conduct less cost less to convert", arguments: ADCType.allCases)
  func conductanceCosts(adc: ADCType) throws {
    let ratios = try [1000.0, 150, 50, 17, 10].map { ratio in
      energy(try crossbar(adc: adc) { $0.onOffRatio = ratio })
    }
    #expect(isAscending(ratios))
    let resistances = try [48e3, 24e3, 12e3, 6e3].map { resistance in
      energy(try crossbar(adc: adc) { $0.onResistance = resistance })
    }
    #expect(isAscending(resistances))
  }

  @Test("A larger on resistance allows a narrower access transistor, in proportion")
  func accessTransistor() throws {
    let narrow = try crossbar { $0.onResistance = 24e3 }
    let wide = try crossbar { $0.onResistance = 6e3 }
    #expect(abs(narrow.accessWidthInFeatures * 4 - wide.accessWidthInFeatures) < 1e-9)
    #expect(narrow.rowCapacitance < wide.rowCapacitance)
  }

  @Test("Energy is proportional to the number of vectors and affine in their activity")
  func linearity() throws {
    let subarray = try crossbar()
    func energy(vectors: Double, activity: Double) -> Double {
      var statistics = BlockStatistics()
      statistics.vectors = vectors
      statistics.activity = activity
      let energy = subarray.energy(of: statistics)
      return energy.adc + energy.accumulation + energy.other
    }
    let once = energy(vectors: 1, activity: 0.5)
    #expect(abs(energy(vectors: 7, activity: 3.5) - 7 * once) < 1e-12 * 7 * once)
    let idle = energy(vectors: 1, activity: 0)
    #expect(idle > 0 && once > idle)
    #expect(abs(energy(vectors: 1, activity: 1) - (2 * once - idle)) < 1e-12 * once)
  }

  @Test("A relaxed cell pitch makes the crossbar larger and nothing else faster")
  func relaxedPitch() throws {
    let tight = try crossbar()
    let tall = try crossbar { $0.relaxesCellHeight = true }
    let wide = try crossbar { $0.relaxesCellWidth = true }
    #expect(tall.arrayHeight == tight.arrayHeight * 7 && tall.arrayWidth == tight.arrayWidth)
    #expect(abs(wide.arrayWidth - tight.arrayWidth * 15.2 / 12) < 1e-18)
    #expect(wide.rowResistance > tight.rowResistance && tall.columnDelay > tight.columnDelay)
  }

  @Test("A crossbar's parts sum to its area and leakage; its categories to its area")
  func sums() throws {
    for adc in ADCType.allCases {
      let subarray = try crossbar(adc: adc)
      let categories = CostCategory.allCases.map { subarray.area(of: $0) }.reduce(0, +)
      #expect(abs(categories - subarray.area) < 1e-12 * subarray.area)
      #expect(subarray.area < subarray.height * subarray.width)
    }
  }

  @Test("Delays and energies of a chip are the sums of its layers'")
  func chipSums() throws {
    let chip = try chip()
    #expect(chip.layers.count == 3)
    #expect(chip.delay.total == chip.layers.reduce(0) { $0 + $1.performance.delay.total })
    for layer in chip.layers {
      let performance = layer.performance
      #expect(abs(performance.energies.total - performance.energy) < 1e-12 * performance.energy)
      #expect(performance.bufferEnergy + performance.interconnectEnergy < performance.otherEnergy)
      #expect(performance.delay.buffer + performance.delay.interconnect <= performance.delay.other)
    }
    #expect(abs(chip.area.components.total - chip.area.total) <= 1e-15 * chip.area.total)
  }

  @Test("The slowest converter of any layer sets the clock")
  func clock() throws {
    let flash = try chip(adc: .flash)
    let sar = try chip(adc: .sar)
    #expect(sar.clockPeriod > 3 * flash.clockPeriod)
    let sensing = sar.layers.map(\.performance.sensingPeriod)
    #expect(sensing.max() == sar.clockPeriod)
    #expect(isAscending(sar.layers.map(\.sensingPeriodSoFar)))
  }
}
