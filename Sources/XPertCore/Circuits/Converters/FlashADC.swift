import Platform

/// Flash converters: a comparator per level but one, all of them firing at once (spec 03 §6). The number of
/// physical converters sets the area only; energy is per column converted (Q-C19).
package struct FlashADC: Sendable {
  package enum Sensing: Sendable, Hashable {
    case current
    case voltage
  }

  /// In m, m².
  package let height: Double
  package let width: Double
  package let area: Double
  package let converters: Int
  /// Output levels, 2 to the power of the precision in bits.
  package let levels: Int
  package let senses: Sensing
  /// Converters do not leak in this model.
  package var leakage: Double { 0 }

  /// Reference i is `lowestReference + (i + 1) × referenceSpan / levels`, in Ω.
  private let lowestReference: Double
  private let referenceSpan: Double
  private let lastReference: Double
  private let curve: SensingCurve?
  /// ``SensingCurve/extremes``, taken once.
  private let extremes: [Double]

  /// Columns of less (rescaled) resistance settle within 1 ns, and so do those of more.
  private let fastBelow: Double
  private let fastAbove: Double
  private let resistanceScale: Double
  private let power: ColumnPower

  /// - Parameters:
  ///   - isParallelRead: All rows are read at once, which divides the reference resistances by their number.
  ///   - fit: A width or a height must be given; otherwise the layout has no dimensions.
  package init(
    converters: Int, levels: Int, isParallelRead: Bool, senses: Sensing, fit: LayoutConstraint,
    in environment: CircuitEnvironment
  ) {
    let technology = environment.technology
    let cell = environment.cell
    self.converters = converters
    self.levels = levels
    self.senses = senses

    let rows = isParallelRead ? Double(environment.crossbarRows) : 1
    lowestReference = cell.onResistance / rows
    referenceSpan = cell.offResistance / rows
    lastReference = lowestReference + Double(levels - 1) * referenceSpan / Double(levels)
    curve = SensingCurve.of(technology.node, technology.roadmap)
    extremes = curve?.extremes ?? []

    let areas = technology.minimumTransistorAreas
    let comparators = Double(levels - 1) * Double(converters)
    switch senses {
    case .current:
      // The NMOS part of the comparator bank is missing in the reference (Q-C16).
      area =
        (areas.p * 40) * comparators
        + (areas.n * 9 + areas.p * 9) * Double(levels - 1) * Double(converters)
    case .voltage:
      area = (areas.n * 52 + areas.p * 60) * Double(levels - 1) * Double(converters)
    }
    (height, width) = fit.dimensions(area: area)

    resistanceScale = 0.5 / cell.readVoltage
    // Above, all references are below a twentieth of the resistance, where sensing takes 1 ns.
    fastAbove = lastReference * 20 * (1 + 1e-9)
    fastBelow = curve?.resistanceSettlingWithinNanosecond ?? .infinity

    let coefficients: (a: Double, b: Double)
    switch senses {
    case .current:
      coefficients = ConverterPower.current(technology.node, technology.roadmap)
    case .voltage:
      coefficients = (
        ConverterPower.voltage(technology.node, technology.roadmap),
        ConverterPower.column(technology.node, technology.roadmap)
      )
    }
    power = ColumnPower(
      resistanceScale: resistanceScale, constant: coefficients.a * Double(levels - 1) * 1e-6,
      factor: coefficients.b, exponent: ConverterPower.exponent(technology.node, technology.roadmap),
      temperatureFactor: 1 + 1.3e-3 * Double(technology.temperatureKelvin - 300))
  }

  /// Sensing time in s of one column of `resistance` Ω: the slowest of its comparators but the first (Q-C17).
  package func columnDelay(resistance: Double) -> Double {
    let scaled = resistance * resistanceScale
    if scaled == 0 || 1 / scaled == 0 { return 0 }
    guard let curve else { return 1e-9 }
    return slowestComparator(curve, base: curve.base(resistance: scaled), resistance: scaled)
  }

  private func slowestComparator(_ curve: SensingCurve, base: Double, resistance: Double) -> Double {
    let last = levels - 2
    var slowest = 0.0
    func compare(_ index: Int) {
      let reference = lowestReference + Double(index + 1) * referenceSpan / Double(levels)
      let x = reference / resistance
      let time = x >= 20 || x <= 0.05 ? 1e-9 : base * curve.factor(x)
      if time > slowest { slowest = time }
    }
    guard last > 3 * extremes.count + 2 else {
      for index in 1..<max(levels - 1, 1) { compare(index) }
      return slowest
    }
    // References rise evenly, so that the slowest is the first, the last, or next to an extreme of the curve.
    compare(1)
    compare(last)
    for x in extremes {
      let index = (x * resistance - lowestReference) * Double(levels) / referenceSpan - 1
      // Far below or above all references; also what no integer holds.
      guard index > -1, index < Double(levels) else { continue }
      let nearest = Int(index.rounded())
      for candidate in nearest - 1...nearest + 1 where candidate >= 1 && candidate <= last {
        compare(candidate)
      }
    }
    return slowest
  }

  /// Sensing time in s of several columns at once: the slowest, but between 1 and 10 ns; 0 without columns.
  package func arrayDelay(of columnResistances: UnsafeBufferPointer<Double>) -> Double {
    guard !columnResistances.isEmpty else { return 0 }
    var slowest = 1e-9
    guard let curve else { return slowest }
    for resistance in columnResistances {
      let scaled = resistance * resistanceScale
      if scaled <= fastBelow || scaled >= fastAbove { continue }
      let base = curve.base(resistance: scaled)
      // Most columns provably settle no later than what has been found so far, 1 ns to begin with.
      let bound = base * curve.bound(upTo: min(lastReference / scaled, 20))
      if bound < slowest * (1 - 1e-9) { continue }
      slowest = larger(slowestComparator(curve, base: base, resistance: scaled), slowest)
      if slowest >= 10e-9 { return 10e-9 }
    }
    return slowest
  }

  /// Sensing time of all columns in s, also in synchronous mode.
  ///
  /// - Parameter sharing: Columns that share a converter and are read one after the other.
  package func delay(
    columnResistances: UnsafeBufferPointer<Double>, sharing: Double, reads: Double
  ) -> Double {
    switch senses {
    case .current: arrayDelay(of: columnResistances) * sharing * reads
    case .voltage: 1e-9 * sharing * reads
    }
  }

  /// Power in W while a column of `resistance` Ω is sensed; 1 µW (before the temperature factor) for an open
  /// column.
  @inline(__always)
  package func columnPower(resistance: Double) -> Double { power(resistance: resistance) }

  /// In J for `reads` conversions of every listed column (resistances in Ω).
  package func readEnergy(columnResistances: UnsafeBufferPointer<Double>, reads: Double) -> Double {
    let time = senses == .current ? arrayDelay(of: columnResistances) : 1e-9
    var energy = 0.0
    for resistance in columnResistances {
      energy += larger(power(resistance: resistance) * time, 0)
    }
    return reads * energy
  }

  /// The shortest sensing time of an array, s.
  static let minimumArrayDelay = 1e-9

  /// Whether columns of at most `resistance` Ω certainly settle within the shortest sensing time, so that no
  /// comparator needs to be looked at.
  func sensesWithinMinimum(upTo resistance: Double) -> Bool {
    senses == .voltage || curve == nil || resistance * resistanceScale <= fastBelow
  }

  /// Power of a column, W, as a function of its conductance.
  var columnPowerLaw: ColumnPowerLaw { power.law }
}
