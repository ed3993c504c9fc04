/// What every layer of a trained network chooses in Phase 2 (XPert, section III): input and ADC precision.
package struct PrecisionChoices: Sendable, Hashable {
  /// Input precisions, bits, ascending.
  package let inputBits: [Int]
  /// ADC precisions, bits, ascending.
  package let adcBits: [Int]

  /// The paper's: inputs of 3 to 8 bits, ADCs of 5 and 6.
  ///
  /// - Precondition: neither list is empty; repetitions count once.
  package init(inputBits: [Int] = [3, 4, 5, 6, 7, 8], adcBits: [Int] = [5, 6]) {
    precondition(!inputBits.isEmpty && !adcBits.isEmpty)
    self.inputBits = Array(Set(inputBits)).sorted()
    self.adcBits = Array(Set(adcBits)).sorted()
  }

  package var nodeCount: Int { inputBits.count * adcBits.count }

  /// Nodes in the order of searches: ADC precision varies fastest. The last one has the most bits.
  package func node(at index: Int) -> LayerPrecision {
    LayerPrecision(inputBits: inputBits[index / adcBits.count], adcBits: adcBits[index % adcBits.count])
  }

  /// nil: it is not among the choices.
  package func index(of node: LayerPrecision) -> Int? {
    guard let input = inputBits.firstIndex(of: node.inputBits), let adc = adcBits.firstIndex(of: node.adcBits)
    else { return nil }
    return input * adcBits.count + adc
  }
}
