import LuaEmbedding
import XPertCore

/// `xpert.Optimizer`.
final class OptimizerObject: LuaObject {
  let optimizer: Optimizer
  private let text: String

  init(_ optimizer: Optimizer, _ text: String) {
    self.optimizer = optimizer
    self.text = text
  }

  static let luaType = LuaType<OptimizerObject>(
    "xpert.Optimizer", help: "How the architecture follows its gradient."
  ) {
    $0.tostring { $0.text }
  }
}

/// `xpert.Relaxation`.
final class RelaxationObject: LuaObject {
  let relaxation: Relaxation

  init(_ relaxation: Relaxation) { self.relaxation = relaxation }

  static let luaType = LuaType<RelaxationObject>(
    "xpert.Relaxation", help: "How discrete choices get a gradient."
  ) {
    $0.tostring { "relaxation \($0.relaxation.kind.rawValue)" }
  }
}

/// `xpert.optim.*` and `xpert.relaxation.*`.
enum OptimizerBinding {
  private static let rate = Option(
    "lr", .number(.positive), .object(ScheduleObject.luaType), .function, required: true,
    help: "learning rate")
  private static let decay = Option(
    "weight_decay", .number(.atLeast(0)), default: 0,
    help: "added to the gradient: weight_decay times the parameter")

  private static let sgdOptions = OptionTable(
    "xpert.optim.sgd", help: "Stochastic gradient descent.",
    [rate, Option("momentum", .number(.between(0, 0.9999)), default: 0, help: "momentum"), decay])

  private static let adamOptions = OptionTable(
    "xpert.optim.adam", help: "Adam, with bias correction.",
    [
      rate, Option("beta1", .number(.between(0, 0.9999)), default: 0.9, help: "decay of the first moments"),
      Option("beta2", .number(.between(0, 0.999999)), default: 0.999, help: "decay of the second moments"),
      Option("epsilon", .number(.positive), default: 1e-8, help: "added to the root of the second moments"),
      decay,
    ])

  /// - Parameter temperature: nil: the relaxation's own.
  private static func relaxation(_ kind: Relaxation.Kind, _ temperature: Schedule?) -> Relaxation {
    switch kind {
    case .straightThrough: temperature.map { .straightThrough(temperature: $0) } ?? .straightThrough()
    case .gumbel: temperature.map { .gumbel(temperature: $0) } ?? .gumbel()
    case .expectation: temperature.map { .expectation(temperature: $0) } ?? .expectation()
    case .published: temperature.map { .published(temperature: $0) } ?? .published()
    }
  }

  static func register(in module: LuaModule) {
    module.type(OptimizerObject.luaType)
    module.type(RelaxationObject.luaType)
    module.submodule("optim", help: "optimizers") { module in
      module.constructor(sgdOptions, help: "stochastic gradient descent") { options, frame in
        frame.push(
          OptimizerObject(
            .sgd(
              learningRate: ScheduleBinding.schedule(options["lr"]!, named: "xpert.optim.sgd.lr"),
              momentum: options.number("momentum"), weightDecay: options.number("weight_decay")),
            "sgd, momentum \(scriptNumber(options.number("momentum")))"), keeping: options.kept)
        return 1
      }
      module.constructor(adamOptions, help: "Adam") { options, frame in
        frame.push(
          OptimizerObject(
            .adam(
              learningRate: ScheduleBinding.schedule(options["lr"]!, named: "xpert.optim.adam.lr"),
              beta1: options.number("beta1"), beta2: options.number("beta2"),
              epsilon: options.number("epsilon"), weightDecay: options.number("weight_decay")), "adam"),
          keeping: options.kept)
        return 1
      }
    }
    let helps: [(Relaxation.Kind, String)] = [
      (.straightThrough, "sampled nodes; every node's probability gets that node's own effect"),
      (.gumbel, "the same through a softmax with Gumbel noise"),
      (.expectation, "exact expectation over adjacent layers' channels"),
      (.published, "the released program's gate, whose gradient is zero; for study"),
    ]
    module.submodule("relaxation", help: "how discrete choices get a gradient") { module in
      for (kind, help) in helps {
        let options = OptionTable(
          "xpert.relaxation.\(kind.rawValue)", help: help,
          [
            Option(
              "temperature", .number(.positive), .object(ScheduleObject.luaType), .function,
              default: kind == .expectation ? .computed("exponential from 5 to 0.2") : 1,
              help: "divides the architecture parameters before softmax")
          ])
        module.constructor(options, help: help) { options, frame in
          let relaxation = relaxation(
            kind,
            options["temperature"].map { ScheduleBinding.schedule($0, named: "\(options.path).temperature") })
          frame.push(RelaxationObject(relaxation), keeping: options.kept)
          return 1
        }
      }
    }
  }
}
