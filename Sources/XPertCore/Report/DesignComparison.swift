import Wording

/// Two designs side by side: totals with their ratio, and layer by layer what differs and what it costs.
package struct DesignComparison: Sendable, CustomStringConvertible {
  /// One number of both designs, in the unit that its name ends with.
  package struct Pair: Sendable {
    package var name: String
    package var first: Double
    package var second: Double

    package init(name: String, first: Double, second: Double) {
      self.name = name
      self.first = first
      self.second = second
    }

    /// The second in units of the first; nan where the first is 0.
    package var ratio: Double { first == 0 ? .nan : second / first }
  }

  package struct LayerRow: Sendable {
    /// Counted from 1.
    package var number: Int
    /// In words; empty where the layers are alike. One network may have more layers than the other.
    package var differences: [String]
    /// Area, delay and energy; empty where only networks are compared.
    package var costs: [Pair]
  }

  /// Reports of different conventions count differently.
  package struct ConventionMismatch: Error, CustomStringConvertible {
    package var first: Convention
    package var second: Convention

    package var description: String {
      "numbers of different conventions cannot be compared: \(first.rawValue) and \(second.rawValue)"
    }
  }

  package var names: (first: String, second: String)
  package var totals: [Pair]
  package var layers: [LayerRow]

  /// - Parameter totals: the metrics of both designs.
  package init(_ first: Network, _ second: Network, totals: [Pair]) {
    names = Self.names(first.name, second.name)
    self.totals = totals
    layers = Self.rows(first.layers, second.layers)
  }

  /// - Throws: ``ConventionMismatch``.
  package init(_ first: ChipReport, _ second: ChipReport) throws(ConventionMismatch) {
    guard first.convention == second.convention else {
      throw ConventionMismatch(first: first.convention, second: second.convention)
    }
    names = Self.names(first.networkName, second.networkName)
    func pair(_ name: String, _ value: (ChipReport) -> Double) -> Pair {
      Pair(name: name, first: value(first), second: value(second))
    }
    totals = [
      pair("area_mm2") { $0.area / 1e-6 }, pair("delay_us") { $0.delay / 1e-6 },
      pair("energy_uJ") { $0.energy / 1e-6 },
      pair("leakage_mW") { $0.leakage / 1e-3 }, pair("edap") { $0.edap / 1e-12 },
      pair("tiles") { Double($0.tiles) },
      pair("clock_period_ns") { $0.clockPeriod / 1e-9 }, pair("utilisation") { $0.utilisation },
    ]
    layers = Self.rows(first.layers.map(\.layer), second.layers.map(\.layer))
    for index in 0..<min(first.layers.count, second.layers.count) {
      let (one, two) = (first.layers[index], second.layers[index])
      layers[index].costs = [
        Pair(name: "area_mm2", first: one.area / 1e-6, second: two.area / 1e-6),
        Pair(name: "delay_us", first: one.delay.total / 1e-6, second: two.delay.total / 1e-6),
        Pair(name: "energy_uJ", first: one.energy / 1e-6, second: two.energy / 1e-6),
      ]
    }
  }

  /// Networks of the same name are told apart.
  private static func names(_ first: String, _ second: String) -> (String, String) {
    first == second ? ("first", "second") : (first, second)
  }

  private static func rows(_ first: [Layer?], _ second: [Layer?]) -> [LayerRow] {
    (0..<max(first.count, second.count)).map { index in
      var row = LayerRow(number: index + 1, differences: [], costs: [])
      if index >= first.count {
        row.differences = ["only in the second"]
      } else if index >= second.count {
        row.differences = ["only in the first"]
      } else if let one = first[index], let two = second[index] {
        row.differences = two.differences(from: one)
      }
      return row
    }
  }

  /// Totals, then the layers, as tables.
  package var description: String {
    var summary = TextTable(columns: [
      .init("total", .left), .init(names.first), .init(names.second), .init("ratio"),
    ])
    for pair in totals { summary.append([pair.name] + Self.cells(pair, digits: 5) + [Self.ratio(pair)]) }

    let hasCosts = layers.contains { !$0.costs.isEmpty }
    var table = TextTable(columns: [.init("layer"), .init("first -> second", .left)])
    if hasCosts { table.columns += ["mm2", "", "us", "", "uJ", ""].map { .init($0) } }
    for row in layers {
      table.append(
        ["\(row.number)", row.differences.isEmpty ? "-" : row.differences.joined(separator: ", ")]
          + row.costs.flatMap { Self.cells($0, digits: 4) })
    }
    let changed = layers.count { !$0.differences.isEmpty }
    table.notes = ["\(changed) of \(layers.count) layers differ"]
    return "\(summary)\n\(table)"
  }

  private static func cells(_ pair: Pair, digits: Int) -> [String] {
    [pair.first, pair.second].map { NumberFormat.significant($0, digits: digits) }
  }

  private static func ratio(_ pair: Pair) -> String {
    pair.first == pair.second ? "1" : pair.ratio.isNaN ? "-" : NumberFormat.significant(pair.ratio)
  }
}
