/// Where the conventions differ. One engine evaluates all of them; a reduction test switches the rules of
/// `consistent` back one at a time until it agrees with the reference.
public struct ChipRules: Sendable, Hashable {
  public enum Tiling: Sendable, Hashable {
    /// Tile and processing-element size searched for the best utilisation of the whole network (spec 14 §2).
    case searched
    /// Tiles of this many crossbars, in four processing elements: 64 in XPert.
    case fixed(crossbarsPerTile: Int)
  }

  public enum IdleLeakage: Sendable, Hashable {
    /// Every idle tile leaks like a tile of the running layer (spec 15 §4, step 7).
    case likeRunningLayer
    /// Every idle tile leaks what it leaks.
    case ofEachTile
  }

  public var tiling: Tiling
  /// A fraction of a buffer core is built as a whole one; the reference rounds down, to none (Q-C153).
  public var roundsBufferCoresUp: Bool
  /// Adder trees always leak in full; the reference charges what their last evaluation used (Q-C134).
  public var leaksAdderTreesInFull: Bool
  public var idleLeakage: IdleLeakage
  /// Read row by row, an input vector without a driven row gives the converters nothing to do. In the
  /// reference a SAR converter's energy is then not a number: such a layer is refused (Q-C121).
  public var acceptsIdleVectors: Bool

  public static let reference = ChipRules(
    tiling: .searched, roundsBufferCoresUp: false, leaksAdderTreesInFull: false,
    idleLeakage: .likeRunningLayer, acceptsIdleVectors: false)

  public static let consistent = ChipRules(
    tiling: .fixed(crossbarsPerTile: 64), roundsBufferCoresUp: true, leaksAdderTreesInFull: true,
    idleLeakage: .ofEachTile, acceptsIdleVectors: true)

  public init(
    tiling: Tiling, roundsBufferCoresUp: Bool, leaksAdderTreesInFull: Bool, idleLeakage: IdleLeakage,
    acceptsIdleVectors: Bool
  ) {
    self.tiling = tiling
    self.roundsBufferCoresUp = roundsBufferCoresUp
    self.leaksAdderTreesInFull = leaksAdderTreesInFull
    self.idleLeakage = idleLeakage
    self.acceptsIdleVectors = acceptsIdleVectors
  }
}

/// What survives from one evaluation to the next in one process of the reference (Q-C152, Q-C173). A fresh
/// state has no memory.
public struct ChipState: Sendable, Hashable {
  /// Clock that the next evaluation's circuits are sized with, Hz: only ever falls.
  public var clock: Double
  /// Bits on the chip's bus left over from the evaluations before.
  public var busWidth: Double = 0

  public init(hardware: Hardware) { clock = hardware.clockFrequency }
}
