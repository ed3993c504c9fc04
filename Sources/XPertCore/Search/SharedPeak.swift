/// Who bears a maximum: the Shapley value of the game whose coalitions are worth their largest peak.
///
/// A layer with peak x among others with peaks o1, o2, ... bears
///
///     share(x) = integral from 0 to x of dt / (1 + number of others that reach t)
///
/// so the stretch that k layers need together counts 1/k for each, the shares of all layers add up to the
/// maximum, and a layer alone at the top bears the whole excess. Peaks are not negative.
struct SharedPeak {
  /// The others' peaks, ascending, and the share up to each.
  private var levels: [Double] = []
  private var shares: [Double] = []

  init(capacity: Int) {
    levels.reserveCapacity(capacity)
    shares.reserveCapacity(capacity)
  }

  /// Prepares for a layer: the others are all but `index`.
  mutating func exclude(_ index: Int, of peaks: UnsafePointer<Double>, count: Int) {
    levels.removeAll(keepingCapacity: true)
    shares.removeAll(keepingCapacity: true)
    for other in 0..<count where other != index {
      // Insertion: there are a dozen.
      var position = levels.count
      let peak = peaks[other]
      levels.append(peak)
      while position > 0 && levels[position - 1] > peak {
        levels[position] = levels[position - 1]
        position -= 1
      }
      levels[position] = peak
    }
    var share = 0.0
    var level = 0.0
    for position in levels.indices {
      share += (levels[position] - level) / Double(1 + levels.count - position)
      level = levels[position]
      shares.append(share)
    }
  }

  /// What a layer with peak `peak` bears.
  func share(of peak: Double) -> Double {
    var position = 0
    while position < levels.count && levels[position] <= peak { position += 1 }
    let (level, share) = position == 0 ? (0, 0) : (levels[position - 1], shares[position - 1])
    return share + (peak - level) / Double(1 + levels.count - position)
  }
}
