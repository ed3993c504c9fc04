/// What a variant of the crossbar comes down to: its circuits as a list, times, and cycles. Every variant
/// makes one of these from its cell array (spec 11 part A and §12 to §15).
struct SubarrayDesign: Sendable {
  var converter: Subarray.Converter
  var list = PartList()
  /// Metres.
  var height = 0.0
  var width = 0.0
  /// Seconds: word line with its decoder, multiplexer with its decoder, precharge, bit line, and what a
  /// conversion adds to the sensing time of a flash converter itself.
  var rowDelay = 0.0
  var multiplexerDelay = 0.0
  var prechargeDelay = 0.0
  var columnDelay = 0.0
  var conversionDelay = 0.0
  /// Conversions that read all columns once: the columns that share a converter.
  var conversions = 1.0
  /// Clock cycles when synchronous, else seconds: per input vector, and per read of a row or of all rows.
  var accumulationPerVector = 0.0
  var accumulationPerRead = 0.0

  init(converter: Subarray.Converter) { self.converter = converter }
}
