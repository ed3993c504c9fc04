import Platform

/// Passes images through two programmings of every layer at once, mixed by gates, and finds what the cross
/// entropy gains or loses when a gate opens.
///
/// A layer's result is gate * first + (1 - gate) * second. The slope of the cross entropy with respect to a
/// gate is the product of the mixed result's gradient with the difference of both paths: exact, but for
/// quantisers further on, which pass gradients straight through. In the middle (gate 1/2) the slope is that
/// of the chord between both paths up to the third order: errors of conversion, whose first-order effect is
/// nil, count.
struct GatedPass {
  struct Paths {
    let first: ProgrammedLayer
    /// The same as `first`: the layer has no choice.
    let second: ProgrammedLayer
    /// Weight of `first`, 0 to 1.
    let gate: Double
  }

  let graph: InferenceGraph
  let runner: GraphRunner
  let gradient: GraphGradient
  let loop: ParallelLoop

  /// Mean cross entropy of the mixture, and its slope with respect to the gate of every vertex with paths.
  ///
  /// - Parameter paths: by vertex.
  func run(
    _ images: ImageSet, paths: [Int: Paths], batch: Int = 32, interrupt: () throws -> Void = {}
  ) throws -> (crossEntropy: Double, slopes: [Int: Double]) {
    var total = 0.0
    var slopes = paths.mapValues { _ in 0.0 }
    for start in stride(from: 0, to: images.count, by: batch) {
      let range = start..<min(start + batch, images.count)
      let input = FeatureMaps(images.tensor(range))
      var differences: [Int: FeatureMaps] = [:]
      let results = try runner.results(of: input, interrupt: interrupt) { vertex, input, output in
        guard let paths = paths[vertex] else { return false }
        paths.first.run(input, to: output, loop)
        guard paths.first !== paths.second else { return true }
        let other = runner.pool.maps(
          images: output.images, height: output.height, width: output.width, channels: output.channels)
        paths.second.run(input, to: other, loop)
        let gate = Float(paths.gate)
        loop(output.images) { image in
          for at in image * output.stride..<(image + 1) * output.stride {
            let difference = output.values[at] - other.values[at]
            output.values[at] = other.values[at] + gate * difference
            other.values[at] = difference
          }
        }
        differences[vertex] = other
        return true
      }
      let logits = results[results.count - 1]
      guard logits.pixels == 1 else {
        throw InferenceError("\(graph.name): leaves maps of \(logits.height) x \(logits.width), not classes")
      }
      let slope = runner.pool.maps(images: logits.images, height: 1, width: 1, channels: logits.channels)
      for (image, label) in images.labels[range].enumerated() {
        total += softmaxSlope(
          logits.values + image * logits.channels, classes: logits.channels, label: label,
          count: images.count, slope.values + image * logits.channels)
      }
      gradient.run(graph, results: results, gradient: slope) { vertex, gradient in
        guard let difference = differences[vertex] else { return }
        var parts = [Double](repeating: 0, count: gradient.images)
        parts.withUnsafeMutableBufferPointer { parts in
          let parts = parts.baseAddress!
          loop(gradient.images) { image in
            var sum = 0.0
            for at in image * gradient.stride..<(image + 1) * gradient.stride {
              sum += Double(gradient.values[at]) * Double(difference.values[at])
            }
            parts[image] = sum
          }
        }
        slopes[vertex]! += parts.reduce(0, +)
      }
      runner.recycle(results)
      runner.recycle(Array(differences.values))
    }
    return (total / Double(images.count), slopes)
  }

  /// Cross entropy of one image, and its gradient over `count`.
  private func softmaxSlope(
    _ logits: UnsafePointer<Float>, classes: Int, label: Int, count: Int, _ slope: UnsafeMutablePointer<Float>
  ) -> Double {
    let row = UnsafeBufferPointer(start: logits, count: classes)
    let entropy = Classification.crossEntropy(of: row, label: label)
    let logTotal = entropy + Double(row[label])
    for at in 0..<classes {
      slope[at] = Float((exp(Double(row[at]) - logTotal) - (at == label ? 1 : 0)) / Double(count))
    }
    return entropy
  }
}
