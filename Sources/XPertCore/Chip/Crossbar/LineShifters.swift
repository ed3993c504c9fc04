/// Level shifters of a resistive crossbar: two per word line and one per column, where writing needs more
/// than 1.5 V. They only take area (spec 11 §2, §3).
struct LineShifters: Sendable {
  /// Metres: beside the array and below it.
  let width: Double
  let height: Double

  init(array: CellArray, addingTo list: inout PartList, in environment: CircuitEnvironment) {
    guard array.hardware.writeVoltage > 1.5 else {
      (width, height) = (0, 0)
      return
    }
    let rows = LevelShifter(lines: array.rows, fit: .height(array.height), in: environment)
    let columns = LevelShifter(lines: array.columns, fit: .width(array.width), in: environment)
    width = rows.width + rows.width
    height = columns.height
    list.add(.levelShifters, .other, area: rows.area + rows.area + columns.area)
  }
}
