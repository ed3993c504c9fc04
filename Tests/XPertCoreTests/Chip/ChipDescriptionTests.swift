import Testing

@testable import XPertCore

@Suite("Descriptions of chips")
struct ChipDescriptionTests {
  @Test("Every field of scripts that decides about numbers is there once, with its unit")
  func fields() {
    var chip = ChipDescription.xpertDAC2023
    let plain = Dictionary(uniqueKeysWithValues: chip.fields.map { ($0.name, $0.value) })
    #expect(plain.count == 25)
    #expect(plain["node_nm"] == "32" && plain["r_on_ohm"] == "6000" && plain["crossbar"] == "64")
    #expect(plain["execution"] == "layer_by_layer" && plain["mapping"] == "conventional")
    chip.mapsKernelPositions = true
    chip.execution = .pipelined(speedUpLimit: 8)
    let changed = chip.fields.filter { plain[$0.name] != $0.value }
    #expect(changed.map(\.name) == ["mapping", "execution", "pipeline_speedup_limit"])
    #expect(changed.map(\.value) == ["kernel_positions", "pipelined", "8"])
  }

  @Test("Costs are the same whatever crossbar a description proposes, and differ with anything else")
  func sameCosts() {
    let chip = ChipDescription.xpertDAC2023
    func differs(_ change: (inout ChipDescription) -> Void) -> Bool {
      var other = chip
      change(&other)
      return !chip.costsTheSame(as: other)
    }
    #expect(!differs { $0.crossbar = 128 })
    #expect(differs { $0.crossbarsPerTile = 36 } && differs { $0.mapsKernelPositions = true })
    #expect(differs { $0.hardware.readVoltage = 0.4 })
    #expect(differs { $0.execution = .pipelined(speedUpLimit: 8) })
  }

  @Test("A pipeline has no costs that a search could add up")
  func pipeline() {
    var chip = ChipDescription.xpertDAC2023
    chip.execution = .pipelined(speedUpLimit: 8)
    let space = Backbone.vgg8()
    #expect(throws: HardwareError.invalid(rule: ChipCostModel.pipelineRule)) {
      try ChipCostModel(supernet: space, chip: chip)
    }
  }
}
