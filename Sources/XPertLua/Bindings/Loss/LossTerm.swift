import LuaEmbedding
import XPertCore

/// `xpert.LossTerm`: a ready-made loss. May stand for a loss, and may be called in one: `term(m, w)`.
final class LossTerm: LuaObject {
  typealias Body = (LossInputs, ScalarTape) throws -> Tape.Scalar
  let body: Body
  /// Levels of sums; each takes some of the thread's stack when the loss is computed.
  let depth: Int
  static let maximumDepth = 100
  private let text: String

  init(_ text: String, depth: Int = 0, _ body: @escaping Body) {
    self.text = text
    self.depth = depth
    self.body = body
  }

  static let luaType = LuaType<LossTerm>(
    "xpert.LossTerm", help: "A ready-made loss; term(m, w) inside another."
  ) {
    type in
    type.metamethod("__call", help: "the term's value: term(m, w)") { frame in
      let term = try frame.object(1, as: LossTerm.self)
      if let scoped = frame.optionalObject(2, as: ScopedMetricsObject.self) {
        let scalars = frame.scalars
        let inputs = try scoped.metrics.current(scalars)
        let value = try inputs.within(scoped.scope.path) { try term.body(inputs, scalars) }
        frame.push(scalars.handle(value), of: scalars.type)
        return 1
      }
      guard let metrics = frame.optionalObject(2, as: MetricsObject.self) else {
        throw ScriptError("xpert.LossTerm: term(m, w) expected, with the metrics m; got \(frame.describe(2))")
      }
      let scalars = frame.scalars
      frame.push(scalars.handle(try term.body(metrics.current(scalars), scalars)), of: scalars.type)
      return 1
    }
    type.tostring { $0.text }
  }
}

/// `xpert.loss.*`: one formula each.
enum LossBinding {
  static let leakage = OptionQuantity("leakage", [.init("uW", 1e-6), .init("mW", 1e-3)])

  static let quantities: [(key: String, quantity: OptionQuantity, range: OptionRange)] = [
    ("area", .area, .above(0, upTo: 1e-2)), ("delay", .delay, .above(0, upTo: 100)),
    ("energy", .energy, .above(0, upTo: 100)),
    ("leakage", leakage, .above(0, upTo: 1e3)),
  ]

  private static func table(_ name: String, help: String, _ more: [Option] = []) -> OptionTable {
    OptionTable(
      name, help: help,
      quantities.map {
        Option.quantity($0.key, $0.quantity, range: $0.range, help: "the bound on this quantity")
      }
        + more)
  }

  /// The one quantity that was given: the metric's name and the bound in its unit.
  private static func bound(_ options: OptionValues) throws -> (metric: String, value: Double) {
    let given = quantities.filter { options.isGiven($0.key) }
    guard given.count == 1, let unit = options.unit(given[0].key) else {
      let all = quantities.flatMap { quantity in quantity.quantity.units.map { "\(quantity.key)_\($0.name)" }
      }
      throw options.error(
        "one bound expected, got \(given.count): \(all.joined(separator: ", "))")
    }
    return ("\(given[0].key)_\(unit.name)", options.number(given[0].key) / unit.scale)
  }

  static func register(in module: LuaModule) {
    module.type(LossTerm.luaType)
    module.submodule("loss", help: "ready-made losses") { module in
      let relative = Option(
        "relative", .boolean, default: true, help: "in units of the bound; otherwise in the unit written")
      module.constructor(
        table("xpert.loss.target", help: "(x / target - 1)^2, or (x - target)^2.", [relative]),
        help: "squared distance from a target"
      ) { options, frame in
        let (metric, target) = try bound(options)
        let isRelative = options.boolean("relative")
        return frame.returns(
          LossTerm("loss: \(metric) at \(scriptNumber(target))") { inputs, _ in
            let x = try inputs.metric(named: metric)
            return (isRelative ? x / target - 1 : x - target).squared()
          })
      }
      module.constructor(
        table("xpert.loss.hinge", help: "max(0, x / limit - 1), or max(0, x - limit).", [relative]),
        help: "what exceeds a limit"
      ) { options, frame in
        let (metric, limit) = try bound(options)
        let isRelative = options.boolean("relative")
        return frame.returns(
          LossTerm("loss: \(metric) above \(scriptNumber(limit))") { inputs, _ in
            let x = try inputs.metric(named: metric)
            return (isRelative ? x / limit - 1 : x - limit).relu()
          })
      }
      module.constructor(
        table(
          "xpert.loss.barrier",
          help:
            "-log(1 - x / limit) / sharpness; beyond 99 % of the limit its tangent and a parabola, a way "
            + "back from outside.",
          [
            Option(
              "sharpness", .number(.positive), .object(ScheduleObject.luaType), .function, default: 1,
              help: "the larger, the closer to the limit the wall stands")
          ]),
        help: "a wall in front of a limit"
      ) { options, frame in
        let (metric, limit) = try bound(options)
        let sharpness = ScheduleBinding.schedule(options["sharpness"]!, named: "\(options.path).sharpness")
        let term = LossTerm("loss: wall of \(metric) at \(scriptNumber(limit))") { inputs, _ in
          let slack = 1 - (try inputs.metric(named: metric)) / limit
          let steepness = try sharpness.value(at: inputs.progress)
          guard steepness > 0 && steepness.isFinite else {
            throw ScriptError(
              "xpert.loss.barrier.sharpness is \(scriptNumber(steepness)) at step \(inputs.step): finite "
                + "number above 0 expected"
            )
          }
          // Below 1 % of slack: value and slope of the logarithm there, and a parabola of width 1 %, which no
          // sharpness flattens.
          if slack.value < 0.01 {
            let excess = 100 * (0.01 - slack)
            return (excess - 0.01.naturalLogarithm) / steepness + excess.squared()
          }
          return -slack.log() / steepness
        }
        frame.push(term, keeping: options.kept)
        return 1
      }
      registerAugmentedLagrangian(in: module)
      module.constructor(
        OptionTable(
          "xpert.loss.sum", help: "The sum of its entries.", entries: [.object(LossTerm.luaType)], []),
        help: "the sum of losses"
      ) { options, frame in
        let terms = options.entries.compactMap { $0.object(as: LossTerm.self) }
        guard !terms.isEmpty else { throw options.error("at least one xpert.LossTerm expected") }
        let depth = 1 + terms.map(\.depth).max()!
        guard depth <= LossTerm.maximumDepth else {
          throw options.error("at most \(LossTerm.maximumDepth) sums within each other expected")
        }
        let sum = LossTerm("loss: sum of \(terms.count) terms", depth: depth) { inputs, scalars in
          var total = try terms[0].body(inputs, scalars)
          for term in terms.dropFirst() { total = total + (try term.body(inputs, scalars)) }
          return total
        }
        frame.push(sum, keeping: options.kept)
        return 1
      }
    }
  }
}
