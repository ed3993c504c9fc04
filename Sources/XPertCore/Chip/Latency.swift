/// A latency with its breakdown (spec 14 §8): clock cycles in a synchronous design until the flow multiplies
/// by the clock period, seconds otherwise.
///
/// The three categories need not add up to `total`: each is a maximum over crossbars taken separately.
/// `buffer` and `interconnect` are parts of `other`.
public struct Latency: Sendable, Hashable {
  public var total: Double = 0
  public var adc: Double = 0
  public var accumulation: Double = 0
  public var other: Double = 0
  public var buffer: Double = 0
  public var interconnect: Double = 0

  public init() {}

  /// Takes the larger of every entry: things that run side by side.
  mutating func formMaximum(_ latency: Latency) {
    total = max(total, latency.total)
    adc = max(adc, latency.adc)
    accumulation = max(accumulation, latency.accumulation)
    other = max(other, latency.other)
    buffer = max(buffer, latency.buffer)
    interconnect = max(interconnect, latency.interconnect)
  }

  /// The latency of work shared by `copies`.
  func divided(by copies: Double) -> Latency {
    var result = self
    result.total /= copies
    result.adc /= copies
    result.accumulation /= copies
    result.other /= copies
    result.buffer /= copies
    result.interconnect /= copies
    return result
  }

  func scaled(by factor: Double) -> Latency {
    var result = self
    result.total *= factor
    result.adc *= factor
    result.accumulation *= factor
    result.other *= factor
    result.buffer *= factor
    result.interconnect *= factor
    return result
  }

  public static func += (a: inout Latency, b: Latency) {
    a.total += b.total
    a.adc += b.adc
    a.accumulation += b.accumulation
    a.other += b.other
    a.buffer += b.buffer
    a.interconnect += b.interconnect
  }

  mutating func addAccumulation(_ latency: Double) {
    total += latency
    accumulation += latency
  }

  mutating func addOther(_ latency: Double) {
    total += latency
    other += latency
  }

  mutating func addBuffer(_ latency: Double) {
    addOther(latency)
    buffer += latency
  }

  mutating func addInterconnect(_ latency: Double) {
    addOther(latency)
    interconnect += latency
  }
}
