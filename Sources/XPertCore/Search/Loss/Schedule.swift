import Platform

/// A number that may change in the course of a search: a function of progress in [0, 1], 0 at the first step
/// and 1 at the last.
///
/// A number literal is a constant schedule.
public struct Schedule: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  private indirect enum Kind {
    case constant(Double)
    case linear(from: Double, to: Double)
    case exponential(from: Double, to: Double)
    case cosine(from: Double, to: Double)
    case step(from: Double, factor: Double, count: Int)
    case warmup(fraction: Double, then: Schedule)
    case custom((Double) throws -> Double)
  }

  private let kind: Kind

  private init(_ kind: Kind) { self.kind = kind }

  public init(floatLiteral value: Double) { kind = .constant(value) }

  public init(integerLiteral value: Int) { kind = .constant(Double(value)) }

  public static func constant(_ value: Double) -> Schedule { Schedule(.constant(value)) }

  /// In a straight line.
  public static func linear(from: Double, to: Double) -> Schedule { Schedule(.linear(from: from, to: to)) }

  /// By equal factors in equal times.
  ///
  /// - Precondition: both ends have the same sign and are not 0.
  public static func exponential(from: Double, to: Double) -> Schedule {
    precondition(from * to > 0, "an exponential schedule needs ends of the same sign")
    return Schedule(.exponential(from: from, to: to))
  }

  /// Half a cosine: slow at both ends.
  public static func cosine(from: Double, to: Double) -> Schedule { Schedule(.cosine(from: from, to: to)) }

  /// `count` equal stretches, each with `factor` times the value of the one before.
  ///
  /// - Precondition: `count` > 0.
  public static func step(from: Double, factor: Double, count: Int) -> Schedule {
    precondition(count > 0, "a step schedule needs at least one stretch")
    return Schedule(.step(from: from, factor: factor, count: count))
  }

  /// From 0 in a straight line to the first value of `then` during the first `fraction`, then `then`, which
  /// sees the remaining time as [0, 1].
  ///
  /// - Precondition: 0 <= fraction < 1.
  public static func warmup(fraction: Double, then: Schedule) -> Schedule {
    precondition(0 <= fraction && fraction < 1, "a warm-up takes a fraction of the time in [0, 1)")
    return Schedule(.warmup(fraction: fraction, then: then))
  }

  /// Any function of progress. Its errors end the search.
  public static func custom(_ function: @escaping (_ progress: Double) throws -> Double) -> Schedule {
    Schedule(.custom(function))
  }

  /// Whether the value is the same at all times, as far as can be known.
  public var isConstant: Bool {
    if case .constant = kind { return true }
    return false
  }

  /// The value at a progress in [0, 1].
  ///
  /// - Throws: what a custom function throws.
  public func value(at progress: Double) throws -> Double {
    switch kind {
    case .constant(let value): return value
    case .linear(let from, let to): return from + (to - from) * progress
    case .exponential(let from, let to): return from * pow(to / from, progress)
    case .cosine(let from, let to): return to + (from - to) * (1 + cos(Double.pi * progress)) / 2
    case .step(let from, let factor, let count):
      return from * pow(factor, Double(min(Int(progress * Double(count)), count - 1)))
    case .warmup(let fraction, let then):
      if progress < fraction { return try then.value(at: 0) * progress / fraction }
      return try then.value(at: (progress - fraction) / (1 - fraction))
    case .custom(let function): return try function(progress)
    }
  }
}
