/// Hardware of a publication, with the place where each value is stated. Fields are named as in scripts.
package struct HardwarePreset: Sendable {
  package let name: String
  package let help: String
  /// The published chip; its crossbar is that of layers which do not name their own.
  package let chip: ChipDescription
  /// By field, where it is not that of the parameter set that all presets start from.
  private let stated: [String: String]

  /// Where a field's value comes from.
  package func source(of field: String) -> String {
    stated[field] ?? Self.parameters[field] ?? "spec 10 §1"
  }

  /// XPert (DAC 2023), Table II.
  package static let xpertDAC2023 = HardwarePreset(
    name: "xpert_dac_2023", help: "XPert (DAC 2023), Table II",
    chip: ChipDescription(hardware: .xpertDAC2023, crossbar: 64, crossbarsPerTile: 64),
    stated: [
      "device": "XPert, Table II (spec 10 §1.1)", "cell_bits": "XPert, Table II (spec 10 §1.1)",
      "weight_bits": "XPert, Table II (spec 10 §1.1)", "crossbar": "XPert, Table II (spec 10 §1.1)",
      "crossbars_per_tile": "XPert: 4 elements of 16 (spec 14 §9)",
    ])

  /// The parameter set that the reference program was published with: SRAM cells of one bit, crossbars of 128
  /// x 128 (spec 10 §1, Q-C101). Its column sharing of 8 and its 64 levels are what layers have by default.
  package static let neuroSim = HardwarePreset(
    name: "neurosim", help: "the reference program's parameters as published (Q-C101)",
    chip: ChipDescription(
      hardware: Hardware(
        node: .nm32, roadmap: .lowStandbyPower, device: .sram, cellBits: 1, onResistance: 6e3,
        onOffRatio: 150),
      crossbar: 128, crossbarsPerTile: 64),
    stated: [
      "device": "spec 10 §1.1, Q-C101", "cell_bits": "spec 10 §1.1, Q-C101",
      "crossbar": "spec 10 §1.1, Q-C101",
      "crossbars_per_tile": "XPert's (spec 14 §9): the reference searches the tile's size",
    ])

  /// The reference's parameter set, which the paper keeps but for a few values.
  private static let parameters = [
    "node_nm": "spec 10 §1.1", "roadmap": "spec 10 §1.1", "temperature_K": "spec 10 §1.1",
    "device": "spec 10 §1.1", "access": "spec 10 §1.1", "cell_bits": "spec 10 §1.1",
    "weight_bits": "spec 10 §1.1", "crossbar": "spec 10 §1.1", "r_on_ohm": "spec 10 §1.4",
    "on_off_ratio": "spec 10 §1.4", "read_voltage_V": "spec 10 §1.4", "write_voltage_V": "spec 10 §1.4",
    "access_voltage_V": "spec 10 §1.4", "read_mode": "spec 10 §1.1", "flash_sensing": "spec 10 §1.1",
    "synchronous": "spec 10 §1.1", "clock_Hz": "spec 10 §1.1", "calibrated": "spec 10 §1.1, §1.6",
    "mapping": "spec 10 §1.1", "execution": "spec 10 §1.1", "pipeline_speedup_limit": "spec 10 §1.1",
    "activation": "spec 10 §1.1", "activation_function": "spec 10 §1.1", "global_buffer": "spec 10 §1.2",
    "tile_buffer": "spec 10 §1.2, Q-C103",
  ]
}
