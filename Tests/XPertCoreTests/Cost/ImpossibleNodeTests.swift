import Testing

@testable import XPertCore

/// Nodes that the simulator cannot build: refused by default, left out on demand.
@Suite struct ImpossibleNodeTests {
  /// A crossbar of 8 columns cannot be shared 8 times: 2 of the 4 x 2 nodes per layer.
  private let space = Supernet(
    inputChannels: 3, inputSize: 8, classes: 10,
    layers: [
      .init(channels: [8, 16], columnSharing: [4, 8], crossbar: [8, 64]),
      .init(channels: [8, 16], columnSharing: [4, 8], crossbar: [8, 64]),
    ])
  private let rule =
    "column_sharing (8) must be at most 4, half of the crossbar's 8 columns: a tile's output buffer needs "
    + "at least two lines"

  @Test("a space with an impossible node is refused with layer, node and rule")
  func refusal() {
    #expect {
      try ChipCostModel(supernet: space, hardware: .xpertDAC2023)
    } throws: { error in
      let node = error as? ImpossibleNode
      return node?.layer == 0 && node?.node.crossbar == 8 && node?.node.columnSharing == 8
        && node?.rule == rule
        && node?.isLastOf == nil
    }
  }

  @Test("what is left has exactly the nodes that can be built, and costs what the simulator says")
  func leftOut() throws {
    let model = try ChipCostModel(supernet: space, hardware: .xpertDAC2023, leavesOut: true)
    #expect(model.table.layers.map(\.nodeCount) == [6, 6])
    #expect(model.leftOut.nodeCount == 16 && model.leftOut.entries.count == 4)
    #expect(
      model.leftOut.lines == ["left out as impossible: 4 of 16 nodes", "  4 of layers 1, 2: \(rule)"])
    let evaluator = ChipEvaluator(hardware: .xpertDAC2023)
    var possible: Set<Network> = []
    for first in 0..<8 {
      for second in 0..<8 {
        let network = space.network(of: [first, second])
        if (try? evaluator.evaluate(network)) != nil { possible.insert(network) }
      }
    }
    #expect(possible.count == 36)
    for first in 0..<6 {
      for second in 0..<6 {
        let network = model.supernet.network(of: [first, second])
        #expect(possible.remove(network) != nil, "\(first) \(second)")
        let report = try evaluator.evaluate(network)
        for (quantity, value) in zip(model.quantities, model.values(of: [first, second])) {
          let expected = try #require(report.value(of: quantity))
          #expect(abs(value - expected) <= 1e-12 * abs(expected), "\(quantity)")
        }
      }
    }
    #expect(possible.isEmpty)
  }

  @Test("a node that cannot be built behind some channels only is left out altogether, and that is said")
  func someInputs() throws {
    // Crossbars of 8 x 8: 4,096 channels to 4,096 take more tiles than the simulator lays out, 64 to 4,096 do
    // not.
    let space = Supernet(
      inputChannels: 3, inputSize: 4, classes: nil,
      layers: [
        .init(channels: [64, 4096], columnSharing: [4], crossbar: [64]),
        .init(channels: [4096], columnSharing: [4], crossbar: [8, 64]),
      ])
    let model = try ChipCostModel(supernet: space, hardware: .xpertDAC2023, leavesOut: true)
    #expect(model.table.layers.map(\.nodeCount) == [2, 1])
    let entry = try #require(model.leftOut.entries.first)
    #expect(entry.refusingInputs == 1 && entry.inputs == 2 && entry.impossible.node.crossbar == 8)
    #expect(
      model.leftOut.lines.last?.hasPrefix(
        "  1 of layer 2 (behind some of the channels they can get): must fit 65536 tiles") == true)
    #expect(model.supernet.layers[1].nodes.map(\.crossbar) == [64])
  }

  @Test("a layer of which nothing can be built is refused even so")
  func nothingLeft() {
    let space = Supernet(
      inputChannels: 3, inputSize: 8, classes: nil,
      layers: [.init(channels: [8, 16], columnSharing: [8], crossbar: [8])])
    #expect {
      try ChipCostModel(supernet: space, hardware: .xpertDAC2023, leavesOut: true)
    } throws: {
      ($0 as? ImpossibleNode)?.description
        == "layer 1 with channels 8, kernel 3, column_sharing 8, adc flash, adc_bits 6, input_bits 8, "
        + "crossbar 8, "
        + "as all 2 nodes of the layer: \(rule)"
    }
  }

  @Test("a layer that could be built behind other channels says so")
  func nothingLeftBehindSomeInputs() {
    let space = Supernet(
      inputChannels: 3, inputSize: 4, classes: nil,
      layers: [
        .init(channels: [64, 4096], columnSharing: [4], crossbar: [64]),
        .init(channels: [4096], columnSharing: [4], crossbar: [8]),
      ])
    #expect {
      try ChipCostModel(supernet: space, hardware: .xpertDAC2023, leavesOut: true)
    } throws: {
      ($0 as? ImpossibleNode)?.description.hasSuffix(
        "; behind other channels that the layer can get it can be built") == true
    }
  }

  @Test("nodes are numbered as before, without those that are left out")
  func numbering() {
    var choices = Supernet.LayerChoices(channels: [8, 16], columnSharing: [2, 4, 8], adc: [.flash, .sar])
    let all = choices.nodes
    choices.leaveOut([1, 4, 11])
    #expect(choices.nodeCount == 9 && choices.nodes == [0, 2, 3, 5, 6, 7, 8, 9, 10].map { all[$0] })
    choices.leaveOut([0, 8])
    #expect(choices.nodes == [2, 3, 5, 6, 7, 8, 9].map { all[$0] })
  }
}
