/// What survives from one evaluation to the next in one process of the reference (Q-C152, Q-C173). A fresh
/// state has no memory.
package struct ChipState: Sendable, Hashable {
  /// Clock that the next evaluation's circuits are sized with, Hz: only ever falls.
  package var clock: Double
  /// Bits on the chip's bus left over from the evaluations before.
  package var busWidth: Double = 0
  /// The least limit on duplication that pipelined evaluations found so far (spec 14 §7); nil: none yet.
  package var pipelineSpeedUpLimit: Int?

  package init(hardware: Hardware) { clock = hardware.clockFrequency }
}
