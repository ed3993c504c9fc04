import LuaEmbedding
import XPertCore

/// `xpert.search.random`, `.hill_climb`, `.anneal`, `.evolution` and `.nsga2`: the same arguments, and a few
/// of their own.
extension SearchBinding {
  private static func table(
    _ name: String, _ help: String, _ own: [Option] = [],
    loss: String = "leads to candidates that are accepted, and ranks them where minimize does not"
  ) -> OptionTable {
    OptionTable(
      "xpert.search.\(name)", help: help,
      shared + [
        Option("loss", .function, .object(LossTerm.luaType), help: loss)
      ] + own)
  }

  static func registerBaselines(in module: LuaModule) {
    constructor(
      module,
      table(
        "random", "Every step evaluates a random candidate: the baseline at equal budget.",
        loss: "ranks the candidates where minimize does not")
    ) { _ in .random }
    constructor(
      module,
      table(
        "hill_climb", "Goes to a neighbour that is not worse; begins anew when stuck.",
        [
          Option(
            "patience", .integer(.atLeast(1)), default: 400,
            help: "neighbours tried in vain before a new start")
        ])
    ) { .hillClimbing(patience: $0.integer("patience")) }
    constructor(
      module,
      table(
        "anneal",
        "Simulated annealing: goes to a worse neighbour with a probability that falls with the temperature.",
        [
          Option(
            "initial", .number(.positive), default: 0.3,
            help: "temperature at the first step, in mean differences between neighbours"),
          Option("final", .number(.positive), default: 0.0003, help: "temperature at the last step"),
        ])
    ) { .annealing(initial: $0.number("initial"), final: $0.number("final")) }
    constructor(
      module,
      table(
        "evolution", "Regularised evolution: the best of a sample has a mutated child, the oldest dies.",
        [
          Option("population", .integer(.between(1, 100_000)), default: 50, help: "candidates alive"),
          Option(
            "sample", .integer(.between(1, 100_000)), default: 10,
            help: "candidates that compete to be the parent"),
        ])
    ) { .evolution(population: $0.integer("population"), sample: $0.integer("sample")) }
    constructor(
      module,
      table(
        "nsga2", "NSGA-II: a front of several metrics that are all to be small.",
        [
          Option("objectives", .list([.string]), required: true, help: "metrics with their units"),
          Option("population", .integer(.between(2, 10_000)), default: 40, help: "candidates that survive"),
          Option(
            "crossover", .number(.between(0, 1)), default: 0.9,
            help: "probability that a child has two parents"),
        ])
    ) { options in
      .nsga2(
        objectives: options.list("objectives").compactMap(\.string),
        population: options.integer("population"),
        crossover: options.number("crossover"))
    }
  }

  private static func constructor(
    _ module: LuaModule, _ table: OptionTable,
    method: @escaping @Sendable (OptionValues) -> BaselineSearch.Method
  ) {
    module.constructor(table, help: table.help) { options, frame in
      let method = method(options)
      var objectives: [String] = []
      if case .nsga2(let metrics, _, _) = method {
        guard metrics.count > 1 else {
          throw options.error("objectives", "at least two metrics expected, got \(metrics.count)")
        }
        objectives = metrics
      } else if !options.isGiven("loss") && !options.isGiven("minimize") {
        throw options.error("'loss' or 'minimize' expected, got neither")
      }
      return try push(options, frame, objectives: objectives) { setting throws(SearchError) in
        .baseline(
          try BaselineSearch(
            method, model: setting.model, weights: setting.weights, accept: setting.accept,
            rank: setting.ranking, steps: setting.steps, seed: setting.seed, loss: setting.loss))
      }
    }
  }
}
