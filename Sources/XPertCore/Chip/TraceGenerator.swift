/// A documented, deterministic rule that makes weights and inputs when no real ones are given (golden README
/// §3 and spec 17 §1).
public struct TraceGenerator: Sendable, Hashable {
  public enum Weights: String, Sendable, Hashable, CaseIterable {
    /// Integers 1 ... 255, all alike.
    case uniform
    /// Mean of eight random bytes, at least 1.
    case bell
  }

  public enum Inputs: Sendable, Hashable {
    /// Every bit is 1 with probability `density`, sign bit included.
    case bits(density: Double)
    /// An activation is non-zero with probability `density`; its sign bit is 0.
    case activations(density: Double)
  }

  public var seed: UInt64
  public var weights: Weights
  public var inputs: Inputs

  public init(seed: UInt64, weights: Weights, inputs: Inputs) {
    self.seed = seed
    self.weights = weights
    self.inputs = inputs
  }

  /// The traces of network row `index` (0-based).
  ///
  /// - Parameters:
  ///   - rows: rows of the weight matrix.
  ///   - windows: window positions; every row has `windows * inputBits` input bits.
  package func trace(
    rowIndex index: Int, rows: Int, outputChannels: Int, windows: Int, inputBits: Int
  ) -> LayerTrace {
    trace(
      rowIndex: index, rows: rows, outputChannels: outputChannels, windows: windows, inputBits: inputBits,
      checkpoint: nil)
  }

  /// - Parameter checkpoint: asked for every row; if it does not pass, the rest stays zero.
  func trace(
    rowIndex index: Int, rows: Int, outputChannels: Int, windows: Int, inputBits: Int,
    checkpoint: EvaluationCheckpoint?
  ) -> LayerTrace {
    let step = SplitMix64.increment
    let weightStream = SplitMix64(seed: SplitMix64.mix(seed &+ step &* UInt64(2 * index + 1)))
    let inputStream = SplitMix64(seed: SplitMix64.mix(seed &+ step &* UInt64(2 * index + 2)))

    var codes = [UInt16](repeating: 0, count: rows * outputChannels)
    for k in codes.indices {
      if k % 65_536 == 0, checkpoint?.passes() == false { break }
      let value = weightStream[k]
      switch weights {
      case .uniform:
        codes[k] = UInt16(1 + (value >> 32) % 255)
      case .bell:
        var sum: UInt64 = 0
        for byte in 0..<8 { sum += (value >> UInt64(8 * byte)) & 0xFF }
        codes[k] = UInt16(max(1, sum / 8))
      }
    }

    var bits = InputBits(rows: rows, vectors: windows * inputBits)
    switch inputs {
    case .bits(let density):
      for row in 0..<rows where checkpoint?.passes() != false {
        for vector in 0..<windows * inputBits
        where SplitMix64.fraction(inputStream[row * windows * inputBits + vector]) < density {
          bits.set(row: row, vector: vector)
        }
      }
    case .activations(let density):
      let magnitudes = (UInt64(1) << UInt64(inputBits - 1)) - 1
      for row in 0..<rows where checkpoint?.passes() != false {
        for window in 0..<windows {
          let value = inputStream[row * windows + window]
          guard SplitMix64.fraction(value) < density else { continue }
          let activation = 1 + (SplitMix64.mix(value) >> 32) % magnitudes
          for bit in 0..<inputBits where (activation >> UInt64(inputBits - 1 - bit)) & 1 == 1 {
            bits.set(row: row, vector: window * inputBits + bit)
          }
        }
      }
    }
    return LayerTrace(weightCodes: codes, outputChannels: outputChannels, inputs: bits)
  }
}
