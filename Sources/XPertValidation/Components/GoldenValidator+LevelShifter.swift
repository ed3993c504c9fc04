import XPertCore

extension GoldenValidator {
  @Sendable
  static func levelShifter(_ row: GoldenRow, _ comparison: inout Comparison) throws {
    let environment = try row.environment()
    let size = try row.length("given_size_F", environment.technology)
    let isWidth = try row.flag("given_is_width")
    let shifter = LevelShifter(
      lines: try row.integer("num_output"), fit: isWidth ? .width(size) : .height(size), in: environment)
    try comparison.checkLayout(area: shifter.area, height: shifter.height, width: shifter.width, row)
  }
}
