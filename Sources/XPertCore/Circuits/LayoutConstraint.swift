/// The space a circuit is arranged in: option "plain" of spec 02 §12 with nothing, a height or a width given.
/// Metres; a given length of 0 counts as not given, as in the reference.
public enum LayoutConstraint: Sendable, Hashable {
  case natural
  case height(Double)
  case width(Double)

  /// Hg: 0 when not given.
  @inline(__always)
  var givenHeight: Double {
    if case .height(let height) = self { height } else { 0 }
  }

  /// Wg: 0 when not given.
  @inline(__always)
  var givenWidth: Double {
    if case .width(let width) = self { width } else { 0 }
  }
}

extension LayoutConstraint {
  /// Dimensions of a circuit that only has an area: the given one and what the area leaves for the other.
  /// Without a given one both are 0; the reference stops there.
  func dimensions(area: Double) -> (height: Double, width: Double) {
    if givenWidth != 0 { return (area / givenWidth, givenWidth) }
    if givenHeight != 0 { return (givenHeight, area / givenHeight) }
    return (0, 0)
  }
}
