/// Largest values that layers may take: generous for any network of the field, and small enough that no
/// product of ``Layer`` and no sum of ``Network`` overflows 64 bits.
package enum LayerLimits {
  /// Side of a feature map including its padding, pixels.
  package static let mapSize = 1...16_384
  package static let channels = 1...1_048_576
  package static let kernel = 1...1_024
  package static let stride = 1...1_024
  package static let padding = 0...1_024
  package static let columnSharing = 1...4_096
  /// Input precision, bits.
  package static let inputBits = 1...32
  /// ADC precision, bits.
  package static let adcBits = 1...16
  /// Bits of a weight and of a cell.
  package static let weightBits = 1...16
  package static let cellBits = 1...16
  /// Rows and columns of a crossbar.
  package static let crossbar = 1...4_096
  /// Outputs of a classifier.
  package static let classes = 1...1_048_576
  /// Layers of a network: 4,096 layers of 2^50 operations still add up within 63 bits.
  package static let layers = 1...4_096
  /// Nodes of one layer of a supernet: searches number them with 16 bits.
  package static let nodes = 1...65_535
  /// Entries of a supernet's cost table, which are each layer's nodes times the combinations of channels that
  /// it can get; a table of the most takes about 4 GB.
  package static let costEntries = 1...(1 << 23)
  /// Values of maps that wait while a layer runs.
  package static let bufferedShortcutValues = 0...(1 << 48)
  /// Multiply-accumulates of one layer; weights and ReLU units are fewer.
  package static let multiplyAccumulates = 1...(1 << 50)
}

extension Layer {
  /// `multiplyAccumulates` of a layer whose fields are within ``LayerLimits``; nil where it exceeds 64 bits.
  var checkedMultiplyAccumulates: Int? {
    // Rows of at most 2^40, weights of at most 2^60: only the last product can overflow.
    let (product, overflows) = weights.multipliedReportingOverflow(by: windows)
    return overflows ? nil : product
  }
}
