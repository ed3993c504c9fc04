/// A network's layers programmed into crossbars.
public final class ProgrammedChip: Sendable {
  /// Runs a layer on its crossbars; false where the layer is not on the chip.
  func run(_ node: Int, _ input: FeatureMaps, to output: FeatureMaps, _ loop: ParallelLoop) throws -> Bool {
    false
  }
}
