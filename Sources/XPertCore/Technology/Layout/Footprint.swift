/// Height and width of a laid-out gate, in m.
package struct Footprint: Sendable, Hashable {
  package var height: Double
  package var width: Double

  package init(height: Double, width: Double) {
    self.height = height
    self.width = width
  }

  /// In m².
  package var area: Double { width * height }
}
