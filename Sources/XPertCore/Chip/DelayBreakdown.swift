/// A delay with its breakdown (spec 14 §8): clock cycles in a synchronous design until the flow multiplies
/// by the clock period, seconds otherwise.
///
/// The three categories need not add up to `total`: each is a maximum over crossbars taken separately.
/// `buffer` and `interconnect` are parts of `other`.
public struct DelayBreakdown: Sendable, Hashable {
  public var total: Double = 0
  public var adc: Double = 0
  public var accumulation: Double = 0
  public var other: Double = 0
  public var buffer: Double = 0
  public var interconnect: Double = 0
  /// What `total` consists of; where things run side by side, that of the slowest.
  package var parts = DelayParts()

  public init() {}

  /// Takes the larger of every entry: things that run side by side.
  mutating func formMaximum(_ delay: DelayBreakdown) {
    if delay.total > total { parts = delay.parts }
    total = max(total, delay.total)
    adc = max(adc, delay.adc)
    accumulation = max(accumulation, delay.accumulation)
    other = max(other, delay.other)
    buffer = max(buffer, delay.buffer)
    interconnect = max(interconnect, delay.interconnect)
  }

  /// The delay of work shared by `copies`.
  func divided(by copies: Double) -> DelayBreakdown {
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

  func scaled(by factor: Double) -> DelayBreakdown {
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

  public static func += (a: inout DelayBreakdown, b: DelayBreakdown) {
    a.total += b.total
    a.adc += b.adc
    a.accumulation += b.accumulation
    a.other += b.other
    a.buffer += b.buffer
    a.interconnect += b.interconnect
    a.parts += b.parts
  }

  mutating func addAccumulation(_ delay: Double, _ part: DelayPart) {
    total += delay
    accumulation += delay
    parts[part] += delay
  }

  mutating func addOther(_ delay: Double, _ part: DelayPart) {
    total += delay
    other += delay
    parts[part] += delay
  }

  mutating func addBuffer(_ delay: Double, _ part: DelayPart) {
    addOther(delay, part)
    buffer += delay
  }

  mutating func addInterconnect(_ delay: Double, _ part: DelayPart) {
    addOther(delay, part)
    interconnect += delay
  }

  /// Makes the total what its parts add up to in their order: they differ by rounding.
  mutating func addUpParts() { total = parts.total }
}
