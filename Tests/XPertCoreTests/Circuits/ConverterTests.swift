import Testing
import XPertValidation

@testable import XPertCore

@Suite("Converters")
struct ConverterTests {
  private func flash(
    _ levels: Int, _ environment: CircuitEnvironment = CheckEnvironment.a, parallel: Bool = true,
    senses: FlashADC.Sensing = .current
  ) -> FlashADC {
    FlashADC(
      converters: 8, levels: levels, isParallelRead: parallel, senses: senses,
      fit: .width(environment.features(768)), in: environment)
  }

  @Test("More levels never take less area, power or energy")
  func levels() {
    let columns = [300.0, 1100, 2500, 7000, 15000]
    for environment in CheckEnvironment.all {
      var area = 0.0
      var power = 0.0
      var sarArea = 0.0
      var sarEnergy = 0.0
      for bits in 1...8 {
        let flash = flash(1 << bits, environment)
        #expect(flash.area > area)
        #expect(flash.columnPower(resistance: 1000) > power)
        area = flash.area
        power = flash.columnPower(resistance: 1000)
        let sar = SARADC(
          converters: 8, levels: 1 << bits, fit: .width(environment.features(768)), in: environment)
        let energy = columns.withUnsafeBufferPointer { sar.readEnergy(columnResistances: $0, reads: 1) }
        #expect(sar.area > sarArea && energy > sarEnergy)
        #expect(abs(sar.delay(reads: 1) - Double(bits + 1) * 1e-9) < 1e-20)
        sarArea = sar.area
        sarEnergy = energy
      }
      // A flash converter doubles with every bit, a successive-approximation one does not.
      #expect(area > sarArea)
    }
  }

  @Test("More converters take proportionally more area, whatever their columns cost (Q-C19)")
  func converters() {
    let environment = CheckEnvironment.a
    let eight = flash(16)
    let sixteen = FlashADC(
      converters: 16, levels: 16, isParallelRead: true, senses: .current,
      fit: .width(environment.features(768)), in: environment)
    #expect(abs(sixteen.area / eight.area - 2) < 1e-14)
    #expect(sixteen.columnPower(resistance: 1000) == eight.columnPower(resistance: 1000))
  }

  @Test("A column of less resistance draws more power; open and shorted columns are special")
  func power() {
    let flash = flash(64)
    #expect(flash.columnPower(resistance: 100) > flash.columnPower(resistance: 1000))
    #expect(flash.columnPower(resistance: .infinity) == 1e-6)
    #expect(flash.columnPower(resistance: 0) == 0)
    #expect(flash.columnDelay(resistance: .infinity) == 0)
    #expect(flash.columnDelay(resistance: 0) == 0)
  }

  @Test("No columns take no time; any columns take at least a nanosecond")
  func arrays() {
    let flash = flash(64)
    #expect([Double]().withUnsafeBufferPointer { flash.arrayDelay(of: $0) } == 0)
    #expect([Double.infinity].withUnsafeBufferPointer { flash.arrayDelay(of: $0) } == 1e-9)
    // Two levels leave no reference after the first, which is skipped (Q-C17).
    #expect(self.flash(2).columnDelay(resistance: 1e4) == 0)
  }

  @Test(
    "The slowest of an array's columns is found exactly, although most are never evaluated",
    arguments: TechnologyNode.allCases)
  func arrayDelay(node: TechnologyNode) {
    let stream = SplitMix64(seed: UInt64(node.rawValue))
    var index = 0
    var slow = 0
    for rows in [16, 32, 64, 128] {
      for levels in [3, 6, 8, 16, 64, 256] {
        for parallel in [true, false] {
          let environment = CheckEnvironment.make(node, rows: rows)
          let flash = flash(levels, environment, parallel: parallel)
          for _ in 0..<20 {
            // Resistances spread evenly over six decades, some columns open.
            let columns = (0..<5).map { _ -> Double in
              index += 1
              let unit = SplitMix64.fraction(stream[index])
              return unit < 0.02 ? .infinity : 10 * exponential(unit * 6)
            }
            let expected = columns.map { flash.columnDelay(resistance: $0) }
              .reduce(1e-9) { min(max($0, $1), 10e-9) }
            let found = columns.withUnsafeBufferPointer { flash.arrayDelay(of: $0) }
            #expect(found == expected, "\(rows) rows, \(levels) levels, \(columns)")
            if found > 1e-9 { slow += 1 }
          }
        }
      }
    }
    let isFitted = [.nm130, .nm90, .nm65, .nm45, .nm32].contains(node)
    #expect((slow > 0) == isFitted)
  }

  @Test(
    "A column takes as long as the slowest of all its comparators, although few are evaluated",
    arguments: TechnologyNode.allCases)
  func slowestComparator(node: TechnologyNode) throws {
    guard let curve = SensingCurve.of(node, .lowStandbyPower) else { return }
    let stream = SplitMix64(seed: UInt64(node.rawValue))
    for rows in [32, 128] {
      for levels in [16, 64, 256, 4096] {
        let environment = CheckEnvironment.make(node, rows: rows)
        let flash = flash(levels, environment, parallel: true)
        let lowest = environment.cell.onResistance / Double(rows)
        let span = environment.cell.offResistance / Double(rows)
        var deviations: [Double] = []
        for index in 0..<100 {
          let resistance = lowest * exponential(SplitMix64.fraction(stream[index]) * 4) / 10
          let scaled = resistance * 0.5 / environment.cell.readVoltage
          let expected = (1..<levels - 1).map { comparator -> Double in
            let x = (lowest + Double(comparator + 1) * span / Double(levels)) / scaled
            return x >= 20 || x <= 0.05 ? 1e-9 : curve.base(resistance: scaled) * curve.factor(x)
          }.reduce(0, max)
          deviations.append(abs(flash.columnDelay(resistance: resistance) - expected) / 1e-9)
        }
        #expect(deviations.max()! < 1e-13, "\(rows) rows, \(levels) levels")
      }
    }
  }

  /// 10 to the power of `x`.
  private func exponential(_ x: Double) -> Double {
    var result = 1.0
    for _ in 0..<Int(x * 1000) { result *= 1.002305238077899671915404889328110554053 }
    return result
  }

  @Test("The bound of the sensing curves holds over their whole range", arguments: TechnologyNode.allCases)
  func bound(node: TechnologyNode) throws {
    guard let curve = SensingCurve.of(node, .lowStandbyPower) else {
      #expect([.nm22, .nm14, .nm10, .nm7].contains(node))
      return
    }
    #expect(SensingCurve.of(node, .highPerformance) == nil)
    var largest = 0.0
    var violations: [Double] = []
    var loose: [Double] = []
    var x = 0.05
    while x <= 20 {
      largest = max(largest, curve.factor(x))
      let bound = curve.bound(upTo: x)
      if curve.factor(x) <= 0 || bound < largest { violations.append(x) }
      // Tight enough to be of use; the scan misses the end of the cubic by up to 0.05 %.
      if bound > largest * (1 + 1e-3) { loose.append(x) }
      x *= 1.0005
    }
    #expect(violations.isEmpty)
    #expect(loose.isEmpty)
  }

  @Test("Hotter converters draw more power")
  func temperature() {
    let cold = flash(16, CheckEnvironment.make(.nm32, .lowStandbyPower, 300))
    let hot = flash(16, CheckEnvironment.make(.nm32, .lowStandbyPower, 400))
    #expect(abs(hot.columnPower(resistance: 500) / cold.columnPower(resistance: 500) - 1.13) < 1e-12)
  }
}
