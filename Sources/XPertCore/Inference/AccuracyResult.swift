import Platform

/// Images classified as labelled, chip by chip.
public struct AccuracyResult: Sendable, Hashable {
  /// Per programmed chip.
  public let correct: [Int]
  public let images: Int

  public init(correct: [Int], images: Int) {
    self.correct = correct
    self.images = images
  }

  public var accuracies: [Double] { correct.map { Double($0) / Double(images) } }

  /// Mean over chips.
  public var mean: Double { accuracies.reduce(0, +) / Double(accuracies.count) }

  /// Standard deviation over chips (n - 1); 0 for one chip.
  public var deviation: Double {
    guard correct.count > 1 else { return 0 }
    let mean = mean
    let squares = accuracies.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(correct.count - 1)).squareRoot()
  }

  /// The 95 % confidence interval of the accuracy on all images of the kind: the larger of two standard
  /// errors, that of the images (Wilson's interval of the mean share) and that of the chips (Student's t),
  /// about the mean.
  public var confidence: ClosedRange<Double> {
    let z = 1.959963984540054
    let n = Double(images)
    let p = mean
    let centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    let half = z * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot() / (1 + z * z / n)
    var (low, high) = (centre - half, centre + half)
    if correct.count > 1 {
      let chips = Self.student(correct.count - 1) * deviation / Double(correct.count).squareRoot()
      (low, high) = (min(low, p - chips), max(high, p + chips))
    }
    return max(0, low)...min(1, high)
  }

  /// The 97.5 % point of Student's t.
  static func student(_ freedom: Int) -> Double {
    let table = [
      12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145,
      2.131,
      2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
    ]
    if freedom <= table.count { return table[freedom - 1] }
    // Cornish and Fisher's expansion, below 1e-4 here.
    let z = 1.959963984540054
    let n = Double(freedom)
    return z + (z * z * z + z) / (4 * n) + (5 * z * z * z * z * z + 16 * z * z * z + 3 * z) / (96 * n * n)
  }
}
