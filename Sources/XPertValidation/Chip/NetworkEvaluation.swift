import XPertCore

/// One golden network, evaluated in its flow.
struct NetworkEvaluation: Sendable {
  let isPairs: Bool
  let evaluations: [ChipEvaluation]

  init(_ row: GoldenRow, layers: [GoldenRow]) throws {
    let rows = try layers.map { try $0.networkRow() }
    let crossbar = try row.integer("crossbar_size")
    let levels: LevelsRule
    switch try row.text("adc_levels_rule") {
    case "levels_two_to_bits": levels = .twoToBits
    case "levels_equal_bits": levels = .bitsAsLevels
    case let other: throw row.error("adc_levels_rule", other, "a rule")
    }
    let chip = ChipDescription(
      hardware: try row.hardware(), crossbar: crossbar,
      execution: try row.flag("pipeline")
        ? .pipelined(speedUpLimit: try row.integer("pipeline_speedup_limit")) : .layerByLayer)
    var flow = ReferenceFlow(chip: chip, crossbar: crossbar, levels: levels)
    let source = ActivitySource.generated(try row.traceGenerator())
    let isChained = try row.flag("carry_state")
    var evaluations: [ChipEvaluation] = []
    switch try row.text("flow") {
    case "whole":
      isPairs = false
      evaluations.append(try flow.evaluate(rows, reported: rows.indices, activity: source))
    case "pairs":
      isPairs = true
      for first in stride(from: 0, to: rows.count - 1, by: 2) {
        if !isChained { flow.reset() }
        evaluations.append(
          try flow.evaluate(
            Array(rows[first...(first + 1)]), reported: 0..<1, firstIndex: first, activity: source))
      }
    case let other: throw row.error("flow", other, "'whole' or 'pairs'")
    }
    self.evaluations = evaluations
  }

  /// The columns of `networks.csv`; chip columns only exist for a single chip.
  var goldenTotals: [(quantity: String, value: Double)] {
    let delay = evaluations.reduce(into: DelayBreakdown()) { $0 += $1.delay }
    let layers = evaluations.flatMap(\.layers)
    func sum(_ value: (EvaluatedLayer) -> Double) -> Double { layers.reduce(0) { $0 + value($1) } }
    let rowCount = Double(isPairs ? evaluations.count * 2 : layers.count)
    let totals: [(quantity: String, value: Double)] = [
      ("num_rows", rowCount), ("sum_tile_area_m2", sum(\.tileArea)),
      ("sum_chip_area_m2", evaluations.reduce(0) { $0 + $1.area.total }),
      ("total_latency_s", delay.total), ("total_lat_adc_s", delay.adc),
      ("total_lat_accum_s", delay.accumulation), ("total_lat_other_s", delay.other),
      ("total_lat_buffer_s", delay.buffer), ("total_lat_ic_s", delay.interconnect),
      ("total_dyn_energy_J", sum(\.performance.energy)), ("total_en_adc_J", sum(\.performance.adcEnergy)),
      ("total_en_accum_J", sum(\.performance.accumulationEnergy)),
      ("total_en_other_J", sum(\.performance.otherEnergy)),
      ("total_en_buffer_J", sum(\.performance.bufferEnergy)),
      ("total_en_ic_J", sum(\.performance.interconnectEnergy)),
      ("total_leak_energy_J", sum(\.leakageEnergy)),
      ("total_leak_W", evaluations.reduce(0) { $0 + $1.leakage }), ("total_ops", sum(\.matrix.operations)),
    ]
    return isPairs ? totals : totals + evaluations[0].goldenChip
  }

  func goldenRow(evaluation: Int, row: Int) -> [(quantity: String, value: Double)]? {
    guard evaluations.indices.contains(evaluation) else { return nil }
    let chip = evaluations[evaluation]
    let index = isPairs ? 0 : row
    guard chip.layers.indices.contains(index) else { return nil }
    return chip.goldenChip + chip.layers[index].goldenRow
  }
}
