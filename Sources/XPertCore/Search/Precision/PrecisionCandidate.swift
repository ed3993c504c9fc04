/// A candidate of Phase 2 that was evaluated on images.
public struct PrecisionCandidate: Sendable {
  /// One node index per layer.
  public let nodes: [Int]
  /// Quantities, SI; cross entropy as measured.
  public let values: [Double]
  public let catalog: MetricCatalog
  /// Images classified as labelled.
  public let correct: Int
  public let images: Int
  /// The loss in the step that found it.
  public let loss: Double
  /// The step that found it first, counted from 1; 0: asked for outside of steps.
  public let step: Int

  public var accuracy: Double { Double(correct) / Double(images) }

  /// A metric by name with unit.
  ///
  /// - Throws: ``SearchError/unknownMetric(_:suggestions:)``.
  public func metric(named name: String) throws(SearchError) -> Double {
    catalog.value(at: try catalog.index(named: name), of: values)
  }

  /// mJ ms mm2.
  public var edap: Double {
    guard let index = catalog.names.firstIndex(of: "edap") else { return .nan }
    return catalog.value(at: index, of: values)
  }
}

/// What a search of Phase 2 has evaluated.
package struct PrecisionResult: Sendable {
  /// Different candidates, smallest loss first; of equals the earlier one.
  package let candidates: [PrecisionCandidate]
  /// The loss of every step's candidate.
  package let history: [Double]
  package let seed: UInt64

  package var best: PrecisionCandidate? { candidates.first }

  /// Candidates that no other one beats in accuracy and EDAP, by EDAP ascending; of equals the first.
  package var front: [PrecisionCandidate] {
    var front: [PrecisionCandidate] = []
    for candidate in candidates.sorted(by: { ($0.edap, -$0.correct) < ($1.edap, -$1.correct) })
    where candidate.correct > (front.last?.correct ?? -1) {
      front.append(candidate)
    }
    return front
  }
}

/// One step of a search of Phase 2.
package struct PrecisionStep: Sendable {
  /// Counted from 1.
  package let index: Int
  package let progress: Double
  /// The loss that the step's gradient belongs to: of the mixture, of the tabulated expectation, or of the
  /// sampled candidate.
  package let relaxedLoss: Double
  /// The step's candidate, with its own loss.
  package let candidate: PrecisionCandidate
  package let weightNames: [String]
  package let weights: [Double]
}
