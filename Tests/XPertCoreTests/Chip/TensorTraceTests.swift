import Testing

@testable import XPertCore

private let layer = Layer(
  inputHeight: 6, inputWidth: 5, inputChannels: 3, outputChannels: 7, columnSharing: 8, inputBits: 5)

@Suite("Traces from tensors")
struct TensorTraceTests {
  @Test("Weights and inputs that are multiples of a code's step become that code")
  func codes() throws {
    let generator = TraceGenerator(seed: 7, weights: .uniform, inputs: .activations(density: 0.6))
    let known = generator.trace(
      rowIndex: 0, rows: layer.weightRows, outputChannels: layer.outputChannels, windows: layer.windows,
      inputBits: layer.inputBits)
    // As a framework has them: output-major weights; inputs unrolled by row and window.
    var weights: [Float] = []
    for output in 0..<layer.outputChannels {
      for row in 0..<layer.weightRows {
        weights.append((Float(known.weightCodes[row * layer.outputChannels + output]) - 128) / 128)
      }
    }
    var inputs: [Float] = []
    for row in 0..<layer.weightRows {
      for window in 0..<layer.windows {
        var code = 0
        for bit in 0..<layer.inputBits {
          code = 2 * code + (known.inputs[row: row, vector: window * layer.inputBits + bit] ? 1 : 0)
        }
        inputs.append(Float(code) / 16)
      }
    }
    let trace = try LayerTrace(
      LayerTensors(weights: weights, inputs: inputs, weightScale: 1, inputScale: 1), of: layer, weightBits: 8)
    #expect(trace == known)
  }

  @Test("A map is unrolled with its padding, channel by channel, position by position")
  func unrolling() throws {
    let map = (0..<3 * 6 * 5).map { Float($0 % 16) / 16 }
    let weights = [Float](repeating: 0.5, count: 7 * 27)
    let trace = try LayerTrace(
      LayerTensors(weights: weights, inputs: map, inputScale: 1), of: layer, weightBits: 8)
    for channel in 0..<3 {
      for ky in 0..<3 {
        for kx in 0..<3 {
          for y in 0..<6 {
            for x in 0..<5 {
              let (sy, sx) = (y + ky - 1, x + kx - 1)
              let inside = (0..<6).contains(sy) && (0..<5).contains(sx)
              let expected = inside ? (channel * 30 + sy * 5 + sx) % 16 : 0
              var code = 0
              for bit in 0..<5 {
                let row = channel * 9 + ky * 3 + kx
                code = 2 * code + (trace.inputs[row: row, vector: (y * 5 + x) * 5 + bit] ? 1 : 0)
              }
              #expect(code == expected)
            }
          }
        }
      }
    }
  }

  @Test("Every group has the rows of its own input channels")
  func groups() throws {
    var grouped = layer
    grouped.inputChannels = 4
    grouped.outputChannels = 6
    grouped.groups = 2
    #expect(grouped.weightRows == 18)
    // Weight code and input of output o or channel c in all places.
    let weights = (0..<6 * 18).map { Float($0 / 18) / 128 }
    let map = (0..<4 * 30).map { Float($0 / 30) / 16 }
    let trace = try LayerTrace(
      LayerTensors(weights: weights, inputs: map, weightScale: 1, inputScale: 1), of: grouped, weightBits: 8)
    #expect(trace.inputs.rows == 36 && trace.outputChannels == 3)
    for row in 0..<36 {
      for output in 0..<3 {
        #expect(trace.weightCodes[row * 3 + output] == 128 + UInt16(row / 18 * 3 + output))
      }
      // The window in the middle has no padding.
      let code = (0..<5).reduce(0) { 2 * $0 + (trace.inputs[row: row, vector: (2 * 5 + 2) * 5 + $1] ? 1 : 0) }
      #expect(code == row / 9)
    }
    var evaluator = ChipEvaluator(hardware: .xpertDAC2023)
    evaluator.activity = .traces([trace])
    #expect(try evaluator.evaluate(Network(layers: [grouped])).energy > 0)
  }

  @Test("Codes are kept in their range, halves round away from zero, negative inputs are two's complement")
  func limits() throws {
    let one = Layer(
      inputHeight: 1, inputWidth: 1, inputChannels: 4, outputChannels: 1, kernelHeight: 1, kernelWidth: 1,
      padding: 0, inputBits: 4)
    let trace = try LayerTrace(
      LayerTensors(
        weights: [1, -1, 0.5 / 128, -0.5 / 128], inputs: [1, -1, -0.01, 0.99], weightScale: 1, inputScale: 1),
      of: one, weightBits: 8)
    #expect(trace.weightCodes == [255, 0, 129, 127])
    let codes = (0..<4).map { row in
      (0..<4).reduce(0) { 2 * $0 + (trace.inputs[row: row, vector: $1] ? 1 : 0) }
    }
    #expect(codes == [0b0111, 0b1000, 0b1111, 0b0111])
    // Without a scale, the largest magnitude is the end of the range.
    let scaled = try LayerTrace(
      LayerTensors(weights: [2, -2, 1, 0], inputs: [0.5, 0, 0.25, 0.125]), of: one, weightBits: 8)
    #expect(scaled.weightCodes == [255, 0, 192, 128])
  }

  @Test("Tensors of the wrong size and numbers that are none are refused")
  func refusals() {
    func message(_ weights: [Float], _ inputs: [Float]) -> String {
      do {
        _ = try LayerTrace(LayerTensors(weights: weights, inputs: inputs), of: layer, weightBits: 8)
        return ""
      } catch {
        return error.description
      }
    }
    let weights = [Float](repeating: 0, count: 189)
    #expect(
      message([1], []) == "weights must have 189 numbers (7 outputs x 3 inputs x 3 x 3), got 1")
    #expect(
      message(weights, [1])
        == "inputs must have 90 numbers (3 channels x 6 x 5) or, unrolled, 810 (27 rows x 30 windows), got 1")
    var broken = weights
    broken[3] = .nan
    #expect(
      message(broken, [Float](repeating: 0, count: 90)) == "weights must be finite numbers: number 4 is nan")
  }

  @Test("Expectations of sparse inputs are those of random ones", arguments: [0.5, 0.1, 0.02, 0])
  func sparse(density: Double) throws {
    var evaluator = ChipEvaluator(hardware: .xpertDAC2023)
    let network = Network(layers: [layer])
    evaluator.activity = .expected(InputStatistics(bitDensity: density))
    let expected = try evaluator.evaluate(network)
    // Random bits below a sign bit that is 0.
    let stream = XPertCore.SplitMix64(seed: 5)
    var inputs: [Float] = []
    for index in 0..<layer.weightRows * layer.windows {
      var code = 0
      for bit in 0..<4 where XPertCore.SplitMix64.fraction(stream[4 * index + bit]) < density {
        code |= 1 << bit
      }
      inputs.append(Float(code) / 16)
    }
    let weights = (0..<189).map { index -> Float in
      let code = (stream[100_000 + index] >> 32) % 255 + 1
      return Float(code) / 128 - 1
    }
    evaluator.activity = .traces([
      try LayerTrace(
        LayerTensors(weights: weights, inputs: inputs, weightScale: 1, inputScale: 1), of: layer,
        weightBits: 8)
    ])
    let traced = try evaluator.evaluate(network)
    #expect(abs(expected.dynamicEnergy / traced.dynamicEnergy - 1) < (density == 0 ? 1e-12 : 0.02))
    #expect(expected.delay == traced.delay)
  }
}
