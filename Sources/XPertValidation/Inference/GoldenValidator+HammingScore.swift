import XPertCore

extension GoldenValidator {
  static let inference: [String: GoldenValidator] = [
    "hd-score/index.csv": GoldenValidator { table, comparison in
      let folder = table.path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
      for row in table.rows {
        let network = try GoldenNetwork(
          contentsOf: (folder + ["\(try row.text("id")).json"]).joined(separator: "/"))
        let score = try HammingScore(passes: network.passes, images: network.images)
        try comparison.check("relu_units", Double(score.reluUnits), row)
        try comparison.check("log_abs_det_K", score.logDeterminant, row)
        try comparison.check("sum_K", Double(score.agreement.reduce(0, +)), row)
        if score.agreement == network.agreement {
          comparison.pass("K", row)
        } else {
          let differing = zip(score.agreement, network.agreement).count { $0 != $1 }
          comparison.fail("K", row, because: "K differs in \(differing) of \(score.agreement.count) entries")
        }
      }
    }
  ]
}
