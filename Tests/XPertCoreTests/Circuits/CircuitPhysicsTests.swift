import Testing
import XPertCore

@Suite("Circuits")
struct CircuitPhysicsTests {
  @Test("Areas are the product of the dimensions, in any fit")
  func areas() {
    for environment in CheckEnvironment.all {
      let size = environment.features(900)
      for fit in [LayoutConstraint.natural, .height(size), .width(size)] {
        let flipFlops = FlipFlopBank(count: 300, fit: fit, in: environment)
        #expect(flipFlops.area == flipFlops.height * flipFlops.width)
        let adders = AdderBank(bits: 5, adders: 7, fit: fit, in: environment)
        #expect(adders.area == adders.height * adders.width)
        if case .height = fit { #expect(flipFlops.height == size && adders.height == size) }
        if case .width = fit { #expect(flipFlops.width == size && adders.width == size) }
      }
    }
  }

  @Test("A given length of zero counts as not given")
  func zero() {
    let environment = CheckEnvironment.a
    let natural = FlipFlopBank(count: 10, fit: .natural, in: environment)
    #expect(FlipFlopBank(count: 10, fit: .width(0), in: environment).area == natural.area)
    #expect(FlipFlopBank(count: 10, fit: .height(0), in: environment).width == natural.width)
  }

  @Test("Energy is proportional to the number of operations, and leakage to the number of circuits")
  func proportionality() {
    for environment in CheckEnvironment.all {
      let one = FlipFlopBank(count: 64, fit: .natural, in: environment)
      let two = FlipFlopBank(count: 128, fit: .natural, in: environment)
      #expect(abs(two.leakage / one.leakage - 2) < 1e-14)
      #expect(
        one.readEnergy(reads: 6, active: 64, calibrated: false)
          == 6 * one.readEnergy(reads: 1, active: 64, calibrated: false))
      let decoder = RowDecoder(orientation: .row, addressBits: 6, fit: .natural, in: environment)
      #expect(decoder.readEnergy(reads: 8) == 8 * decoder.readEnergy(reads: 1))
    }
  }

  @Test("Flip-flops that do not switch still cost clock energy, and no more than all can switch")
  func activity() {
    let bank = FlipFlopBank(count: 64, fit: .natural, in: CheckEnvironment.a)
    let idle = bank.readEnergy(reads: 1, active: 0, calibrated: false)
    let half = bank.readEnergy(reads: 1, active: 32, calibrated: false)
    let full = bank.readEnergy(reads: 1, active: 64, calibrated: false)
    #expect(idle > 0 && half > idle && full > half)
    #expect(bank.readEnergy(reads: 1, active: 100, calibrated: false) == full)
    #expect(bank.readEnergy(reads: 1, active: 64, calibrated: true) == full * 0.5)
  }

  @Test("Calibration scales energy by its activities and widens level shifters")
  func calibration() {
    var environment = CheckEnvironment.a
    let calibrated = AdderBank(bits: 8, adders: 4, fit: .natural, in: environment)
    let decoder = RowDecoder(orientation: .row, addressBits: 6, fit: .natural, in: environment)
    let shifter = LevelShifter(lines: 8, fit: .height(1e-5), in: environment)
    environment.calibration = nil
    let raw = AdderBank(bits: 8, adders: 4, fit: .natural, in: environment)
    let rawDecoder = RowDecoder(orientation: .row, addressBits: 6, fit: .natural, in: environment)
    #expect(
      abs(calibrated.readEnergy(reads: 1, operations: 4) / raw.readEnergy(reads: 1, operations: 4) - 0.15)
        < 1e-14)
    #expect(abs(decoder.readEnergy(reads: 1) / rawDecoder.readEnergy(reads: 1) - 0.05) < 1e-14)
    #expect(decoder.writeEnergy(writes: 1) == rawDecoder.writeEnergy(writes: 1))
    #expect(decoder.area == rawDecoder.area && calibrated.area == raw.area)
    #expect(shifter.area > LevelShifter(lines: 8, fit: .height(1e-5), in: environment).area)
  }

