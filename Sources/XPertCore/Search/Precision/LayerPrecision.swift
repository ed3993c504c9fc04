/// Input and ADC precision of one layer: what it chooses in Phase 2.
public struct LayerPrecision: Sendable, Hashable {
  public var inputBits: Int
  public var adcBits: Int

  public init(inputBits: Int, adcBits: Int) {
    self.inputBits = inputBits
    self.adcBits = adcBits
  }
}
