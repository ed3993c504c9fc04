import Foundation
import Testing

@testable import XPertCore

@Suite("The published accuracy model")
struct PublishedModelTests {
  /// One layer as spec 16 §2 to §7 writes it, one number after the other, in single precision.
  private struct Reference {
    let kernel: InferenceGraph.Convolution
    let isLinear: Bool
    let model: PublishedModel

    /// [output][image][y][x] from [image][channel][row][column].
    func run(_ x: Tensor) -> [Float] {
      model.path == .crossbar ? crossbar(x) : simplified(x)
    }

    private var height: Int { kernel.kernelHeight }
    private var taps: Int { kernel.kernelHeight * kernel.kernelWidth }

    private func adc(_ values: [Float]) -> [Float] {
      let (low, high) = (values.min()!, values.max()!)
      let step = Float(pow(2.0, Double(-model.adcBits))) * (high - low)
      guard step > 0 else { return values }
      return values.map { value in
        let index = Float(Foundation.floor(Double((value - low) / step)))
        return Swift.min(Swift.max(index, 0), Float((1 << model.adcBits) - 1)) * step + low
      }
    }

    /// bias + sum over channels of one kernel position.
    private func convolve(
      _ x: [Float], _ shape: [Int], _ g: (Int, Int) -> Float, tap: Int, channels: Range<Int>
    ) -> [Float] {
      let (n, c, h, w) = (shape[0], shape[1], shape[2], shape[3])
      let oh = (h + 2 * kernel.padding - height) / kernel.stride + 1
      let ow = (w + 2 * kernel.padding - kernel.kernelWidth) / kernel.stride + 1
      var result: [Float] = []
      for output in 0..<kernel.outputChannels {
        for image in 0..<n {
          for y in 0..<oh {
            for z in 0..<ow {
              var sum: Float = kernel.bias.isEmpty ? 0 : kernel.bias[output]
              let row = y * kernel.stride + tap / kernel.kernelWidth - kernel.padding
              let column = z * kernel.stride + tap % kernel.kernelWidth - kernel.padding
              if row >= 0, row < h, column >= 0, column < w {
                for channel in channels {
                  sum += x[((image * c + channel) * h + row) * w + column] * g(output, channel)
                }
              }
              result.append(sum)
            }
          }
        }
      }
      return result
    }

    private func crossbar(_ x: Tensor) -> [Float] {
      let inputs = kernel.inputChannels
      let chunks = inputs / model.crossbar
      let isFirst = !isLinear && inputs == 3 && chunks == 0
      let low = 1 / Float(model.onOffRatio)
      let m = Float(1 << model.cellBits)
      var out: [Float] = []
      for tap in 0..<taps {
        for s in 0..<Swift.max(chunks, 1) {
          let channels = chunks == 0 ? 0..<inputs : s * model.crossbar..<(s + 1) * model.crossbar
          for z in 0..<(isFirst ? 1 : model.inputBits) {
            let bits =
              isFirst
              ? x.values
              : x.values.map { value -> Float in
                var xi = Foundation.rint(Double((1 << model.inputBits) - 1) * Double(value))
                var bit = 0.0
                for _ in 0...z {
                  bit = Foundation.fmod(xi, 2)
                  xi = Foundation.rint((xi - bit) / 2)
                }
                return Float(bit)
              }
            for k in 0..<model.weightBits / model.cellBits {
              let conductance = { (output: Int, channel: Int) -> Float in
                let weight = kernel.weight.values[(output * inputs + channel) * taps + tap]
                let scale = Float(1 << (model.weightBits - 1))
                let q = Float(Foundation.rint(Double(weight * scale))) / scale
                var code = Foundation.rint(Double(Float((1 << model.weightBits) - 1) / 2 * (q + 1)))
                var digit = 0.0
                for _ in 0...k {
                  digit = Foundation.fmod(code, Double(m))
                  code = Foundation.rint((code - digit) / Double(m))
                }
                return (1 - low) * Float(digit) + (m - 1) * low
              }
              var p = convolve(bits, x.shape, conductance, tap: tap, channels: channels)
              var d = convolve(
                bits, x.shape, { _, _ in (m - 1) * (1 + low) / 2 }, tap: tap, channels: channels)
              if !isFirst {
                p = adc(p)
                d = adc(d)
              }
              let factor = Float(pow(Double(m), Double(k))) * 2 / (1 - 1 / Float(model.onOffRatio))
              if out.isEmpty { out = p.map { _ in 0 } }
              for i in out.indices { out[i] += (p[i] - d[i]) * factor * Float(1 << z) }
            }
          }
        }
      }
      return out.map { $0 / (isFirst ? 1 : Float(1 << model.inputBits)) / Float(1 << model.weightBits) }
    }

