/// Everything a circuit reads besides its own parameters (spec 03 §0).
public struct CircuitEnvironment: Sendable {
  public var technology: Technology
  package var wire: Wire
  package var cell: CellRecord
  /// In Hz; a circuit keeps the value it was sized with (Q-C1).
  public var clockFrequency: Double
  /// Delays of clocked circuits in clock cycles instead of seconds.
  public var isSynchronous: Bool
  /// nil: not calibrated.
  public var calibration: Calibration?
  /// Rows of the crossbar, which set the reference resistances of parallel reads.
  public var crossbarRows: Int

  public init(
    technology: Technology, wire: Wire, cell: CellRecord, clockFrequency: Double, isSynchronous: Bool,
    calibration: Calibration?, crossbarRows: Int
  ) {
    self.technology = technology
    self.wire = wire
    self.cell = cell
    self.clockFrequency = clockFrequency
    self.isSynchronous = isSynchronous
    self.calibration = calibration
    self.crossbarRows = crossbarRows
  }

  /// ε when calibrated, else 1: multiplying by 1 changes no bit.
  var controlActivity: Double { calibration?.controlActivity ?? 1 }
  /// δ when calibrated, else 1.
  var adderActivity: Double { calibration?.adderActivity ?? 1 }
}
