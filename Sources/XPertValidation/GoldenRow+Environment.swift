import XPertCore

extension GoldenRow {
  /// The technology of the columns `node_nm`, `roadmap` and, where present, `temperature_K`.
  public func technology() throws -> Technology {
    let number = try integer("node_nm")
    guard let node = TechnologyNode(rawValue: number) else {
      throw error("node_nm", "\(number)", "a technology node")
    }
    let code = try integer("roadmap")
    guard let roadmap = Roadmap(rawValue: code) else { throw error("roadmap", "\(code)", "1 or 2") }
    let temperature = has("temperature_K") ? try integer("temperature_K") : 300
    return try Technology(node: node, roadmap: roadmap, temperatureKelvin: temperature)
  }

  /// The environment of a component row: the default configuration with the columns that vary.
  public func environment() throws -> CircuitEnvironment {
    let technology = try technology()
    let onResistance = has("res_on_ohm") ? try real("res_on_ohm") : 6000
    let offResistance = onResistance * (has("on_off_ratio") ? try real("on_off_ratio") : 150)
    let access = onResistance * 0.25
    let cell = CellRecord(
      hasAccessTransistor: true, heightInFeatures: 4, widthInFeatures: 12,
      readVoltage: has("read_voltage_V") ? try real("read_voltage_V") : 0.5, writeVoltage: 2,
      accessVoltage: 1.1, readPulseWidth: 10e-9, onResistance: onResistance, offResistance: offResistance,
      cellOnResistance: onResistance + access, cellOffResistance: offResistance + access)
    return CircuitEnvironment(
      technology: technology,
      wire: try Wire(
        widthNanometres: technology.node.wireWidthNanometres,
        temperatureKelvin: technology.temperatureKelvin),
      cell: cell, clockFrequency: has("clk_Hz") ? try real("clk_Hz") : 1e9,
      isSynchronous: has("synchronous") ? try flag("synchronous") : true,
      calibration: has("validated") ? (try flag("validated") ? .silicon : nil) : .silicon,
      crossbarRows: has("num_rows") ? try integer("num_rows") : 64)
  }

  /// The length in m of a column in feature sizes.
  public func length(_ column: String, _ technology: Technology) throws -> Double {
    try real(column) * technology.featureSize
  }

  /// The fit of a row whose columns are `given_width_F` and `given_height_F`, of which either may be missing
  /// or 0.
  public func fit(_ technology: Technology) throws -> LayoutConstraint {
    if has("given_width_F"), try real("given_width_F") != 0 {
      return .width(try length("given_width_F", technology))
    }
    if has("given_height_F"), try real("given_height_F") != 0 {
      return .height(try length("given_height_F", technology))
    }
    return .natural
  }

  /// The column resistances in Ω described by `column_seed`, `num_columns`, `column_res_lo_ohm`,
  /// `column_res_hi_ohm` and `first_column_open`: at least one.
  public func columnResistances() throws -> [Double] {
    let seed = try integer("column_seed")
    guard seed >= 0 else { throw error("column_seed", "\(seed)", "a seed") }
    let columns = try integer("num_columns")
    guard columns > 0 else { throw error("num_columns", "\(columns)", "a number of columns") }
    let stream = SplitMix64(seed: UInt64(seed))
    let low = try real("column_res_lo_ohm")
    let high = try real("column_res_hi_ohm")
    var resistances = (0..<columns).map { low + SplitMix64.fraction(stream[$0]) * (high - low) }
    if try flag("first_column_open") { resistances[0] = .infinity }
    return resistances
  }
}
