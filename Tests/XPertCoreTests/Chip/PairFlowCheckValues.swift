import Testing

@testable import XPertCore

/// The three pairs of spec 17 §4; the last column is taken as the number of ADC levels.
private let pairs: [[NetworkRow]] = [
  [NetworkRow("10,10,3,3,3,64,0,1,16,1,4,64"), NetworkRow("10,10,64,3,3,512,0,1,16,1,4,64")],
  [NetworkRow("10,10,64,3,3,128,0,1,8,1,4,6"), NetworkRow("10,10,64,3,3,512,0,1,8,1,4,6")],
  [NetworkRow("8,8,128,3,3,256,0,1,4,2,8,64"), NetworkRow("6,6,64,3,3,512,0,1,4,2,8,64")],
]

@Suite("The per-layer flow against its check values (spec 17 §4)")
struct PairFlowCheckValues {
  private func flow() -> ReferenceFlow {
    ReferenceFlow(hardware: .xpertDAC2023, crossbar: 64, levels: .bitsAsLevels)
  }

  @Test("Three pairs in one process: clock and bus width carry over")
  func chained() throws {
    var flow = flow()
    let recorded = try flowRecords("pairs_chained")
    #expect(recorded.count == pairs.count)
    for (pair, records) in zip(pairs, recorded) {
      let evaluation = try flow.evaluate(pair, reported: 0..<1, activity: SyntheticTrace.traces(pair))
      expectRecords(records, of: evaluation, state: flow.state)
    }
  }

  @Test("Three pairs, each from a fresh state")
  func fresh() throws {
    var flow = flow()
    let recorded = try flowRecords("pairs_fresh")
    #expect(recorded.count == pairs.count)
    for (pair, records) in zip(pairs, recorded) {
      flow.reset()
      let evaluation = try flow.evaluate(pair, reported: 0..<1, activity: SyntheticTrace.traces(pair))
      expectRecords(records, of: evaluation, state: flow.state)
    }
  }

  @Test("Reporting the auxiliary row as well leaves the layer's numbers alone")
  func auxiliaryRowReported() throws {
    var flow = flow()
    let evaluation = try flow.evaluate(
      pairs[0], reported: 0..<2, activity: SyntheticTrace.traces(pairs[0]))
    #expect(evaluation.layers[1].placement.tiles == 4)
    #expect(evaluation.layers[1].placement.utilisation == 0.5625)
    var first = evaluation
    first.layers.removeLast()
    expectRecords(try flowRecords("pairs_chained")[0], of: first, state: flow.state)
  }
}
