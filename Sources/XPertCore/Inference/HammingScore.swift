import XPertKernels

/// The Hamming-distance score of an untrained network (Mellor et al., ICML 2021; spec 20 §6): how well its
/// binary ReLU codes tell the images of a batch apart.
///
/// Every ReLU layer gives each image a code x: 1 where the pre-activation is above 0. K is the sum over
/// layers of x x' + (1 - x)(1 - x)': the number of units on which two images agree. The score is log |det K|.
public struct HammingScore: Sendable, Hashable {
  /// log |det K|, natural; minus infinity if K is singular, as it is when two images have the same code.
  public let logDeterminant: Double
  /// ReLU units of the network, per pass.
  public let reluUnits: Int
  public let images: Int
  /// K, row-major, images x images.
  public let agreement: [Int]

  /// Scores a graph up to its last ReLU; batch normalisation uses the statistics of the batch.
  ///
  /// - Parameters:
  ///   - images: [image, channel, row, column]
  ///   - interrupt: called between layers and in long computations; what it throws ends the evaluation.
  /// - Throws: ``InferenceError`` where shapes do not fit or there is no ReLU.
  public init(
    _ graph: InferenceGraph, images: Tensor, loop: ParallelLoop = ParallelLoop(),
    interrupt: () throws -> Void = {}
  ) throws {
    try self.init(passes: [graph], images: images, loop: loop, interrupt: interrupt)
  }

  /// Scores several passes of the same images, whose K are added: networks that drop channels at random.
  public init(
    passes: [InferenceGraph], images: Tensor, loop: ParallelLoop = ParallelLoop(),
    interrupt: () throws -> Void = {}
  ) throws {
    let count = images.shape[0]
    let input = FeatureMaps(images)
    var agreement = [Int](repeating: 0, count: count * count)
    var units = 0
    for graph in passes {
      guard let last = graph.vertices.lastIndex(where: { $0.operation == .relu }) else {
        throw InferenceError("\(graph.name): has no ReLU")
      }
      var graph = graph
      graph.cut(behind: last)
      let runner = try GraphRunner(graph, loop: loop)
      units = 0
      try withoutActuallyEscaping(interrupt) { interrupt in
        let observers = GraphRunner.Observers(rectified: { _, maps in
          units += maps.stride
          try Self.addAgreement(of: maps, to: &agreement, loop, interrupt)
        })
        _ = try runner.run(input, .batch, nil, observers, interrupt)
      }
    }
    self.agreement = agreement
    self.images = count
    reluUnits = units
    logDeterminant = try XPertCore.logDeterminant(of: agreement, order: count, interrupt: interrupt)
  }

  private static func addAgreement(
    of maps: FeatureMaps, to agreement: inout [Int], _ loop: ParallelLoop, _ interrupt: () throws -> Void
  ) throws {
    let count = maps.images
    let words = (maps.stride + 63) / 64
    let codes = UnsafeMutablePointer<UInt64>.allocate(capacity: count * words)
    defer { codes.deallocate() }
    loop(count) { xk_pack_positive(maps.values + $0 * maps.stride, maps.stride, codes + $0 * words) }
    try agreement.withUnsafeMutableBufferPointer { agreement in
      let agreement = agreement.baseAddress!
      // Rows a and count - 1 - a together have as many pairs as any other two: each pair is counted once.
      let tasks = (count + 1) / 2
      for first in stride(from: 0, to: tasks, by: 256) {
        if first > 0 { try interrupt() }
        loop(min(256, tasks - first)) { index in
          let task = first + index
          for a in Set([task, count - 1 - task]) {
            agreement[a * count + a] += maps.stride
            for b in 0..<a {
              let agreeing = maps.stride - xk_differing_bits(codes + a * words, codes + b * words, words)
              agreement[a * count + b] += agreeing
              agreement[b * count + a] += agreeing
            }
          }
        }
      }
    }
  }
}
