import XPertCore

extension GoldenValidator {
  /// Whole networks: `networks.csv` with the layers of `network_rows.csv` beside it and, for the results per
  /// row, `network_rows_result.csv` (key `id`).
  static let networks = GoldenValidator { table, comparison in
    let lists = try siblingRows("network_rows.csv", of: table)
    try comparison.check(table.rows) { row in
      do {
        return .numbers(try NetworkEvaluation.of(row, layers: lists[try row.text("id")] ?? []).goldenTotals)
      } catch let error as HardwareError {
        return .refused(error.description)
      }
    }
  }

  /// Per-row results of the networks.
  static let networkRows = GoldenValidator { table, comparison in
    let networks = try siblingRows("networks.csv", of: table)
    let lists = try siblingRows("network_rows.csv", of: table)
    // Rows of one network stand together; each network is evaluated once.
    var groups: [(id: String, rows: [GoldenRow])] = []
    for row in table.rows {
      let id = try row.text("id")
      if groups.last?.id == id {
        groups[groups.count - 1].rows.append(row)
      } else {
        groups.append((id, [row]))
      }
    }
    let evaluations = concurrentMap(groups.map(\.id)) { id -> Result<NetworkEvaluation?, any Error> in
      Result {
        guard let network = networks[id]?.first else { return nil }
        return try NetworkEvaluation.of(network, layers: lists[id] ?? [])
      }
    }
    for (group, result) in zip(groups, evaluations) {
      guard let evaluation = try result.get() else {
        for _ in group.rows { comparison.skip(["latency_s"], reason: "hardware of the network") }
        continue
      }
      for row in group.rows {
        let numbers = evaluation.goldenRow(
          evaluation: try row.integer("eval_index"), row: try row.integer("row_index"))
        guard let numbers else {
          comparison.fail("latency_s", row, because: "the network has no such row")
          continue
        }
        for (quantity, value) in numbers where row.has(quantity) {
          if try row.text(quantity).isEmpty { continue }
          try comparison.check(quantity, value, row)
        }
      }
    }
  }

  /// The rows of a file beside the table's, by their `id`.
  static func siblingRows(_ name: String, of table: GoldenTable) throws -> [String: [GoldenRow]] {
    let folder = table.path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    let path = (folder + [Substring(name)]).joined(separator: "/")
    return Dictionary(grouping: try GoldenTable(contentsOf: path).rows) { (try? $0.text("id")) ?? "" }
  }
}
