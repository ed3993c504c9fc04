import Platform

/// Which layers put every kernel position on a processing element of its own, and how large those are
/// (spec 14 §6).
package struct KernelPositionPlan: Sendable, Hashable {
  /// Kernel positions, that is elements per tile.
  package var positions: Int
  /// Cells per side of an element.
  package var elementSize: Int
  /// By layer: true where it is mapped so.
  package var isMapped: [Bool]

  /// - Throws: ``HardwareError/invalid(rule:)`` when no layer is wide enough for an element of 2 x 2
  ///   crossbars.
  init(_ matrices: [CellMatrix], crossbarRows: Int) throws(HardwareError) {
    let positions = KernelPositionPlan.usualKernel(of: matrices)
    isMapped = matrices.map {
      $0.kernelHeight * $0.kernelWidth == positions && $0.rows >= crossbarRows
    }
    let mapped = zip(matrices, isMapped).filter(\.1).map(\.0)
    let widest = mapped.map(\.columns).max() ?? 0
    let least = 2 * crossbarRows
    let first = widest == 0 ? 0 : truncated(pow(2, log2(Double(widest)).rounded(.up)))
    guard first >= least else {
      throw .invalid(
        rule: "the widest layer whose kernel has \(positions) positions (\(widest) cell columns) must need a"
          + " processing element of at least two crossbars per side (\(least) cells)")
    }
    let cells = mapped.reduce(0.0) { $0 + Double($1.rows) * Double($1.columns) }
    var candidate = first
    var best = 0.0
    elementSize = first
    while candidate > least {
      let tiles = mapped.reduce(0) {
        $0 + divideRoundingUp($1.inputChannels, candidate) * divideRoundingUp($1.columns, candidate)
      }
      let utilisation =
        cells / (Double(tiles) * Double(candidate) * Double(candidate) * Double(positions))
      if utilisation > best {
        best = utilisation
        elementSize = candidate
      }
      candidate /= 2
    }
    self.positions = positions
  }

  /// The number of positions, other than 1, of the kernel that most layers share; of the first such kernel if
  /// several are shared by as many. 1 in a network without larger kernels.
  static func usualKernel(of matrices: [CellMatrix]) -> Int {
    var most = 0
    var usual = 1
    for matrix in matrices {
      let positions = matrix.kernelHeight * matrix.kernelWidth
      var count = 1
      for other in matrices {
        if positions != 1 && other.kernelHeight * other.kernelWidth == positions { count += 1 }
        if most < count {
          most = count
          usual = positions
        }
      }
    }
    return usual
  }
}
