import Platform

/// The fitted area and delay of a layer that the published co-search program uses (spec 20 §3): 64 x 64
/// crossbars, 8-bit weights in 4-bit cells, 6-bit ADCs, 64 crossbars per tile.
///
/// For a benchmark that can be compared with publications only. The product's own costs come from the circuit
/// simulator, from which the delay fit is off by -40 to +400 % layer by layer.
public struct PublishedFit: Sendable, Hashable {
  /// area (um2) = (a m + e) t + b (exp(c t / m) - 1) + (b + d), with m columns per ADC and t tiles.
  let a, b, c, d, e: Double
  /// delay = (p t q + r m^2 + u) f^2 / s, with feature size f and speed-up s; unit unknown.
  let p, q, r, u: Double

  public static let flash = PublishedFit(
    a: 2557.166495434807, b: 1325750339.0150185, c: 0.0037802706563706337, d: -1325744426.1570153,
    e: 355177.96577219985, p: 0.08836970306542265, q: 0.12532326984887984, r: 8.466777271635184e-05,
    u: 0.10469741426869324)

  public static let sar = PublishedFit(
    a: 1662.1420546233026, b: 1647434588.0067654, c: 0.0011610296696243961, d: -1647433897.2349775,
    e: 328615.0508042259, p: 0.24051026469311507, q: 0.16033299026875378, r: 0.000432503086158724,
    u: 0.4050948974138533)

  public static func of(_ adc: ADCType) -> PublishedFit { adc == .flash ? .flash : .sar }

  /// Area in m2 of a layer on `tiles` tiles, `columnSharing` columns per ADC.
  public func area(tiles: Int, columnSharing: Int) -> Double {
    let (t, m) = (Double(tiles), Double(columnSharing))
    // b and d cancel to seven digits: expm1 keeps the small difference exact.
    return ((a * m + e) * t + b * expm1(c * t / m) + (b + d)) * 1e-12
  }

  /// Delay, in the unit of the fit, of a layer with a feature map of `featureSize` pixels per side.
  public func delay(tiles: Int, columnSharing: Int, featureSize: Int, speedUp: Double) -> Double {
    let (t, m, f) = (Double(tiles), Double(columnSharing), Double(featureSize))
    return (p * t * q + r * m * m + u) * f * f / speedUp
  }

  /// Crossbars of 64 x 64 that hold a weight matrix of 8-bit weights, two 4-bit cells each.
  public static func crossbars(rows: Int, columns: Int) -> Int {
    ((rows + 63) / 64) * ((columns * 2 + 63) / 64)
  }

  /// Tiles of 64 crossbars.
  public static func tiles(crossbars: Int) -> Int { (crossbars + 63) / 64 }

  /// How often the tiles hold the layer's weights.
  public static func speedUp(crossbars: Int) -> Double {
    Double(64 * tiles(crossbars: crossbars)) / Double(crossbars)
  }
}
