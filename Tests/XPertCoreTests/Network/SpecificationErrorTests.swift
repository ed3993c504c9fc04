import Testing

@testable import XPertCore

@Suite("Errors in networks and supernets")
struct SpecificationErrorTests {
  static let vgg16 = Backbone.vgg16(
    choices: .init(channels: [64, 128, 256, 512], columnSharing: [2, 4, 8, 16, 32], adc: [.flash, .sar]))

  @Test("the backbones and their networks are valid")
  func valid() throws {
    for supernet in [Self.vgg16, Backbone.vgg16(), Backbone.vgg11()] {
      try supernet.validate()
      try supernet.network(of: supernet.layers.map { $0.nodeCount - 1 }).validate()
    }
  }

  /// The message for VGG16 after a change.
  private func message(_ change: (inout Supernet) -> Void) -> String? {
    var supernet = Self.vgg16
    change(&supernet)
    return #expect(throws: SpecificationError.self) { try supernet.validate() }?.description
  }

  @Test("a supernet's error names the field, the rule and the value")
  func supernets() {
    #expect(message { $0.inputChannels = 0 } == "xpert.supernet.input.channels: 1 to 1048576 expected, got 0")
    #expect(message { $0.inputSize = 16_385 } == "xpert.supernet.input.size: 1 to 16384 expected, got 16385")
    #expect(message { $0.classes = 0 } == "xpert.supernet.classes: 1 to 1048576 expected, got 0")
    #expect(message { $0.layers = [] } == "xpert.supernet.layers: at least one layer expected, got none")
    #expect(
      message { $0.layers = Array(repeating: $0.layers[0], count: 4097) }
        == "xpert.supernet.layers: at most 4096 layers expected, got 4097")
  }

  @Test("a choice's error names layer and field, layers counted from 1")
  func choices() {
    #expect(
      message { $0.layers[2].channels = [64, 0] }
        == "xpert.supernet.layers[3].channels: 1 to 1048576 expected, got 0")
    #expect(
      message { $0.layers[0].channels = [64, 128, 64] }
        == "xpert.supernet.layers[1].channels: 64 is given twice")
    #expect(
      message { $0.layers[12].adc = [] }
        == "xpert.supernet.layers[13].adc: at least one value expected, got none")
    #expect(
      message { $0.layers[1].adc = [.sar, .sar] } == "xpert.supernet.layers[2].adc: sar is given twice")
    #expect(
      message { $0.layers[0].kernel = [-3] } == "xpert.supernet.layers[1].kernel: 1 to 1024 expected, got -3")
    #expect(
      message { $0.layers[0].stride = 0 } == "xpert.supernet.layers[1].stride: 1 to 1024 expected, got 0")
    #expect(
      message { $0.layers[0].columnSharing = [5000] }
        == "xpert.supernet.layers[1].column_sharing: 1 to 4096 expected, got 5000")
    #expect(
      message { $0.layers[0].adcBits = [17] } == "xpert.supernet.layers[1].adc_bits: 1 to 16 expected, got 17"
    )
    #expect(
      message { $0.layers[0].inputBits = [0] }
        == "xpert.supernet.layers[1].input_bits: 1 to 32 expected, got 0")
    #expect(
      message { $0.layers[0].crossbar = [Int.max] }
        == "xpert.supernet.layers[1].crossbar: 1 to 4096 expected, got 9223372036854775807")
  }

  @Test("choices that do not go together name the values")
  func combinations() {
    #expect(
      message { $0.layers[4].crossbar = [16, 64] }
        == "xpert.supernet.layers[5]: column_sharing (32) is larger than crossbar (16)")
    #expect(
      message { $0.layers[3].kernel = [3, 4] }
        == "xpert.supernet.layers[4].kernel: all kernels must leave maps of the same size, "
        + "but 3 leaves 16 and 4 leaves 17")
    #expect(
      message { $0.inputSize = 16 } == "xpert.supernet.layers[13]: output (1) is too small for 2 x 2 pooling")
    #expect(
      message {
        $0.inputSize = 2048
        for index in $0.layers.indices { $0.layers[index].isPooled = false }
      } == "xpert.supernet.classes: the classifier would have 2147483648 inputs "
        + "(512 channels of 2048 x 2048); at most 1048576 expected")
    #expect(
      message { $0.layers[0].channels = Array(1...7000) }
        == "xpert.supernet.layers[1]: at most 65535 nodes expected, "
        + "got 7000 channels x 5 column_sharing x 2 adc"
    )
    #expect(
      message {
        $0.inputSize = 1600
        $0.layers[0].channels = [1_048_576]
        $0.layers[1].channels = [1_048_576]
      } == "xpert.supernet.layers[2]: more than 2^50 multiply-accumulates")
  }

  @Test("a path of the caller's starts the message")
  func path() {
    var supernet = Self.vgg16
    supernet.layers[0].stride = 0
    let error = #expect(throws: SpecificationError.self) { try supernet.validate(path: "space") }
    #expect(error?.description == "space.layers[1].stride: 1 to 1024 expected, got 0")
  }

  @Test("a network's error names the layer and the values")
  func networks() {
    func message(_ change: (inout Layer) -> Void) -> String? {
      var network = Self.vgg16.network(of: Array(repeating: 0, count: 13))
      change(&network.layers[2])
      return #expect(throws: SpecificationError.self) { try network.validate() }?.description
    }
    func with(_ change: (inout Layer) -> Void) -> String? { message(change) }
    #expect(
      with {
        $0.inputHeight = 2
        $0.inputWidth = 2
        $0.kernelHeight = 7
        $0.kernelWidth = 7
      } == "xpert.network.layers[3]: kernel (7) is larger than its padded input (4)")
    #expect(
      with { $0.kernelWidth = 19 }
        == "xpert.network.layers[3]: kernel (3 x 19) is larger than its padded input (18)")
    #expect(with { $0.inputHeight = 0 } == "xpert.network.layers[3].input_height: 1 to 16384 expected, got 0")
    #expect(with { $0.inputWidth = -1 } == "xpert.network.layers[3].input_width: 1 to 16384 expected, got -1")
    #expect(
      with { $0.inputChannels = 0 } == "xpert.network.layers[3].input_channels: 1 to 1048576 expected, got 0")
    #expect(
      with { $0.outputChannels = 0 } == "xpert.network.layers[3].channels: 1 to 1048576 expected, got 0")
    #expect(with { $0.padding = -1 } == "xpert.network.layers[3].padding: 0 to 1024 expected, got -1")
    #expect(
      with { $0.inputHeight = 16_384 }
        == "xpert.network.layers[3]: padded input (16386 x 18) is larger than 16384")
    #expect(
      with {
        $0.stride = 16
        $0.isPooled = true
      } == "xpert.network.layers[3]: output (1) is too small for 2 x 2 pooling")
    let none = #expect(throws: SpecificationError.self) { try Network(layers: []).validate() }
    #expect(none?.description == "xpert.network.layers: at least one layer expected, got none")
  }
}