  @Test("More bits make adders slower, larger, leakier and hungrier", arguments: 0..<4)
  func adderBits(index: Int) {
    var environment = CheckEnvironment.all[index]
    environment.isSynchronous = false
    var previous = AdderBank(bits: 2, adders: 4, fit: .natural, in: environment)
    for bits in 3...16 {
      let bank = AdderBank(bits: bits, adders: 4, fit: .natural, in: environment)
      #expect(
        bank.delay(ramp: 1e20, load: 1e-15, reads: 1) > previous.delay(ramp: 1e20, load: 1e-15, reads: 1))
      #expect(bank.area > previous.area && bank.leakage > previous.leakage)
      #expect(
        bank.readEnergy(reads: 1, operations: 4) > previous.readEnergy(reads: 1, operations: 4))
      previous = bank
    }
  }

  @Test("Synchronous delays are whole clock cycles, at least as long as the asynchronous ones")
  func cycles() {
    for node in TechnologyNode.allCases {
      let clocked = CheckEnvironment.make(node, synchronous: true)
      let free = CheckEnvironment.make(node, synchronous: false)
      let adder = AdderBank(bits: 24, adders: 1, fit: .natural, in: clocked)
      let cycles = adder.delay(ramp: 1e20, load: 1e-15, reads: 1)
      let seconds = AdderBank(bits: 24, adders: 1, fit: .natural, in: free)
        .delay(ramp: 1e20, load: 1e-15, reads: 1)
      #expect(cycles == cycles.rounded() && cycles >= 1)
      #expect(cycles * 1e-9 >= seconds && (cycles - 1) * 1e-9 < seconds)
    }
  }

  @Test("An adder tree of two inputs has one stage and drops odd inputs (Q-C23)")
  func tree() {
    let environment = CheckEnvironment.a
    func tree(_ leaves: Int) -> AdderTree {
      AdderTree(leaves: leaves, bits: 8, trees: 4, fit: .width(1e-4), in: environment)
    }
    #expect([1, 2, 3, 4, 5, 8, 9].map { tree($0).stages } == [0, 1, 2, 2, 3, 3, 4])
    #expect(tree(1).area == 0 && tree(1).delay(reads: 5) == 0 && tree(1).leakage() == 0)
    #expect(tree(3).leakage() == tree(2).leakage())
    #expect(tree(3).delay(reads: 1) > tree(2).delay(reads: 1))
    #expect(tree(8).readEnergy(reads: 1, units: 4) == tree(4).readEnergy(reads: 1))
    let bank = AdderBank(bits: 8, adders: 4, fit: .width(1e-4), in: environment)
    #expect(abs(tree(2).area / bank.area - 1) < 1e-14)
    #expect(abs(tree(2).leakage() / bank.leakage - 1) < 1e-14)
  }

  @Test("Longer wires are slower and cost more; a bus to itself costs nothing")
  func bus() {
    let environment = CheckEnvironment.d
    func bus(_ columns: Int) -> Bus {
      Bus(
        orientation: .horizontal, rows: 1, columns: columns, tolerance: 0, bits: 64, unitHeight: 4e-5,
        unitWidth: 6e-5, in: environment)
    }
    #expect(bus(1).delay(reads: 1) == 0 && bus(1).readEnergy(bits: 64, reads: 1) == 0)
    #expect(bus(1).leakage == 0 && bus(1).repeaters == 0)
    for columns in 2...6 {
      #expect(bus(columns + 1).delay(reads: 1) > bus(columns).delay(reads: 1))
      #expect(bus(columns + 1).readEnergy(bits: 1, reads: 1) > bus(columns).readEnergy(bits: 1, reads: 1))
    }
  }

  @Test("Tolerating delay shrinks an H-tree's repeaters and slows it down")
  func tolerance() {
    let environment = CheckEnvironment.d
    func tree(_ tolerance: Double) -> HTree {
      HTree(
        rows: 5, columns: 6, tolerance: tolerance, bits: 256, unitHeight: 4e-4, unitWidth: 5e-4,
        foldRatio: 4, in: environment)
    }
    #expect(tree(0.1).repeaterSize < tree(0).repeaterSize)
    #expect(tree(0.1).repeaterDistance < tree(0).repeaterDistance)
    #expect(tree(0.1).delay(reads: 1) > tree(0).delay(reads: 1))
    let single = HTree(
      rows: 1, columns: 1, tolerance: 0.1, bits: 256, unitHeight: 4e-4, unitWidth: 5e-4, foldRatio: 4,
      in: environment)
    #expect(single.levels == 0 && single.delay(reads: 1) == 0 && single.area == 0)
  }

  @Test("Decoders with more address bits are slower and larger, and hand on a gentler slope")
  func decoders() {
    let environment = CheckEnvironment.a
    var previous: RowDecoder?
    for bits in 3...9 {
      let decoder = RowDecoder(
        orientation: .row, addressBits: bits, fit: .height(environment.features(256)), in: environment)
      if let previous {
        #expect(decoder.area > previous.area && decoder.leakage > previous.leakage)
        #expect(decoder.readEnergy(reads: 1) > previous.readEnergy(reads: 1))
      }
      let light = decoder.delay(ramp: 1e20, load: 1e-15)
      let heavy = decoder.delay(ramp: 1e20, load: 1e-13)
      #expect(heavy.delay > light.delay)
      previous = decoder
    }
  }

  @Test("Degenerate sizes give the reference's meaningless numbers instead of a trap")
  func degenerate() {
    let environment = CheckEnvironment.a
    let decoder = RowDecoder(orientation: .row, addressBits: 0, fit: .height(1e-6), in: environment)
    #expect(decoder.width < 0 && decoder.area < 0)
    let tiny = environment.features(1)
    #expect(FlipFlopBank(count: 8, fit: .width(tiny), in: environment).height < 0)
    #expect(AdderBank(bits: 8, adders: 2, fit: .width(tiny), in: environment).area == 0)
    _ = SwitchMatrix(
      orientation: .column, lines: 8, matchedResistance: 1e4, fit: .width(tiny), in: environment)
    _ = ColumnMultiplexer(
      outputs: 0, selections: 0, matchedResistance: 1e4, fit: .width(tiny), in: environment)
    _ = WordLineSwitchMatrix(rows: 0, fit: .height(tiny), in: environment)
    _ = SequentialWordLineDriver(rows: 4, fit: .height(tiny), in: environment)
    _ = Buffer(bits: 0, lineWidth: 0, isSRAM: true, fit: .natural, in: environment)
    _ = AdderTree(leaves: 0, bits: 0, trees: 0, fit: .natural, in: environment)
    _ = ThermometerEncoder(levels: 0, encoders: 0, fit: .width(tiny), in: environment)
    _ = FlashADC(
      converters: 0, levels: 0, isParallelRead: true, senses: .current, fit: .natural, in: environment
    ).columnDelay(resistance: 1e4)
    _ = SARADC(converters: 1, levels: 0, fit: .natural, in: environment)
    _ = MaxPooling(bits: 0, window: 0, units: 0, fit: .natural, in: environment)
    _ = HTree(
      rows: 0, columns: 0, tolerance: 0.1, bits: 0, unitHeight: 0, unitWidth: 0, foldRatio: 0,
      in: environment)
    _ = Bus(
      orientation: .vertical, rows: 0, columns: 0, tolerance: 0.1, bits: 0, unitHeight: 1, unitWidth: 1,
      in: environment)
  }

  @Test("Every circuit can be sized with every kind of transistor and every node")
  func kinds() {
    var environments = TechnologyNode.allCases.map { CheckEnvironment.make($0) }
    environments.append(CheckEnvironment.make(.nm22, kind: .twoDimensionalFET))
    environments.append(CheckEnvironment.make(.nm14, kind: .twoDimensionalFET))
    environments.append(CheckEnvironment.make(.nm22, kind: .tunnelFET))
    for environment in environments {
      let decoder = RowDecoder(orientation: .row, addressBits: 6, fit: .natural, in: environment)
      #expect(decoder.delay(ramp: 1e20, load: 1e-15).delay > 0 && decoder.leakage > 0)
      let matrix = SwitchMatrix(
        orientation: .column, lines: 64, matchedResistance: 4e5, fit: .width(environment.features(768)),
        in: environment)
      #expect(matrix.leakage > 0)
    }
  }

  @Test("Sigmoid tables in SRAM leak through their cells; more entries take more area")
  func sigmoid() {
    let environment = CheckEnvironment.a
    func table(_ isSRAM: Bool, _ entries: Int) -> SigmoidTable {
      SigmoidTable(
        isSRAM: isSRAM, bits: 8, entries: entries, functions: 4, fit: .width(1e-4), in: environment)
    }
    #expect(table(true, 64).unitArea > table(true, 32).unitArea)
    #expect(table(true, 64).leakage > table(false, 64).leakage)
    #expect(abs(table(false, 64).area / table(false, 64).unitArea - 4) < 1e-14)
  }
}
