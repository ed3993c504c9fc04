/// Collects the circuits of a crossbar; one that does not exist is simply not added.
struct PartList: Sendable {
  private(set) var parts: [Subarray.Part] = []

  init() { parts.reserveCapacity(14) }

  /// - Parameters:
  ///   - category: what its energy is booked under.
  ///   - area: m².
  ///   - perVector, perActivity: joule per input vector and per unit of row activity.
  ///   - leakage: watt.
  mutating func add(
    _ component: Component, _ category: CostCategory, area: Double, perVector: Double = 0,
    perActivity: Double = 0, leakage: Double = 0
  ) {
    parts.append(
      Subarray.Part(
        component: component, energyCategory: category, area: area, energyPerVector: perVector,
        energyPerActivity: perActivity, leakage: leakage))
  }
}
