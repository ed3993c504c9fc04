/// Who bears a maximum: the Shapley value of the game whose coalitions are worth their largest peak.
///
/// A layer with peak x among others with peaks o1, o2, ... bears
///
///     share(x) = integral from 0 to x of dt / (1 + number of others that reach t)
///
/// so the stretch that k layers need together counts 1/k for each, the shares of all layers add up to the
/// maximum, and a layer alone at the top bears the whole excess. Peaks are not negative.
final class SharedPeak {
  private let capacity: Int
  /// All peaks, ascending.
  private let sorted: UnsafeMutablePointer<Double>
  /// The others' peaks, ascending, and the share up to each.
  private let levels: UnsafeMutablePointer<Double>
  private let shares: UnsafeMutablePointer<Double>
  private var count = 0

  init(capacity: Int) {
    self.capacity = capacity
    sorted = PackedCostTable.allocate(capacity)
    levels = PackedCostTable.allocate(capacity)
    shares = PackedCostTable.allocate(capacity)
  }

  deinit {
    for pointer in [sorted, levels, shares] { pointer.deallocate() }
  }

  /// Sets the peaks of all layers, at most `capacity`.
  func set(_ peaks: UnsafePointer<Double>, count: Int) {
    precondition(count <= capacity)
    self.count = count
    for index in 0..<count {
      // Insertion: there are a dozen.
      let peak = peaks[index]
      var position = index
      while position > 0 && sorted[position - 1] > peak {
        sorted[position] = sorted[position - 1]
        position -= 1
      }
      sorted[position] = peak
    }
  }

  /// Prepares for a layer whose own peak is `peak`: the others are all but one of that height.
  func exclude(_ peak: Double) {
    var position = 0
    while position < count - 1 && sorted[position] != peak { position += 1 }
    var share = 0.0
    var level = 0.0
    for other in 0..<count - 1 {
      let height = sorted[other < position ? other : other + 1]
      share += (height - level) / Double(count - other)
      level = height
      levels[other] = height
      shares[other] = share
    }
  }

  /// What the layer would bear with peak `peak`.
  @inline(__always)
  func share(of peak: Double) -> Double {
    var position = 0
    for other in 0..<count - 1 where levels[other] <= peak { position = other + 1 }
    return share(of: peak, above: position)
  }

  /// Overwrites `result` with what the layer would bear with each of several peaks, times a factor.
  ///
  /// - Parameter peaks: ascending.
  func shares(of peaks: [Double], times factor: Double, into result: UnsafeMutablePointer<Double>) {
    var position = 0
    for (index, peak) in peaks.enumerated() {
      while position < count - 1 && levels[position] <= peak { position += 1 }
      result[index] = factor * share(of: peak, above: position)
    }
  }

  /// - Parameter position: the number of others that do not reach beyond `peak`.
  @inline(__always)
  private func share(of peak: Double, above position: Int) -> Double {
    let rest = Double(count - position)
    return position == 0 ? peak / rest : shares[position - 1] + (peak - levels[position - 1]) / rest
  }
}
