import XPertCore

extension GoldenValidator {
  /// The layers of the networks, `network_rows.csv`: every list is written as a network file, read back and
  /// written again; one with a kernel larger than its map must be refused. What they cost is compared with
  /// `networks.csv` and `network_rows_result.csv`.
  static let networkLists = GoldenValidator { table, comparison in
    let networks = try siblingRows("networks.csv", of: table)
    for (id, rows) in Dictionary(grouping: table.rows, by: { (try? $0.text("id")) ?? "" })
      .sorted(by: { $0.value[0].line < $1.value[0].line })
    {
      let isPairs = try networks[id]?.first?.text("flow") == "pairs"
      let text = try rows.map { row in
        try geometry.map { try row.text($0) }.joined(separator: ",") + "\n"
      }.joined()
      let file: NetworkFile
      do throws(NetworkFileError) {
        file = try NetworkFile(
          bytes: Array(text.utf8), name: "network \(id)", arrangement: isPairs ? .pairs : .plain)
      } catch {
        let isEmpty = try rows.contains { try $0.integer("kernel_height") > $0.integer("ifm_height") }
        if isEmpty {
          comparison.pass("refused", rows[0])
        } else {
          comparison.fail("refused", rows[0], because: error.description)
        }
        continue
      }
      guard file.rows.count == rows.count else {
        comparison.fail("row_index", rows[0], because: "\(file.rows.count) rows instead of \(rows.count)")
        continue
      }
      for (index, (read, row)) in zip(file.rows, rows).enumerated() {
        try comparison.check("row_index", Double(index), row)
        for (name, value) in read.golden { try comparison.check(name, Double(value), row) }
      }
      if file.text == text {
        comparison.pass("written again", rows[0])
      } else {
        comparison.fail("written again", rows[0], because: "the network is written differently")
      }
    }
  }

  /// The columns of a network file in their order.
  private static let geometry = [
    "ifm_height", "ifm_width", "in_channels", "kernel_height", "kernel_width", "out_channels", "max_pool",
    "stride", "column_sharing", "adc_type", "input_bits", "adc_bits",
  ]
}

extension NetworkRow {
  fileprivate var golden: [(name: String, value: Int)] {
    [
      ("ifm_height", inputHeight), ("ifm_width", inputWidth), ("in_channels", inputChannels),
      ("kernel_height", kernelHeight), ("kernel_width", kernelWidth), ("out_channels", outputChannels),
      ("max_pool", isPooled ? 1 : 0), ("stride", stride), ("column_sharing", columnSharing),
      ("adc_type", adc.fileCode), ("input_bits", inputBits), ("adc_bits", adcPrecision),
    ]
  }
}
