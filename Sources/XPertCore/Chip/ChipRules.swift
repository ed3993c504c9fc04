/// Where the conventions differ, and how the chip works. One engine evaluates all of them; a reduction test
/// switches the rules of `consistent` back one at a time until it agrees with the reference.
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

  public enum Execution: Sendable, Hashable {
    /// One layer after the other.
    case layerByLayer
    /// All layers at once, each on another image; the slowest sets the pace. Layers with large maps are
    /// duplicated, at most `speedUpLimit` times in each direction of the map (spec 14 §7, 15 §4 step 8).
    case pipelined(speedUpLimit: Int)
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
  /// A layer whose kernel is larger than its map has no window; the reference lets it pass at no cost.
  public var acceptsEmptyLayers: Bool
  public var execution: Execution
  /// Layers with many rows put every position of the kernel on a processing element of its own, which reuses
  /// inputs ("novel mapping", spec 14 §6). With searched tiling these are the layers with the network's usual
  /// kernel; with fixed tiling every layer goes by its own.
  public var mapsKernelPositions: Bool

  public static let reference = ChipRules(
    tiling: .searched, roundsBufferCoresUp: false, leaksAdderTreesInFull: false,
    idleLeakage: .likeRunningLayer, acceptsIdleVectors: false, acceptsEmptyLayers: true)

  public static let consistent = ChipRules(
    tiling: .fixed(crossbarsPerTile: 64), roundsBufferCoresUp: true, leaksAdderTreesInFull: true,
    idleLeakage: .ofEachTile, acceptsIdleVectors: true, acceptsEmptyLayers: false)

  public init(
    tiling: Tiling, roundsBufferCoresUp: Bool, leaksAdderTreesInFull: Bool, idleLeakage: IdleLeakage,
    acceptsIdleVectors: Bool, acceptsEmptyLayers: Bool, execution: Execution = .layerByLayer,
    mapsKernelPositions: Bool = false
  ) {
    self.tiling = tiling
    self.roundsBufferCoresUp = roundsBufferCoresUp
    self.leaksAdderTreesInFull = leaksAdderTreesInFull
    self.idleLeakage = idleLeakage
    self.acceptsIdleVectors = acceptsIdleVectors
    self.acceptsEmptyLayers = acceptsEmptyLayers
    self.execution = execution
    self.mapsKernelPositions = mapsKernelPositions
  }
}

extension ChipRules {
  var isPipelined: Bool {
    if case .pipelined = execution { true } else { false }
  }
}
