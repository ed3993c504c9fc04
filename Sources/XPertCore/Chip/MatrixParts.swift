/// The parts that rows or columns of a matrix are cut into: for tiles, processing elements, or crossbars.
///
/// Where data are the same everywhere, only the size of a part matters: of all full parts one is evaluated,
/// and counts as often as there are such parts. What a chip costs to evaluate then does not grow with its
/// size.
struct MatrixParts: Sequence, IteratorProtocol {
  /// Parts in all.
  let count: Int
  private let full: Int
  private let mayRepeat: Bool
  private var position = 0

  /// - Parameters:
  ///   - length: rows or columns of the matrix.
  ///   - capacity: those of a part; the last one may have less.
  ///   - limit: more parts than that are left out.
  ///   - mayRepeat: name one of several full parts only.
  init(_ length: Int, per capacity: Int, atMost limit: Int = .max, mayRepeat: Bool) {
    count = Swift.min(limit, divideRoundingUp(length, capacity))
    full = Swift.min(limit, length / capacity)
    self.mayRepeat = mayRepeat
  }

  /// Index of the part, or of the first of its kind, and how many there are of the kind.
  mutating func next() -> (index: Int, repeats: Int)? {
    guard position < count else { return nil }
    let index = position
    let repeats = mayRepeat && index < full ? full : 1
    position += repeats
    return (index, repeats)
  }
}

extension LayerActivity {
  /// The parts of a matrix on the chip: one of each kind, unless blocks have data of their own.
  func parts(of length: Int, per capacity: Int, atMost limit: Int = .max) -> MatrixParts {
    MatrixParts(length, per: capacity, atMost: limit, mayRepeat: !tellsBlocksApart)
  }
}
