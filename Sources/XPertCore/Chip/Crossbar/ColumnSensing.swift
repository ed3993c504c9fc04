/// At what power and how long the columns of a crossbar are sensed: what the statistics of its data need to
/// know about it.
struct ColumnSensing: Sendable {
  /// Power (flash) or energy (SAR) of a column; nil where it does not depend on the data.
  let law: ColumnPowerLaw?
  /// The converter, if it has a sensing time.
  let flash: FlashADC?
  let timing: ReadTiming

  init(_ subarray: Subarray) {
    switch subarray.converter {
    case .flash(let flash, _): (law, self.flash) = (flash.columnPowerLaw, flash)
    case .sar(let sar): (law, flash) = (sar.columnEnergyLaw, nil)
    case .senseAmplifiers: (law, flash) = (nil, nil)
    }
    timing = subarray.timing
  }
}
