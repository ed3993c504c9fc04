import LuaEmbedding
import XPertCore

/// `xpert.Schedule`: a number that changes in the course of a search.
final class ScheduleObject: LuaObject {
  let schedule: Schedule
  /// Levels of warm-ups; each takes some of the thread's stack when the schedule is asked.
  let depth: Int
  static let maximumDepth = 100
  private let text: String

  init(_ schedule: Schedule, depth: Int = 0, _ text: String) {
    self.schedule = schedule
    self.depth = depth
    self.text = text
  }

  static let luaType = LuaType<ScheduleObject>(
    "xpert.Schedule", help: "A number that changes in the course of a search."
  ) {
    type in
    type.method("at", help: "the value at a progress in [0, 1]") {
      (schedule: ScheduleObject, progress: Double) throws -> Double in
      guard (0...1).contains(progress) else {
        throw ArgumentError(2, "number from 0 to 1 expected, got \(scriptNumber(progress))")
      }
      return try schedule.schedule.value(at: progress)
    }
    type.tostring { $0.text }
  }
}

/// `xpert.schedule.*`.
enum ScheduleBinding {
  /// What may stand where a number may change: a number, a schedule, a function of progress.
  static let kinds: [OptionKind] = [.number(), .object(ScheduleObject.luaType), .function]

  /// The schedule of an option's value. Errors of a function end the search at the script's line.
  static func schedule(_ value: OptionValue, named name: String) -> Schedule {
    if let number = value.number { return .constant(number) }
    if let object = value.object(as: ScheduleObject.self) { return object.schedule }
    let function = value.function!
    return .custom { progress in
      do {
        let value: Double = try function.call(progress)
        guard value.isFinite else {
          throw ScriptError("the function's result: finite number expected, got \(scriptNumber(value))")
        }
        return value
      } catch let error as ScriptError {
        throw ScriptError("\(name): \(error.message)", at: function.definition)
      }
    }
  }

  static func register(in module: LuaModule) {
    module.type(ScheduleObject.luaType)
    module.submodule("schedule", help: "numbers that change in the course of a search") { module in
      module.function("constant", help: "always the same") { (value: Double) in
        guard value.isFinite else {
          throw ScriptError("xpert.schedule.constant: finite number expected, got \(scriptNumber(value))")
        }
        return ScheduleObject(.constant(value), "constant \(scriptNumber(value))")
      }
      for (name, help) in [
        ("linear", "in a straight line"), ("cosine", "half a cosine: slow at both ends"),
        ("exponential", "by equal factors in equal times"),
      ] {
        let options = OptionTable(
          "xpert.schedule.\(name)", help: help,
          [
            Option("from", .number(), required: true, help: "value at the first step"),
            Option("to", .number(), required: true, help: "value at the last step"),
          ])
        module.constructor(options, help: help) { options, frame in
          let (from, to) = (options.number("from"), options.number("to"))
          let text = "\(name) from \(scriptNumber(from)) to \(scriptNumber(to))"
          switch name {
          case "linear": return frame.returns(ScheduleObject(.linear(from: from, to: to), text))
          case "cosine": return frame.returns(ScheduleObject(.cosine(from: from, to: to), text))
          default:
            guard from * to > 0 else {
              throw options.error(
                "from (\(scriptNumber(from))) and to (\(scriptNumber(to))) must have the same sign")
            }
            return frame.returns(ScheduleObject(.exponential(from: from, to: to), text))
          }
        }
      }
      module.constructor(stepOptions, help: "equal stretches, each by a factor of the one before") {
        options, frame in
        let (from, factor, count) = (
          options.number("from"), options.number("factor"), options.integer("count")
        )
        return frame.returns(
          ScheduleObject(
            .step(from: from, factor: factor, count: count),
            "\(count) steps from \(scriptNumber(from)) by \(scriptNumber(factor))"))
      }
      module.constructor(warmupOptions, help: "from 0, then another schedule") { options, frame in
        let next = schedule(options["next"]!, named: "\(options.path).next")
        let fraction = options.number("fraction")
        let depth = 1 + (options["next"]!.object(as: ScheduleObject.self)?.depth ?? 0)
        guard depth <= ScheduleObject.maximumDepth else {
          throw options.error("at most \(ScheduleObject.maximumDepth) warm-ups within each other expected")
        }
        frame.push(
          ScheduleObject(
            .warmup(fraction: fraction, then: next), depth: depth, "warm-up of \(scriptNumber(fraction))"),
          keeping: options.kept)
        return 1
      }
    }
  }

  private static let stepOptions = OptionTable(
    "xpert.schedule.step", help: "Equal stretches, each by a factor of the one before.",
    [
      Option("from", .number(), required: true, help: "value of the first stretch"),
      Option("factor", .number(), default: 0.5, help: "factor from stretch to stretch"),
      Option("count", .integer(.between(1, 1_000_000)), required: true, help: "stretches"),
    ])

  private static let warmupOptions = OptionTable(
    "xpert.schedule.warmup", help: "From 0 in a straight line, then another schedule.",
    [
      Option(
        "fraction", .number(.between(0, 0.99)), required: true,
        help: "share of the search that the warm-up takes"),
      Option(
        "next", .number(), .object(ScheduleObject.luaType), .function, required: true, help: "what follows"),
    ])
}
