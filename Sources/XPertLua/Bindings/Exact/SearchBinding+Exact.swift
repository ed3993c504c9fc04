import LuaEmbedding
import XPertCore

/// `xpert.search.exact{...}`.
extension SearchBinding {
  private static let boundHelp = "at most this, or { min = ..., max = ... }"

  static let bounds: [Option] = [
    .quantity("area", .area, or: .bounds, help: boundHelp),
    .quantity("delay", .delay, or: .bounds, help: boundHelp),
    .quantity("energy", .energy, or: .bounds, help: boundHelp),
    .quantity("leakage", LossBinding.leakage, or: .bounds, help: boundHelp),
    Option("delay_fit", .number(), .bounds, help: boundHelp),
    Option("edap", .number(), .bounds, help: boundHelp),
    Option("tiles", .number(), .bounds, help: boundHelp),
    Option("relu_units", .number(), .bounds, help: boundHelp),
    Option("weights", .number(), .bounds, help: boundHelp),
    Option("macs", .number(), .bounds, help: boundHelp),
    Option("bit_operations", .number(), .bounds, help: boundHelp),
  ]

  private static let exactOptions = OptionTable(
    "xpert.search.exact", help: "The optimum of the space under bounds, with a certificate.",
    space + [
      Option("minimize", .string, required: true, help: "metric to minimise, with its unit: \"delay_us\"")
    ]
      + bounds + [effort])

  static let effort = Option(
    "effort", .integer(.atLeast(1)), default: 4_000_000,
    help: "prefixes of candidates followed before a gap is left open")

  private static let paretoOptions = OptionTable(
    "xpert.ExactSearch.pareto", help: "The exact front of two metrics that are both to be small.",
    [
      Option("x", .string, required: true, help: "a metric with its unit: \"area_mm2\""),
      Option("y", .string, help: "another one; what the search minimises without it"),
      Option(
        "points", .integer(.between(2, 1000)),
        help:
          "for metrics of the chip, which are no sums over layers: so many bounds on x, and a bracket of y "
          + "for each"
      ),
    ])

  static let frontOptions = OptionTable(
    "xpert.Result.pareto",
    help: "The kept candidates of which none is better in one metric and not worse in another.",
    [Option("metrics", .list([.string]), required: true, help: "metrics with their units, all to be small")])

  static func registerExact(in module: LuaModule) {
    module.constructor(exactOptions, help: exactOptions.help) { options, frame in
      let space = try space(options, frame)
      let search = try exactSearch(options, model: space.model, metric: options.string("minimize"))
      return frame.returns(ExactSearchObject(search, space: space))
    }
  }

  /// The search that `bounds` and `effort` among the options describe.
  static func exactSearch(_ options: OptionValues, model: any CostModel, metric: String) throws -> ExactSearch
  {
    var bounds: [ExactSearch.Bounds] = []
    for key in Self.bounds.map(\.key) where options.isGiven(key) {
      let unit = options.unit(key)
      var (lower, upper) = (-Double.infinity, Double.infinity)
      if case .bounds(let least, let most) = options[key]! {
        lower = least ?? lower
        upper = most ?? upper
      } else {
        upper = options.number(key)
      }
      let scale = unit?.scale ?? 1
      bounds.append(
        .init(unit.map { "\(key)_\($0.name)" } ?? key, atLeast: lower / scale, atMost: upper / scale))
    }
    do throws(SearchError) {
      var search = try ExactSearch(model: model, minimize: metric, bounds: bounds)
      search.limit = options.integer("effort")
      return search
    } catch {
      throw options.error(error.description)
    }
  }

  /// `search:pareto{...}`.
  static func pareto(_ search: ExactSearchObject, _ frame: LuaFrame) throws -> Int32 {
    let options = try paretoOptions.read(frame, 2)
    try frame.context.endCheck("search:pareto()")
    do {
      let y = options.optionalString("y") ?? search.search.metric
      let x = options.string("x")
      if let count = options.optionalInteger("points") {
        let front = try search.search.certifiedFront(
          x: x, y: y, count: count, checkpoint: frame.checkInterrupt)
        return frame.returns(CertifiedFrontObject(front, space: search.space))
      }
      let points = try search.search.pareto(x: x, y: y)
      return frame.returns(FrontObject(points, metrics: [x, y], space: search.space))
    } catch let error as SearchError {
      let hint = if case .frontNotAdditive = error { ": say points = 8 for brackets of one" } else { "" }
      throw options.error(error.description + hint)
    }
  }
}
