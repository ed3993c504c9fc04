/// Number of lanes of length `length` that `count` cells of size `cell` take (`fill` of spec 03 §0,
/// evaluation order binding). A cell that does not fit at all gives the meaningless -2147483648 lanes of the
/// reference.
@inline(__always)
func lanes(filling count: Int, length: Double, cell: Double) -> Int {
  let fitting = truncated(length / cell)
  return roundedUp(Double(count) / Double(min(fitting, count)))
}

/// Even placement of `count` cells of minimum size `cell` in lanes of length `length` (`spread` of spec 03
/// §0, evaluation order binding).
@inline(__always)
func spread(_ count: Int, length: Double, cell: Double) -> (lanes: Int, perLane: Int, pitch: Double) {
  let fitting = truncated(length / cell)
  let lanes = roundedUp(Double(count) / Double(fitting))
  let perLane = roundedUp(Double(count) / Double(lanes))
  return (lanes, perLane, length / Double(perLane))
}
