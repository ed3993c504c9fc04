import Foundation
import XPertCore

/// A network of the golden Hamming scores, as its JSON file describes it, with the tensors that it generates.
public struct GoldenNetwork: Sendable {
  /// One graph per pass.
  public let passes: [InferenceGraph]
  public let images: Tensor
  /// K, row-major.
  public let agreement: [Int]
  public let reluUnits: Int

  private struct File: Decodable {
    struct Stream: Decodable {
      struct Check: Decodable {
        let first: [Double]
        let sum: Double
      }
      let shape: [Int]
      let seed: UInt64
      let kind: String
      let lo: Int?
      let hi: Int?
      let bound: Double?
      let check: Check
    }
    struct Layer: Decodable {
      let type: String
      let weight: Stream?
      let bias: Stream?
      let eps: Float?
      let p: Double?
      let mask_seeds: [UInt64]?
    }
    struct Expected: Decodable {
      let relu_units: Int
      let K: [[Int]]
    }
    let id: String
    let batch: Int
    let input: Stream
    /// Pairs: what is overwritten, and by which.
    let duplicate_samples: [[Int]]?
    let layers: [Layer]
    let passes: Int
    let expected: Expected
  }

  /// - Throws: `GoldenError` if the file cannot be read or its tensors do not have their check values.
  public init(contentsOf path: String) throws {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw GoldenError("\(path): cannot be read")
    }
    let file: File
    do {
      file = try JSONDecoder().decode(File.self, from: data)
    } catch {
      throw GoldenError("\(path): \(error)")
    }
    func tensor(_ stream: File.Stream?) throws -> Tensor {
      guard let stream else { throw GoldenError("\(path): a layer without its tensors") }
      let source = SplitMix64(seed: stream.seed)
      let values = try (0..<stream.shape.reduce(1, *)).map { index -> Double in
        switch stream.kind {
        case "int":
          let (low, high) = (stream.lo ?? 0, stream.hi ?? 0)
          return Double(low + Int((source[index] >> 32) % UInt64(high - low + 1)))
        case "uniform": return (2 * SplitMix64.fraction(source[index]) - 1) * (stream.bound ?? 1)
        default: throw GoldenError("\(path): unknown kind of tensor '\(stream.kind)'")
        }
      }
      let sum = values.reduce(0, +)
      guard zip(values, stream.check.first).allSatisfy({ abs($0 - $1) < 1e-12 }),
        abs(sum - stream.check.sum) <= 1e-9 * max(1, abs(stream.check.sum))
      else { throw GoldenError("\(path): the tensor of seed \(stream.seed) differs from its check values") }
      return Tensor(shape: stream.shape, values: values.map { Float($0) })
    }

    var images = try tensor(file.input)
    let size = images.values.count / file.batch
    for pair in file.duplicate_samples ?? [] {
      images.values.replaceSubrange(
        pair[0] * size..<(pair[0] + 1) * size, with: images.values[pair[1] * size..<(pair[1] + 1) * size])
    }
    let shape = file.input.shape + [Int](repeating: 1, count: 4 - file.input.shape.count)
    var passes: [InferenceGraph] = []
    for pass in 0..<file.passes {
      var graph = InferenceGraph(
        name: file.id, inputChannels: shape[1], inputHeight: shape[2], inputWidth: shape[3])
      for layer in file.layers {
        switch layer.type {
        case "conv3x3":
          graph.append(
            .convolution(
              .init(weight: try tensor(layer.weight), bias: try tensor(layer.bias).values, padding: 1)))
        case "linear":
          graph.append(.linear(.init(weight: try tensor(layer.weight), bias: try tensor(layer.bias).values)))
        case "batchnorm":
          graph.append(
            .batchNorm(.init(channels: try graph.shapes().last!.channels, epsilon: layer.eps ?? 1e-5)))
        case "relu": graph.append(.relu)
        case "maxpool2": graph.append(.maxPooling(size: 2, stride: 2, padding: 0))
        case "dropconnect":
          guard let seeds = layer.mask_seeds, let p = layer.p else {
            throw GoldenError("\(path): a drop without its seeds")
          }
          let source = SplitMix64(seed: seeds[pass])
          let channels = try graph.shapes().last!.channels
          graph.append(
            .channelFactors(
              (0..<file.batch * channels).map {
                Float((1 - p + SplitMix64.fraction(source[$0])).rounded(.down) / (1 - p))
              }))
        default: throw GoldenError("\(path): unknown layer '\(layer.type)'")
        }
      }
      passes.append(graph)
    }
    self.passes = passes
    self.images = images
    agreement = file.expected.K.flatMap { $0 }
    reluUnits = file.expected.relu_units
  }
}
