import Wording

extension ExactCertificate {
  /// The bracket and what it rests on.
  public var table: TextTable {
    func text(_ value: Double?) -> String { value.map { NumberFormat.significant($0, digits: 10) } ?? "-" }
    var table = TextTable(columns: [.init("certificate", .left), .init("value")])
    table.append(["metric", metric])
    table.append(["lower bound", text(lowerBound)])
    table.append(["achieved", text(achieved)])
    table.append(["gap", gap.map { "\(NumberFormat.significant($0 * 100)) %" } ?? "-"])
    table.append([method == .dynamicProgramming ? "states" : "regions", "\(states)"])
    table.append(["prefixes followed", "\(expanded)"])
    table.append(["candidates evaluated", "\(completed)"])
    table.notes.append(verdict)
    return table
  }
}

extension ExactResult {
  /// The certificate, what the space does without, and the best network.
  public func text(in space: JointSpace) -> String {
    let networks = best.map { best in space.networks.map { $0.network(best.nodes).description } } ?? []
    return ([certificate.table.description] + space.leftOut + networks).joined(separator: "\n")
  }
}
