/// The evaluation of network-file rows as the reference programs do it (spec 15 §4, §5): one periphery for
/// all rows of an evaluation, that of the first.
package struct ReferenceFlow: Sendable {
  package let engine: ChipEngine
  /// Rows and columns of every crossbar.
  package let crossbar: Int
  package let levels: LevelsRule
  /// What the evaluations so far left behind.
  package private(set) var state: ChipState

  /// - Parameters:
  ///   - chip: a pipeline for whole networks only. The tile's size is searched for.
  ///   - crossbar: rows and columns of every crossbar, whatever the description says.
  package init(chip: ChipDescription, crossbar: Int, levels: LevelsRule = .twoToBits) {
    var rules = ChipRules.reference
    rules.execution = chip.execution
    rules.mapsKernelPositions = chip.mapsKernelPositions
    engine = ChipEngine(hardware: chip.hardware, rules: rules)
    self.crossbar = crossbar
    self.levels = levels
    state = ChipState(hardware: chip.hardware)
  }

  /// Layer by layer, without novel mapping.
  package init(hardware: Hardware, crossbar: Int, levels: LevelsRule = .twoToBits) {
    self.init(chip: ChipDescription(hardware: hardware), crossbar: crossbar, levels: levels)
  }

  /// Forgets what earlier evaluations left behind.
  package mutating func reset() { state = ChipState(hardware: engine.hardware) }

  /// Evaluates `rows` as one chip and reports the rows in `reported`.
  ///
  /// - Parameter firstIndex: index of the first row in the whole list, for generated traces.
  /// - Throws: ``HardwareError/invalid(rule:)``.
  package mutating func evaluate(
    _ rows: [NetworkRow], reported: Range<Int>, firstIndex: Int = 0, activity source: ActivitySource
  ) throws(HardwareError) -> ChipEvaluation {
    try evaluate(rows, reported: reported, firstIndex: firstIndex, activity: source, checkpoint: nil)
  }

  mutating func evaluate(
    _ rows: [NetworkRow], reported: Range<Int>, firstIndex: Int = 0, activity source: ActivitySource,
    checkpoint: EvaluationCheckpoint?
  ) throws(HardwareError) -> ChipEvaluation {
    guard let first = rows.first else { throw .invalid(rule: "a network must have at least one layer") }
    let periphery = Periphery(
      crossbarRows: crossbar, crossbarColumns: crossbar, columnSharing: first.columnSharing, adc: first.adc,
      levels: levels.levels(first.adcPrecision), inputBits: first.inputBits)
    let matrices = rows.map { CellMatrix($0, cellsPerWeight: engine.hardware.cellsPerWeight) }
    return try engine.evaluate(
      matrices, peripheries: rows.map { _ in periphery }, reported: reported, state: &state
    ) { index, subarray, _, library throws(HardwareError) in
      try source.activity(
        index: firstIndex + index, matrix: matrices[index], subarray: subarray, library: library,
        checkpoint: checkpoint)
    }
  }
}
