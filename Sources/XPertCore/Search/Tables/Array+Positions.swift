/// Arrays whose positions have names: `sums[Sum.traffic]`.
extension Array {
  @inline(__always)
  subscript<Position: RawRepresentable>(position: Position) -> Element where Position.RawValue == Int {
    get { self[position.rawValue] }
    _modify { yield &self[position.rawValue] }
  }
}
