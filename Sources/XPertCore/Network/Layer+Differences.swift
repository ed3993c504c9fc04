extension Layer {
  /// What another layer in this one's place has different, in words: "channels 64 -> 128"; empty if nothing.
  public func differences(from other: Layer) -> [String] {
    var differences: [String] = []
    func compare<Value: Equatable>(_ name: String, _ field: KeyPath<Layer, Value>, _ text: (Value) -> String)
    {
      let (old, new) = (other[keyPath: field], self[keyPath: field])
      if old != new { differences.append("\(name) \(text(old)) -> \(text(new))") }
    }
    compare("map", \.inputHeight) { "\($0)" }
    compare("inputs", \.inputChannels) { "\($0)" }
    compare("channels", \.outputChannels) { "\($0)" }
    compare("kernel", \.kernelHeight) { "\($0)" }
    compare("stride", \.stride) { "\($0)" }
    compare("groups", \.groups) { "\($0)" }
    compare("columns per ADC", \.columnSharing) { "\($0)" }
    compare("ADC", \.adc) { $0.title }
    compare("ADC bits", \.adcPrecision.bits) { "\($0)" }
    compare("input bits", \.inputBits) { "\($0)" }
    compare("crossbar", \.crossbar) { "\($0)" }
    compare("weight bits", \.weightBits) { $0.map { "\($0)" } ?? "the hardware's" }
    compare("cell bits", \.cellBits) { $0.map { "\($0)" } ?? "the hardware's" }
    return differences
  }
}
