/// The wire layer an H-tree uses for a segment, by its length (spec 03 §13; most classes of the reference are
/// unreachable, Q-C26).
struct WireLayers: Sendable {
  private let featureSize: Double
  private let long: Double
  private let short: Double

  init(in environment: CircuitEnvironment) {
    featureSize = environment.technology.featureSize
    let rise = 1 + 0.00451 * Double(environment.technology.temperatureKelvin - 300)
    func resistancePerMetre(width: Int) -> Double {
      let resistivity = (width >= 175 ? 2.20e-8 : 2.52e-8) * rise
      let width = Double(width)
      return resistivity / (width * 1e-9 * width * 1e-9 * 1.6)
    }
    long = resistancePerMetre(width: 4 * environment.wire.widthNanometres)
    short = resistancePerMetre(width: 2 * environment.wire.widthNanometres)
  }

  /// In Ω/m.
  @inline(__always)
  func resistancePerMetre(length: Double) -> Double {
    length / featureSize >= 100000 ? long : short
  }
}
