import Platform

/// The quantisers of the published program on whole tensors, in single precision (spec 16 §2 to §7).
enum PublishedArithmetic {
  /// round(w 2^(bits - 1)) / 2^(bits - 1), ties to even; 1 bit: the sign; above 15: as it is (§2).
  static func quantised(_ value: Float, bits: Int) -> Float {
    if bits == 1 { return value > 0 ? 1 : value < 0 ? -1 : 0 }
    if bits > 15 { return value }
    let steps = Float(1 << (bits - 1))
    return (value * steps).rounded(.toNearestOrEven) / steps
  }

  /// The float path's R: 2^bits levels between the tensor's ends; 1 bit: sign - 1 (§7).
  static func rounded(_ values: inout [Float], bits: Int) {
    guard let (low, high) = range(values), bits != -1 else { return }
    if bits == 1 {
      for index in values.indices { values[index] = (values[index] > 0 ? 1 : values[index] < 0 ? -1 : 0) - 1 }
      return
    }
    // A constant tensor would be divided by zero.
    guard high > low else { return }
    let levels = Float((1 << bits) - 1)
    for index in values.indices {
      let code = ((values[index] - low) / (high - low) * levels + 0.5).rounded(.down)
      values[index] = code / levels * (high - low) + low
    }
  }

  /// The linear ADC over the tensor's own range, with codes at the lower edges (§5). A constant tensor passes
  /// unchanged, where the published program gets nan (Q-C196).
  static func convert(_ values: UnsafeMutableBufferPointer<Float>, bits: Int) {
    guard let low = values.min(), let high = values.max(), high > low else { return }
    let levels = Float(1 << bits)
    let step = 1 / levels * (high - low)
    for index in values.indices {
      let code = max(0, min(((values[index] - low) / step).rounded(.down), levels - 1))
      values[index] = code * step + low
    }
  }

  /// The output quantiser: clamp to ±(1 - 2^(1 - bits)), then 2^(1 - bits) steps (§6).
  static func wage(_ value: Float, bits: Int) -> Float {
    let delta: Float = bits == 1 || bits > 15 ? 0 : 1 / Float(1 << (bits - 1))
    return quantised(max(-1 + delta, min(1 - delta, value)), bits: bits)
  }

  /// The integer code's digits, least significant first: fmod and division, as published (§2).
  static func digits(_ weight: Float, model: PublishedModel) -> [Float] {
    let levels = Float(1 << model.cellBits)
    let top = Float((1 << model.weightBits) - 1) / 2
    var code = (top * (quantised(weight, bits: model.weightBits) + 1)).rounded(.toNearestOrEven)
    return (0..<model.weightBits / model.cellBits).map { _ in
      let digit = fmodf(code, levels)
      code = ((code - digit) / levels).rounded(.toNearestOrEven)
      return digit
    }
  }

  /// Bits of an input, least significant first; inputs above 1 wrap, negative ones give -1 (§3).
  static func bits(_ value: Float, count: Int) -> [Float] {
    var code = (Float((1 << count) - 1) * value).rounded(.toNearestOrEven)
    return (0..<count).map { _ in
      let bit = fmodf(code, 2)
      code = ((code - bit) / 2).rounded(.toNearestOrEven)
      return bit
    }
  }

  /// Drift of a tensor (§6).
  static func retain(
    _ values: inout [Float], _ retention: PublishedModel.Retention?, random: inout RandomGenerator
  ) {
    guard let retention, let (low, high) = range(values) else { return }
    for index in values.indices {
      let u = (values[index] + 1) / 2
      let sign: Float
      if let target = retention.target {
        let aim = ((high - low) * Float(target) + 1) / 2
        sign = aim > u ? 1 : aim < u ? -1 : 0
      } else {
        sign = Float(random.index(below: 3) - 1)
      }
      let factor = powf(Float(retention.time), Float(retention.drift) * sign)
      values[index] = max(low, min(2 * u * factor - 1, high))
    }
  }

  private static func range(_ values: [Float]) -> (low: Float, high: Float)? {
    guard let low = values.min(), let high = values.max() else { return nil }
    return (low, high)
  }
}
