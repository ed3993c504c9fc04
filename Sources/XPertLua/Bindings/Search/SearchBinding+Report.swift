import LuaEmbedding
import XPertCore

/// `search:report{...}`.
extension SearchBinding {
  private static let exactReportOptions = OptionTable(
    "xpert.Search.report.exact",
    help: "The bounds under which the exact optimum is sought: those of accept, as numbers.",
    bounds + [effort])

  static let reportOptions = OptionTable(
    "xpert.Search.report", help: "What a search is compared with.",
    [
      Option(
        "baselines", .list([.enumeration(noun: "baseline", baselines.map(\.name))]),
        help: "run with the search's arguments and number of steps; { \"random\" } without it"),
      Option(
        "exact", .table(exactReportOptions), .object(ExactSearchObject.luaType),
        help: "bounds of the exact optimum of minimize, { area_mm2 = { max = 50 } }, or an exact search"),
    ])

  /// Baselines with the settings that they have without options of their own.
  private static let baselines: [(name: String, method: BaselineSearch.Method)] = [
    ("random", .random), ("hill_climb", .hillClimbing()), ("anneal", .annealing()),
    ("evolution", .evolution()),
  ]

  static func report(on search: SearchObject, _ frame: LuaFrame) throws -> SearchReportObject {
    let options = try reportOptions.read(frame, 2)
    let exact = try exactSearch(of: search, options)
    try search.finish(frame, called: "search:report()")
    let own = search.resultObject()
    var results: [(method: String, result: ResultObject)] = [(search.methodName, own)]
    for name in options.optionalList("baselines")?.compactMap(\.string) ?? ["random"]
    where !results.contains(where: { $0.method == name }) {
      let method = baselines.first { $0.name == name }!.method
      results.append((name, try run(method, like: search, steps: own.result.history.count, frame)))
    }
    let found = try exact?.run(checkpoint: frame.checkInterrupt)
    var acceptsExact: Bool?
    if let best = found?.best { acceptsExact = try search.accepts(best) }
    let report = SearchReport(
      metric: search.rankedBy,
      entries: results.map { SearchReport.Entry(method: $0.method, result: $0.result.result) }, exact: found,
      acceptsExact: acceptsExact, audit: own.report.audit)
    return SearchReportObject(report, results: results, space: search.space, manifest: search.manifest)
  }

  /// - Returns: nil where the script asks for none.
  private static func exactSearch(of search: SearchObject, _ options: OptionValues) throws -> ExactSearch? {
    guard options.isGiven("exact") else { return nil }
    guard search.space.corners.isEmpty, search.space.networks[0].name.isEmpty else {
      throw options.error(
        "exact", "a search with corners or several networks has no exact optimum to compare with")
    }
    guard case .smallest(let metric) = search.setting.ranking else {
      throw options.error(
        "exact",
        "the search ranks candidates by its loss, of which no exact optimum is known: "
          + "say what is to be small, minimize = \"delay_us\"")
    }
    if let table = options.optionalTable("exact") {
      return try exactSearch(table, model: search.setting.model, metric: metric)
    }
    let given = options.object("exact", as: ExactSearchObject.self)
    guard given.search.metric == metric else {
      throw options.error(
        "exact", "a search for the least \(metric) expected, got one for the least \(given.search.metric)")
    }
    guard given.space.costsTheSame(as: search.space) else {
      throw options.error(
        "exact", "a search of the same supernet, hardware, cost model and activity expected")
    }
    return given.search
  }

  /// A baseline with the arguments of a search.
  private static func run(
    _ method: BaselineSearch.Method, like search: SearchObject, steps: Int, _ frame: LuaFrame
  ) throws -> ResultObject {
    let setting = search.setting
    return try search.guardian.enter {
      let baseline = try BaselineSearch(
        method, model: setting.model, weights: setting.weights, accept: setting.accept, rank: setting.ranking,
        steps: steps, seed: setting.seed, loss: setting.loss)
      while baseline.stepsTaken < steps {
        try baseline.step()
        if baseline.stepsTaken % 64 == 0 { try frame.checkInterrupt() }
      }
      return ResultObject(baseline.result().report(in: search.space, manifest: search.manifest))
    }
  }
}

extension SearchObject {
  /// As in `xpert.search`.
  var methodName: String {
    switch kind {
    case .gradient: "gradient"
    case .baseline(let search):
      switch search.method {
      case .random: "random"
      case .hillClimbing: "hill_climb"
      case .annealing: "anneal"
      case .evolution: "evolution"
      case .nsga2: "nsga2"
      }
    }
  }

  /// A metric with its unit, or "loss".
  var rankedBy: String {
    switch setting.ranking {
    case .loss: "loss"
    case .smallest(let name), .largest(let name): name
    }
  }

  /// What `accept` says of a candidate that the search need not have met; nil without one.
  func accepts(_ candidate: SearchCandidate) throws -> Bool? {
    guard let accept = setting.accept else { return nil }
    let weights = try setting.weights.map { (name: $0.name, value: try $0.schedule.value(at: 1)) }
    return try guardian.enter { try accept(candidate.summary(weights: weights)) }
  }
}
