extension Subarray {
  /// Levels that a column's converter tells apart: those of its precision or, where rows are read one by one,
  /// those of a single cell (spec 11 §12). Nil: rows of SRAM read one by one need sense amplifiers only (spec
  /// 11 §15).
  var sensedLevels: Int? { Self.sensedLevels(hardware, periphery) }

  static func sensedLevels(_ hardware: Hardware, _ periphery: Periphery) -> Int? {
    switch (hardware.readMode, hardware.device) {
    case (.parallel, _): periphery.levels.count
    case (.sequential, .sram): nil
    case (.sequential, _): 1 << hardware.effectiveCellBits
    }
  }
}
