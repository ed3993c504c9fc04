import Foundation
import XPertCore

extension NetworkEvaluation {
  /// The evaluation of a golden network, made once per process: three files ask for the same networks.
  ///
  /// - Throws: as `init`; what is refused is tried again.
  static func of(_ row: GoldenRow, layers: [GoldenRow]) throws -> NetworkEvaluation {
    // Two files of the same content are the same network, wherever they are.
    let key = ([row] + layers).map(\.content).joined(separator: "\n")
    if let known = memory.value(for: key) { return known }
    let evaluation = try NetworkEvaluation(row, layers: layers)
    memory.set(evaluation, for: key)
    return evaluation
  }

  private static let memory = Memory()

  /// Guarded by its lock.
  private final class Memory: @unchecked Sendable {
    private let lock = NSLock()
    private var known: [String: NetworkEvaluation] = [:]

    func value(for key: String) -> NetworkEvaluation? { lock.withLock { known[key] } }

    func set(_ value: NetworkEvaluation, for key: String) { lock.withLock { known[key] = value } }
  }
}