    private func simplified(_ x: Tensor) -> [Float] {
      func q(_ v: Float, _ bits: Int) -> Float {
        let s = Float(1 << (bits - 1))
        return Float(Foundation.rint(Double(v * s))) / s
      }
      func r(_ values: [Float], _ bits: Int) -> [Float] {
        let (low, high) = (values.min()!, values.max()!)
        let n = Float((1 << bits) - 1)
        return values.map {
          Float(Foundation.floor(Double(($0 - low) / (high - low) * n + 0.5))) / n * (high - low) + low
        }
      }
      let isFloat = model.path == .float
      let w =
        isFloat
        ? (isLinear ? kernel.weight.values : r(kernel.weight.values, model.weightBits))
        : kernel.weight.values.map { q($0, model.weightBits) }
      let xs = isFloat ? r(x.values, model.inputBits) : x.values.map { q($0, model.inputBits) }
      var sums: [Double] = []
      for tap in 0..<taps {
        let unbiased = Reference(
          kernel: .init(weight: kernel.weight, bias: [], stride: kernel.stride, padding: kernel.padding),
          isLinear: isLinear, model: model)
        let part = unbiased.convolve(
          xs, x.shape, { w[($0 * kernel.inputChannels + $1) * taps + tap] }, tap: tap,
          channels: 0..<kernel.inputChannels)
        if sums.isEmpty { sums = part.map { _ in 0 } }
        for i in sums.indices { sums[i] += Double(part[i]) }
      }
      let perOutput = sums.count / kernel.outputChannels
      let biased = sums.enumerated().map {
        Float($1 + (kernel.bias.isEmpty ? 0 : Double(kernel.bias[$0 / perOutput])))
      }
      let converted = adc(biased)
      guard !isFloat else { return converted }
      let delta = Float(pow(2.0, Double(1 - model.activationBits)))
      return converted.map { q(Swift.min(Swift.max($0, -1 + delta), 1 - delta), model.activationBits) }
    }
  }

  private func tensor(_ shape: [Int], seed: UInt64, _ low: Double, _ high: Double) -> Tensor {
    var random = RandomGenerator(seed: seed)
    return Tensor(
      shape: shape, values: (0..<shape.reduce(1, *)).map { _ in Float(low + (high - low) * random.uniform()) }
    )
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var inputs = 5
    var outputs = 4
    var kernel = 3
    var stride = 1
    var isLinear = false
    var hasBias = false
    var highest = 1.0
    var lowest = 0.0
    var adcBits = 5
    var testDescription: String {
      "\(inputs) -> \(outputs), \(kernel), stride "
        + "\(stride)\(isLinear ? ", linear" : "")\(hasBias ? ", bias" : ""), "
        + "\(lowest) to \(highest), \(adcBits) bits"
    }
  }

  static let cases = [
    Case(), Case(inputs: 19, stride: 2), Case(inputs: 16), Case(inputs: 3), Case(inputs: 5, hasBias: true),
    Case(inputs: 20, kernel: 1, isLinear: true, hasBias: true), Case(highest: 2.5), Case(lowest: -0.5),
    Case(adcBits: 8),
  ]

  @Test("layers are what the equations say", arguments: cases, PublishedModel.Path.allCases)
  func layers(_ one: Case, _ path: PublishedModel.Path) throws {
    let model = PublishedModel(path: path, crossbar: 8, inputBits: 4, adcBits: one.adcBits)
    var kernel = InferenceGraph.Convolution(
      weight: tensor([one.outputs, one.inputs, one.kernel, one.kernel], seed: 1, -0.9, 0.9),
      bias: one.hasBias ? tensor([one.outputs], seed: 2, -0.3, 0.3).values : [], stride: one.stride,
      padding: one.kernel / 2)
    let size = one.isLinear ? 1 : 5
    let input = tensor([3, one.inputs, size, size], seed: 3, one.lowest, one.highest)
    var graph = InferenceGraph(name: "layer", inputChannels: one.inputs, inputHeight: size, inputWidth: size)
    if one.isLinear {
      kernel.padding = 0
      graph.append(
        .linear(
          .init(
            weight: Tensor(shape: [one.outputs, one.inputs], values: kernel.weight.values), bias: kernel.bias)
        ))
    } else {
      graph.append(.convolution(kernel))
    }
    let chip = try PublishedChip(graph, models: { _ in model }, seed: 1)
    let ours = try GraphRunner(graph).run(input, on: chip)
    let reference = Reference(kernel: kernel, isLinear: one.isLinear, model: model).run(input)
    let pixels = ours.values.count / 3 / one.outputs
    let scale = reference.reduce(Float(0)) { max($0, abs($1)) }
    var differing = 0
    for image in 0..<3 {
      for output in 0..<one.outputs {
        for pixel in 0..<pixels {
          let a = ours.values[(image * one.outputs + output) * pixels + pixel]
          let b = reference[(output * 3 + image) * pixels + pixel]
          if abs(a - b) > 1e-5 * scale { differing += 1 }
        }
      }
    }
    // Sums of the simplified paths are rounded in another order: one may fall on the other side of a code's
    // edge.
    #expect(differing <= (path == .crossbar ? 0 : 1))
    #expect(scale > 0)
  }

