/// What an axis shows and how: the text beside it, the unit, linear or logarithmic.
public struct PlotAxis: Sendable, Hashable {
  public enum Scale: Sendable, Hashable {
    case linear
    /// Values at and below zero cannot be shown and are left out.
    case logarithmic
  }

  public var label: String
  /// As scripts write it ("mm2"); shown as mm².
  public var unit: String?
  public var scale: Scale

  public init(_ label: String, unit: String? = nil, scale: Scale = .linear) {
    self.label = label
    self.unit = unit
    self.scale = scale
  }
}

/// A point of a figure, in the units of its axes.
public struct PlotPoint: Sendable, Hashable {
  public var x: Double
  public var y: Double

  public init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }
}
