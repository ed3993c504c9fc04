import Foundation
import Testing

@testable import XPertCore

/// Spec 04 §2: enlarged widths in feature sizes (rounded), fingers (u: unfolded, f: folded) and footprint
/// width of the standard gates. A gate of another class means another evaluation order (Q-P6).
@Suite("Enlargement: check values")
struct EnlargementCheckValues {
  @Test("The table has a line per node and roadmap")
  func complete() { #expect(Self.lines.count == 18) }

  @Test("Enlarged standard gates fold as in the reference at every node", arguments: lines)
  func folding(line: String) throws {
    let fields = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
    let node = try #require(Int(fields[0]).flatMap(TechnologyNode.init(rawValue:)))
    let technology = try Technology(
      node: node, roadmap: fields[1] == "HP" ? .highPerformance : .lowStandbyPower,
      temperatureKelvin: 350)
    let ratio = technology.widthRatio
    let expectedRatio = try #require(Double(fields[2]))
    #expect(abs(ratio - expectedRatio) < 1e-13)
    // INV, NAND2, NAND3, NOR2 ... NOR5: drawn widths in feature sizes.
    let gates: [(kind: GateKind, inputs: Int, n: Double, p: Double)] = [
      (.inverter, 1, 2, ratio * 2), (.nand, 2, 4, ratio * 2), (.nand, 3, 6, ratio * 2),
      (.nor, 2, 2, 2 * ratio * 2), (.nor, 3, 2, 3 * ratio * 2), (.nor, 4, 2, 4 * ratio * 2),
      (.nor, 5, 2, 5 * ratio * 2),
    ]
    for (gate, text) in zip(gates, fields.dropFirst(3)) {
      let feature = technology.featureSize
      let widths = technology.enlarged(TransistorWidths(n: gate.n * feature, p: gate.p * feature))
      let folded = technology.folding(widths, height: technology.standardHeight)
      let width = technology.footprint(
        gate.kind, inputs: gate.inputs, widths, height: technology.standardHeight
      ).width
      let computed = [
        "\(rounded(widths.n / feature)) / \(rounded(widths.p / feature))",
        "\(mark(folded.n)) \(mark(folded.p))", rounded(width / feature),
      ].joined(separator: "; ")
      #expect(computed == text, "\(fields[0]) \(fields[1]) \(gate.kind) of \(gate.inputs) inputs")
    }
  }

  private func mark(_ transistor: FoldedTransistor) -> String {
    (transistor.shape == .folded ? "f" : "u") + String(transistor.fingers)
  }

  /// Five significant digits without trailing zeros, as in the table.
  private func rounded(_ value: Double) -> String { String(format: "%.5g", value) }

  /// Node, roadmap, width ratio, then the gates as described above, separated by bars.
  static let lines: [String] = {
    let url = Bundle.module.resourceURL?.appendingPathComponent("Golden/components/enlarged_gates.txt")
    let text = url.flatMap { try? String(contentsOf: $0, encoding: .utf8) } ?? ""
    return text.split(separator: "\n").map(String.init)
  }()
}
