import XPertCore

extension GoldenValidator {
  /// The reference's side of the paper's Table III: `paper_comparison.csv`. Its networks are those of
  /// `networks.csv` with the ids in the last column, alike but for their inputs. What was published is taken
  /// as it stands.
  static let paperComparison = GoldenValidator { table, comparison in
    let networks = try siblingRows("networks.csv", of: table)
    let lists = try siblingRows("network_rows.csv", of: table)
    try comparison.check(table.rows) { row in
      var evaluations: [(network: GoldenRow, evaluation: NetworkEvaluation)] = []
      for id in try row.text("network_ids").split(separator: " ").map(String.init) {
        guard let network = networks[id]?.first else { throw row.error("network_ids", id, "a network") }
        evaluations.append((network, try .of(network, layers: lists[id] ?? [])))
      }
      guard let any = evaluations.first?.evaluation else {
        throw row.error("network_ids", "", "a list of networks")
      }
      let isWhole = !any.isPairs
      let operations = any.operationsWithoutClassifier
      let delay = any.delay.total
      let leakage = any.leakageEnergy
      // The per-layer flow leaves leakage out (Q-C181).
      let spent = try row.real("published_energy_pJ") + (isWhole ? leakage / 1e-12 : 0)
      var numbers: [(quantity: String, value: Double)] = [
        ("reference_delay_ns", delay / 1e-9), ("reference_ops_without_classifier", operations),
        ("tops_per_w_from_published_energy", operations / spent / Calibration.silicon.postLayoutEnergy),
      ]
      if isWhole {
        let area = any.evaluations[0].area.total
        numbers += [
          ("reference_area_mm2", area / 1e-6), ("reference_leak_energy_pJ", leakage / 1e-12),
          ("tops_per_mm2_from_reference", operations / (delay * 1e12) / (area / 1e-6)),
        ]
      }
      for (network, evaluation) in evaluations {
        let density = try network.text("trace_p")
        let inputs =
          try network.text("trace_mode") == "act" ? "act_\(density)" : "all_zero_inputs"
        numbers.append(("reference_energy_pJ_\(inputs)", evaluation.energy / 1e-12))
      }
      return .numbers(numbers)
    }
  }
}

extension NetworkEvaluation {
  fileprivate var delay: DelayBreakdown { evaluations.reduce(into: DelayBreakdown()) { $0 += $1.delay } }

  fileprivate var energy: Double { evaluations.reduce(0) { $0 + $1.energy } }

  fileprivate var leakageEnergy: Double { evaluations.reduce(0) { $0 + $1.leakageEnergy } }

  /// The paper's count of operations leaves the row of the classifier out, which maps of 1 x 1 mark.
  fileprivate var operationsWithoutClassifier: Double {
    evaluations.flatMap(\.layers).reduce(0) {
      $0 + ($1.matrix.inputValues == $1.matrix.inputChannels ? 0 : $1.matrix.operations)
    }
  }
}
