import XPertCore

extension ChipEvaluation {
  /// The chip-level columns of the evaluation files (golden README §4).
  var goldenChip: [(quantity: String, value: Double)] {
    [
      ("tile_size_cells", Double(layers.first?.tileSize ?? 0)),
      ("pe_size_cells", Double(layers.first?.elementSize ?? 0)),
      ("num_tiles", Double(tiles)), ("grid_rows", Double(globals.gridRows)),
      ("grid_cols", Double(globals.gridColumns)), ("global_bus_width", globals.busWidth),
      ("global_buffer_cores", Double(globals.bufferCores)), ("clk_start_Hz", sizingClock),
      ("clk_period_s", clockPeriod), ("area_m2", area.total), ("area_array_m2", area.of(.array)),
      ("area_ic_m2", area.of(.interconnect)), ("area_adc_m2", area.of(.adc)),
      ("area_accum_m2", area.of(.accumulation)), ("area_other_m2", area.of(.other)),
      ("tile_height_m", globals.tileHeight), ("tile_width_m", globals.tileWidth),
      ("area_global_tree_m2", area.components[.globalHTree]),
      ("area_global_buffer_m2", area.components[.globalBuffer]),
      ("area_global_pool_m2", area.components[.pooling]),
      ("area_global_accum_m2", area.components[.globalAccumulator]),
      ("area_global_relu_m2", area.components[.globalActivation]),
      ("crossbar_height_m", crossbarHeight), ("crossbar_width_m", crossbarWidth),
      ("crossbar_used_area_m2", crossbarArea),
    ]
  }
}

extension EvaluatedLayer {
  /// The row-level columns of the evaluation files.
  var goldenRow: [(quantity: String, value: Double)] {
    let delay = performance.delay
    return [
      ("layer_clk_layer_s", sensingPeriodSoFar),
      ("tile_rows", Double(placement.tilesRow)), ("tile_cols", Double(placement.tilesColumn)),
      ("speedup_row", Double(placement.speedUpRow)), ("speedup_col", Double(placement.speedUpColumn)),
      ("utilization", placement.utilisation), ("latency_s", delay.total), ("lat_adc_s", delay.adc),
      ("lat_accum_s", delay.accumulation), ("lat_other_s", delay.other),
      ("lat_buffer_s", delay.buffer), ("lat_ic_s", delay.interconnect),
      ("dyn_energy_J", performance.energy), ("en_adc_J", performance.adcEnergy),
      ("en_accum_J", performance.accumulationEnergy), ("en_other_J", performance.otherEnergy),
      ("en_buffer_J", performance.bufferEnergy), ("en_ic_J", performance.interconnectEnergy),
      ("tile_leak_W", performance.tileLeakage), ("leak_energy_J", leakageEnergy),
      ("ops", matrix.operations),
    ]
  }
}
