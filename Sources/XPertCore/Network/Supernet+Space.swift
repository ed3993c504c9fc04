#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension Supernet {
  /// Number of candidates as a power of ten: the sum of log10 of the layers' node counts.
  public var candidatesLog10: Double { layers.reduce(0) { $0 + log10(Double($1.nodeCount)) } }

  /// Entries of a cost table: per layer, its nodes times the numbers of channels that it may be given.
  public var costEntries: Int {
    var inputs = 1
    return layers.reduce(0) { sum, layer in
      defer { inputs = Set(layer.channels).count }
      return sum + inputs * layer.nodeCount
    }
  }

  /// Side of every layer's input map, pixels, and last the side of what the last layer leaves.
  ///
  /// The same for all candidates: all kernels of a layer leave maps of one size
  /// (``Supernet/validate(path:)``).
  public var mapSizes: [Int] {
    let candidate = network(of: layers.map { $0.node(at: 0) }).layers.prefix(layers.count)
    guard let last = candidate.last else { return [inputSize] }
    return candidate.map(\.inputHeight) + [last.isPooled ? last.outputHeight / 2 : last.outputHeight]
  }
}
