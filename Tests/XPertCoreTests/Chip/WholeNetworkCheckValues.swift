import Testing

@testable import XPertCore

/// The network of spec 17 §5: 8 columns sharing a converter, 64 levels, 4 input bits, flash.
private let network = [
  "10,10,3,3,3,64,0,1", "10,10,64,3,3,64,1,1", "6,6,64,3,3,256,0,1", "6,6,256,3,3,512,0,1",
  "6,6,64,3,3,128,0,2", "1,1,512,1,1,10,0,1",
].map { NetworkRow($0) }

@Suite("The whole-network flow against its check values (spec 17 §5)")
struct WholeNetworkCheckValues {
  private func expect(
    _ name: String, _ hardware: Hardware, execution: ChipRules.Execution = .layerByLayer,
    mapsKernelPositions: Bool = false, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    var flow = ReferenceFlow(
      chip: ChipDescription(
        hardware: hardware, mapsKernelPositions: mapsKernelPositions, execution: execution), crossbar: 64)
    let evaluation = try flow.evaluate(
      network, reported: network.indices,
      activity: SyntheticTrace.traces(network, cellsPerWeight: hardware.cellsPerWeight))
    let records = try flowRecords(name)
    #expect(records.count == 1)
    expectRecords(records[0], of: evaluation, state: flow.state, sourceLocation: sourceLocation)
  }

  @Test("Conventional mapping, layer by layer")
  func layerByLayer() throws {
    try expect("layer_by_layer", .xpertDAC2023)
  }

  @Test("All layers at once, as a pipeline")
  func pipeline() throws {
    try expect("pipeline", .xpertDAC2023, execution: .pipelined(speedUpLimit: 8))
  }

  @Test("Kernel positions on processing elements of their own")
  func novelMapping() throws {
    try expect("novel_mapping", .xpertDAC2023, mapsKernelPositions: true)
  }

  @Test("One row at a time")
  func sequentialRead() throws {
    var hardware = Hardware.xpertDAC2023
    hardware.readMode = .sequential
    try expect("sequential_read", hardware)
  }

  @Test("SRAM cells, one bit each")
  func sram() throws {
    var hardware = Hardware.xpertDAC2023
    hardware.device = .sram
    try expect("sram", hardware)
  }

  @Test("Asynchronous")
  func asynchronous() throws {
    var hardware = Hardware.xpertDAC2023
    hardware.isSynchronous = false
    try expect("asynchronous", hardware)
  }
}
