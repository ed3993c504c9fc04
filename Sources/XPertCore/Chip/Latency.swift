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
  /// What `total` consists of; where things run side by side, that of the slowest.
  public var parts = LatencyParts()

  public init() {}

  /// Takes the larger of every entry: things that run side by side.
  mutating func formMaximum(_ latency: Latency) {
    if latency.total > total { parts = latency.parts }
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
    result.parts = parts.divided(by: copies)
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
    result.parts = parts.scaled(by: factor)
    return result
  }

  public static func += (a: inout Latency, b: Latency) {
    a.total += b.total
    a.adc += b.adc
    a.accumulation += b.accumulation
    a.other += b.other
    a.buffer += b.buffer
    a.interconnect += b.interconnect
    a.parts += b.parts
  }

  mutating func addAccumulation(_ latency: Double, _ part: LatencyPart) {
    total += latency
    accumulation += latency
    parts[part] += latency
  }

  mutating func addOther(_ latency: Double, _ part: LatencyPart) {
    total += latency
    other += latency
    parts[part] += latency
  }

  mutating func addBuffer(_ latency: Double, _ part: LatencyPart) {
    addOther(latency, part)
    buffer += latency
  }

  mutating func addInterconnect(_ latency: Double, _ part: LatencyPart) {
    addOther(latency, part)
    interconnect += latency
  }

  /// Makes the total what its parts add up to in their order: they differ by rounding.
  mutating func addUpParts() { total = parts.total }
}
