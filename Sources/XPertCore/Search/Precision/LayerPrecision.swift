/// Input and ADC precision of one layer: what it chooses in Phase 2.
package struct LayerPrecision: Sendable, Hashable {
  package var inputBits: Int
  package var adcBits: Int

  package init(inputBits: Int, adcBits: Int) {
    self.inputBits = inputBits
    self.adcBits = adcBits
  }
}
