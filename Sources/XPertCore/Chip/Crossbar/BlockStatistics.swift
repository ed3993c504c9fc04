/// What the data contribute to the cost of one mapped crossbar, summed over all its input vectors.
///
/// An input vector is one bit plane of one window position. Nothing else in the model depends on data
/// (spec 15 §8).
package struct BlockStatistics: Sendable, Hashable {
  /// Number of input vectors.
  package var vectors: Double = 0
  /// Sum over vectors of the row activity: active rows over mapped rows.
  package var activity: Double = 0
  /// Sum over vectors of the converters' energy, joule.
  package var conversionEnergy: Double = 0
  /// Sum over vectors, and over rows where they are read one by one, of the flash converters' sensing time,
  /// second (0 for SAR). Asynchronous flow only.
  package var conversionTime: Double = 0
  /// Longest sensing time of a flash converter over all vectors, second (0 for SAR).
  package var longestConversion: Double = 0
  /// Sum over vectors of the time to select rows and columns, second, before the sensing factor. Asynchronous
  /// flow with sequential read only: elsewhere the data do not matter.
  package var addressingTime: Double = 0
  /// Vectors that drive no row. Read row by row, they leave the converters without anything to convert.
  package var idleVectors: Double = 0

  package init() {}

  package static func += (a: inout BlockStatistics, b: BlockStatistics) { a.add(b, times: 1) }

  /// Adds those of `count` equal blocks.
  mutating func add(_ other: BlockStatistics, times count: Double) {
    vectors += other.vectors * count
    activity += other.activity * count
    conversionEnergy += other.conversionEnergy * count
    conversionTime += other.conversionTime * count
    longestConversion = max(longestConversion, other.longestConversion)
    addressingTime += other.addressingTime * count
    idleVectors += other.idleVectors * count
  }
}

/// A rectangle of a layer's cell matrix: the part that one crossbar holds.
package struct BlockRange: Sendable, Hashable {
  package var rowStart: Int
  package var rowCount: Int
  package var columnStart: Int
  package var columnCount: Int
}

/// Where the statistics of a layer's crossbars come from: closed-form expectations or traces.
package protocol LayerActivity {
  /// Input vectors per crossbar: windows x input precision, times the groups that take turns.
  var vectors: Int { get }
  /// Whether blocks of one size, and groups of a grouped convolution, have data of their own.
  var tellsBlocksApart: Bool { get }
  /// From now on, blocks are of these groups' matrices: the sum of what each contributes.
  mutating func select(groups: Range<Int>)
  /// Statistics of one crossbar. Repeated calls for the same block return the same value.
  mutating func statistics(of block: BlockRange) -> BlockStatistics
}
