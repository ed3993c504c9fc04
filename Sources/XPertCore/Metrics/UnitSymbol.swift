/// Units as scripts write them ("um2", "us") and as readers expect them ("µm²", "µs").
package enum UnitSymbol {
  /// "um2" becomes "µm²"; units without micro or power stay as they are.
  package static func displayed(_ unit: String) -> String {
    var symbol = unit
    if symbol.first == "u", symbol.count > 1 { symbol = "µ" + symbol.dropFirst() }
    if symbol.last == "2" { symbol = symbol.dropLast() + "²" }
    return symbol
  }

  /// The unit of a quantity in which values are easiest to read: the largest that leaves their median at 1 or
  /// more, otherwise the smallest. Nil for pure numbers.
  ///
  /// - Parameter values: SI.
  package static func fitting(_ quantity: Quantity, _ values: [Double]) -> (name: String, inSI: Double)? {
    if quantity == .edap { return Metric.named("edap").map { ("mJ ms mm2", $0.unitInSI) } }
    let magnitudes = values.filter { $0.isFinite && $0 != 0 }.map(abs).sorted()
    let units = quantity.units.sorted { $0.inSI < $1.inSI }
    guard !magnitudes.isEmpty else { return units.first }
    let median = magnitudes[magnitudes.count / 2]
    return units.last { median >= $0.inSI } ?? units.first
  }
}