  @Test("without the ADC's steps the crossbar path leaves the factor of Q-C194")
  func factor() throws {
    let model = PublishedModel(path: .crossbar, adcBits: 16)
    let kernel = InferenceGraph.Convolution(weight: tensor([16, 60, 1, 1], seed: 4, -0.9, 0.9))
    var graph = InferenceGraph(name: "layer", inputChannels: 60, inputHeight: 4, inputWidth: 4)
    graph.append(.convolution(kernel))
    let input = tensor([4, 60, 4, 4], seed: 5, 0, 1)
    let exact = try GraphRunner(graph).run(input)
    let ours = try GraphRunner(graph).run(input, on: PublishedChip(graph, models: { _ in model }, seed: 1))
    let products = zip(exact.values, ours.values).reduce((0.0, 0.0)) {
      ($0.0 + Double($1.0) * Double($1.1), $0.1 + Double($1.0) * Double($1.0))
    }
    #expect(abs(products.0 / products.1 - 255.0 * 255 / 256 / 256) < 3e-3)
  }

  @Test("drift follows its formula, and time 0 with drift 0 changes nothing")
  func retention() {
    var random = RandomGenerator(seed: 1)
    var values: [Float] = [-1, -0.25, 0, 0.5, 1]
    PublishedArithmetic.retain(&values, .init(time: 0, drift: 0, target: 0.5), random: &random)
    #expect(values == [-1, -0.25, 0, 0.5, 1])
    PublishedArithmetic.retain(&values, .init(time: 10, drift: 0.1, target: 0.5), random: &random)
    // u below (2 * 0.5 + 1) / 2 = 1 grows by 10^0.1, within the tensor's range.
    let factor = powf(10, 0.1)
    #expect(values[0] == -1)
    #expect(abs(values[1] - (2 * 0.375 * factor - 1)) < 1e-6)
    #expect(values[3] == min(2 * 0.75 * factor - 1, 1))
  }

  @Test("noise is redrawn in every pass, and depends on the seed")
  func noise() throws {
    var graph = InferenceGraph(name: "layer", inputChannels: 5, inputHeight: 4, inputWidth: 4)
    graph.append(.convolution(.init(weight: tensor([4, 5, 3, 3], seed: 1, -0.9, 0.9), padding: 1)))
    let input = tensor([2, 5, 4, 4], seed: 3, 0, 1)
    let model = PublishedModel(path: .float, sigma: 0.1)
    let chip = try PublishedChip(graph, models: { _ in model }, seed: 1)
    let runner = try GraphRunner(graph)
    let first = try runner.run(input, on: chip)
    #expect(try runner.run(input, on: chip) != first)
    #expect(try runner.run(input, on: PublishedChip(graph, models: { _ in model }, seed: 1)) == first)
    // Convolutions of the crossbar path have none.
    let crossbar = PublishedModel(path: .crossbar, sigma: 0.1)
    let plain = try runner.run(input, on: PublishedChip(graph, models: { _ in crossbar }, seed: 1))
    #expect(try runner.run(input, on: PublishedChip(graph, models: { _ in crossbar }, seed: 2)) == plain)
  }

  @Test("groups are refused")
  func groups() throws {
    var graph = InferenceGraph(name: "net", inputChannels: 4, inputHeight: 4, inputWidth: 4)
    graph.append(
      .convolution(.init(weight: tensor([4, 2, 1, 1], seed: 1, -1, 1), groups: 2)), name: "grouped")
    #expect(throws: InferenceError("net, grouped: the published model has no groups")) {
      _ = try PublishedChip(graph, models: { _ in PublishedModel(path: .float) }, seed: 1)
    }
  }
}
