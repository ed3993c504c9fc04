extension GraphRunner {
  /// The results of all vertices, kept for a way back.
  ///
  /// Where batch normalisation and ReLU are one step, both have the rectified result.
  ///
  /// - Parameters:
  ///   - old: results of an earlier run of the same images; vertices that do not depend on `changed` are
  ///     taken from there.
  ///   - layer: runs a vertex with weights; false: the vertex runs in single precision.
  func results(
    of images: FeatureMaps, reusing old: (results: [FeatureMaps], changed: Int)? = nil,
    interrupt: () throws -> Void = {},
    layer: (_ vertex: Int, _ input: FeatureMaps, _ output: FeatureMaps) throws -> Bool
  ) throws -> [FeatureMaps] {
    var results: [FeatureMaps] = []
    var isNew = [Bool](repeating: true, count: graph.vertices.count)
    for (index, vertex) in graph.vertices.enumerated() {
      if let old {
        isNew[index] = index == old.changed || vertex.inputs.contains { $0 >= 0 && isNew[$0] }
        guard isNew[index] else {
          results.append(old.results[index])
          continue
        }
      }
      try interrupt()
      let inputs = vertex.inputs.map { $0 == InferenceGraph.image ? images : results[$0] }
      if vertex.operation == .relu, vertex.inputs[0] >= 0, isFused[vertex.inputs[0]] {
        results.append(inputs[0])
        continue
      }
      let result = pool.maps(
        images: images.images, height: shapes[index].height, width: shapes[index].width,
        channels: shapes[index].channels)
      var isDone = false
      switch vertex.operation {
      case .convolution, .linear: isDone = try layer(index, inputs[0], result)
      default: break
      }
      if !isDone { try perform(index, inputs, result, .running, nil, Observers()) }
      results.append(result)
    }
    return results
  }

  /// Gives the memory of results back, but for those that `other` has, too.
  func recycle(_ results: [FeatureMaps], except other: [FeatureMaps] = []) {
    var known = Set(other.map { ObjectIdentifier($0) })
    for maps in results where known.insert(ObjectIdentifier(maps)).inserted { pool.recycle(maps) }
  }
}
