import Wording
import LuaEmbedding
import XPertCore

/// How candidates of Phase 2 are written.
enum PrecisionText {
  static func percent(_ value: Double) -> String { NumberFormat.exact((value * 10_000).rounded() / 100) }

  static func metrics(_ candidate: PrecisionCandidate) -> String {
    "accuracy \(percent(candidate.accuracy)) %, "
      + ["cross_entropy", "delay_us", "energy_uJ", "area_mm2", "edap"].compactMap { name in
        (try? candidate.metric(named: name)).map { "\(name) \(NumberFormat.significant($0, digits: 4))" }
      }.joined(separator: ", ")
  }

  /// "8/6 4/5 ..."
  static func bits(_ nodes: [LayerPrecision]) -> String {
    nodes.map { "\($0.inputBits)/\($0.adcBits)" }.joined(separator: " ")
  }
}
