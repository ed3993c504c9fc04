/// Height and width of a laid-out gate, in m.
public struct Footprint: Sendable, Hashable {
  public var height: Double
  public var width: Double

  public init(height: Double, width: Double) {
    self.height = height
    self.width = width
  }

  /// In m².
  public var area: Double { width * height }
}
