import LuaEmbedding
import XPertCore

extension LossBinding {
  /// Metrics that are sums of whole numbers.
  private static let counts = ["tiles", "relu_units", "macs", "bit_operations"]

  private static let augmentedLagrangian = OptionTable(
    "xpert.loss.augmented_lagrangian",
    help:
      "Bounds on metrics whose weights find themselves: (max(0, l + r c)^2 - l^2) / (2 r) with the relative "
      + "violation c.",
    quantities.map {
      Option.quantity(
        $0.key, $0.quantity, range: $0.range, or: .bounds, help: "at most this, or { min = ..., max = ... }")
    }
      + counts.map {
        Option($0, .number(.positive), .bounds, help: "at most this, or { min = ..., max = ... }")
      }
      + [
        Option("penalty", .number(.positive), default: 10, help: "r"),
        Option(
          "rate", .number(.atLeast(0)), default: 1,
          help: "how fast the multiplier l follows the mean violation"),
        Option(
          "interval", .integer(.atLeast(1)), default: 10, help: "steps between two values of the multiplier"),
      ])

  static func registerAugmentedLagrangian(in module: LuaModule) {
    module.constructor(augmentedLagrangian, help: "bounds whose weights find themselves") { options, frame in
      guard !frame.scalars.isInLoss else {
        throw ScriptError(
          "xpert.loss.augmented_lagrangian: made in every step, its multipliers begin anew: make it once,"
            + " outside the loss, and call it inside: term(m, w)")
      }
      var terms: [AugmentedLagrangianTerm] = []
      for key in quantities.map(\.key) + counts where options.isGiven(key) {
        let unit = options.unit(key)
        let limits = try options[key]!.limits(options, key)
        let scale = unit?.scale ?? 1
        let (lower, upper) = (limits.lower.map { $0 / scale }, limits.upper.map { $0 / scale })
        let (penalty, rate) = (options.number("penalty"), options.number("rate"))
        let interval = options.integer("interval")
        terms.append(
          AugmentedLagrangianTerm(unit.map { "\(key)_\($0.name)" } ?? key) {
            AugmentedLagrangian(lower: lower, upper: upper, penalty: penalty, rate: rate, interval: interval)
          })
      }
      guard !terms.isEmpty else { throw options.error("at least one bound expected, got none") }
      let names = terms.map(\.metric).joined(separator: ", ")
      return frame.returns(
        LossTerm("loss: augmented Lagrangian of \(names)") { inputs, _ in
          var total: Tape.Scalar?
          for term in terms {
            let part = try term.value(inputs)
            total = total.map { $0 + part } ?? part
          }
          return total!
        })
    }
  }
}

extension OptionValue {
  /// A number is an upper bound.
  ///
  /// - Throws: `ScriptError` for a bound of 0, of which no share can be taken.
  fileprivate func limits(
    _ options: OptionValues, _ key: String
  ) throws -> (lower: Double?, upper: Double?) {
    var limits: (lower: Double?, upper: Double?) = (nil, number)
    if case .bounds(let lower, let upper) = self { limits = (lower, upper) }
    if limits.lower == 0 || limits.upper == 0 { throw options.error(key, "bounds other than 0 expected") }
    return limits
  }
}
