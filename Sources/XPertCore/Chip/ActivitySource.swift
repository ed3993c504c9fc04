/// Where a chip's data come from.
public enum ActivitySource: Sendable {
  /// Closed-form expectations: no traces (spec 15 §8).
  case expected(InputStatistics)
  /// Weights and inputs made by a documented generator.
  case generated(TraceGenerator)
  /// Weights and inputs of a real network, one per layer.
  case traces([LayerTrace])
}

/// The statistics of one layer from any source.
package enum AnyLayerActivity: LayerActivity {
  case expected(ExpectedActivity)
  case traced(TracedActivity)

  package var vectors: Int {
    switch self {
    case .expected(let activity): activity.vectors
    case .traced(let activity): activity.vectors
    }
  }

  package var tellsBlocksApart: Bool {
    switch self {
    case .expected: false
    case .traced: true
    }
  }

  package mutating func select(groups: Range<Int>) {
    switch self {
    case .expected(var activity):
      activity.select(groups: groups)
      self = .expected(activity)
    case .traced(var activity):
      activity.select(groups: groups)
      self = .traced(activity)
    }
  }

  package mutating func statistics(of block: BlockRange) -> BlockStatistics {
    switch self {
    case .expected(var activity):
      let statistics = activity.statistics(of: block)
      self = .expected(activity)
      return statistics
    case .traced(var activity):
      let statistics = activity.statistics(of: block)
      self = .traced(activity)
      return statistics
    }
  }
}

extension ActivitySource {
  /// A gibibyte: a hundred times the largest layer of an ImageNet network. More is a mistake, or hours.
  private static let mostTraceBits = 0x1p33

  /// The statistics of layer `index`.
  ///
  /// - Parameters:
  ///   - traceWindows: windows that a generated trace has; at least those of the layer (a stride leaves
  ///     windows out, which the reference's traces still hold).
  ///   - checkpoint: asked now and, with traces, for every crossbar.
  /// - Throws: ``HardwareError/invalid(rule:)`` when a given trace does not fit the layer, or at a checkpoint
  ///   that does not pass.
  func activity(
    index: Int, matrix: CellMatrix, subarray: Subarray, library: TileLibrary,
    checkpoint: EvaluationCheckpoint? = nil
  ) throws(HardwareError) -> AnyLayerActivity {
    guard checkpoint?.passes() != false else { throw .invalid(rule: "the evaluation must not be ended") }
    let inputBits = subarray.periphery.inputBits
    let vectors = matrix.windows * inputBits
    switch self {
    case .expected(let inputs):
      return .expected(
        ExpectedActivity(
          subarray: subarray, vectors: vectors, inputs: inputs,
          conductances: library.expectedConductances(for: subarray)))
    case .generated(let generator):
      let bits = Double(matrix.rows * matrix.groups) * Double(vectors)
      guard bits <= Self.mostTraceBits else {
        throw .invalid(
          rule: "the traces of layer \(index + 1) must fit 2^33 bits of inputs: it has"
            + " \(matrix.rows * matrix.groups) rows x \(vectors) vectors")
      }
      let trace = generator.trace(
        rowIndex: index, rows: matrix.rows * matrix.groups,
        outputChannels: matrix.outputChannels / matrix.groups, windows: matrix.windows, inputBits: inputBits,
        checkpoint: checkpoint)
      return .traced(
        TracedActivity(
          trace: trace, subarray: subarray, vectors: vectors, groups: matrix.groups, checkpoint: checkpoint))
    case .traces(let traces):
      guard index < traces.count else {
        throw .invalid(rule: "layer \(index + 1) must have a trace: \(traces.count) given")
      }
      let trace = traces[index]
      guard
        trace.inputs.rows == matrix.rows * matrix.groups,
        trace.outputChannels == matrix.outputChannels / matrix.groups,
        trace.inputs.vectors >= vectors
      else {
        throw .invalid(
          rule: "the trace of layer \(index + 1) (\(trace.inputs.rows) rows, \(trace.outputChannels) outputs,"
            + " \(trace.inputs.vectors) vectors) must fit the layer (\(matrix.rows * matrix.groups) rows,"
            + " \(matrix.outputChannels / matrix.groups) outputs, at least \(vectors) vectors)")
      }
      return .traced(
        TracedActivity(
          trace: trace, subarray: subarray, vectors: vectors, groups: matrix.groups, checkpoint: checkpoint))
    }
  }
}
