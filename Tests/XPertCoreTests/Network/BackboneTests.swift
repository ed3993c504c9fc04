import Testing

@testable import XPertCore

@Suite("Backbones")
struct BackboneTests {
  private func network(_ supernet: Supernet) throws -> Network {
    try supernet.validate()
    let network = supernet.network(of: supernet.layers.map { _ in 0 })
    try network.validate()
    return network
  }

  @Test("VGG8 has NeuroSim's eight layers and 12.97 million weights")
  func vgg8() throws {
    let network = try network(Backbone.vgg8())
    #expect(network.layers.map(\.outputChannels) == [128, 128, 256, 256, 512, 512, 1024, 10])
    #expect(network.layers[6].inputChannels == 8192 && network.layers[6].isFullyConnected)
    #expect(network.layers[7].isClassifier && network.layers[7].inputChannels == 1024)
    let convolutions = 3456 + 147_456 + 294_912 + 589_824 + 1_179_648 + 2_359_296
    #expect(network.weights == convolutions + 8192 * 1024 + 10_240)
    #expect(network.weights == 12_973_440)
  }

  @Test("ResNet-20 has 0.27 million weights and 41 million multiply-accumulates")
  func resnet20() throws {
    let network = try network(Backbone.resnet20())
    // 19 convolutions, 2 projections, a classifier.
    #expect(network.layers.count == 22)
    #expect(network.layers.count(where: \.isProjection) == 2)
    #expect(network.layers.count(where: \.addsShortcut) == 9)
    #expect(network.weights == 268_336 + 16 * 32 + 32 * 64)
    #expect((network.weights + 5000) / 10_000 == 27)
    #expect((network.multiplyAccumulates + 500_000) / 1_000_000 == 41)
    #expect(network.layers.last?.inputChannels == 64)
  }

  @Test("ResNet-18 for 32 x 32 images has 11.2 million weights and 0.56 billion multiply-accumulates")
  func resnet18() throws {
    let network = try network(Backbone.resnet18())
    #expect(network.weights == 11_164_352)
    #expect((network.multiplyAccumulates + 5_000_000) / 10_000_000 == 56)
    #expect(network.layers.map(\.outputHeight).filter { $0 == 4 }.count == 5)
  }

  @Test("Tiny-ImageNet makes maps of 64 x 64 and 200 classes, and changes only the classifier's weights")
  func tinyImageNet() throws {
    let small = try network(Backbone.resnet18())
    let large = try network(Backbone.resnet18(classes: 200, inputSize: 64))
    #expect(large.weights == small.weights + 190 * 512)
    #expect(large.multiplyAccumulates == 4 * (small.multiplyAccumulates - 5120) + 200 * 512)
    let vgg = try network(Backbone.vgg16(classes: 200, inputSize: 64))
    #expect(vgg.weights == 14_710_464 + 512 * 2 * 2 * 200)
  }

  @Test("a stage of a residual network has one width, whatever its layers choose")
  func widths() throws {
    let supernet = Backbone.resnet20(choices: .init(channels: [8, 16, 24], kernel: [3, 5]))
    try supernet.validate()
    var generator = RandomGenerator(seed: 3)
    for _ in 0..<50 {
      let candidate = supernet.layers.map { generator.index(below: $0.nodeCount) }
      let network = supernet.network(of: candidate)
      try network.validate()
      #expect(
        zip(network.layers, supernet.owners).allSatisfy { layer, owner in
          layer.isProjection || layer.isClassifier || layer.kernelWidth == [3, 5][candidate[owner] % 2]
        })
      // Layers that add without projection have the width of what they add.
      var width = 0
      for layer in network.layers where layer.addsShortcut || layer.isProjection {
        if layer.isProjection { width = layer.outputChannels }
        if width == 0 { width = layer.outputChannels }
        #expect(layer.outputChannels == width)
      }
    }
  }

  @Test("maps that wait for their addition are those of the block, and none where the block's input is read")
  func waiting() throws {
    let network = try network(Backbone.resnet20())
    // Stem; first block: its first layer reads the map that waits, its second has it beside its input.
    #expect(network.layers[0].bufferedShortcutValues == 0 && network.layers[1].bufferedShortcutValues == 0)
    #expect(network.layers[2].bufferedShortcutValues == 16 * 32 * 32 && network.layers[2].addsShortcut)
    // Stage 2: convolution, projection (the other convolution's input waits), addition of what was projected.
    #expect(network.layers[7].bufferedShortcutValues == 0)
    #expect(network.layers[8].isProjection && network.layers[8].bufferedShortcutValues == 32 * 16 * 16)
    #expect(network.layers[8].inputHeight == 32 && network.layers[8].stride == 2)
    #expect(network.layers[9].bufferedShortcutValues == 32 * 16 * 16 && network.layers[9].addsShortcut)
  }

  /// What is wrong with layers of 8 channels on 8 x 8 pixels after a change.
  private func message(_ change: (inout [Supernet.LayerChoices]) -> Void) -> String? {
    var layers = [Supernet.LayerChoices](repeating: .init(channels: [8]), count: 4)
    change(&layers)
    let supernet = Supernet(inputChannels: 3, inputSize: 8, classes: 10, layers: layers)
    return #expect(throws: SpecificationError.self) { try supernet.validate(path: "s") }?.description
  }

  @Test("errors of shortcuts, groups and kinds name the layer, the rule and the values")
  func messages() {
    #expect(
      message { $0[1].shortcut = .init(layers: 3) }
        == "s.layers[2].residual.layers: 1 to 2 expected (there are no more layers before it), got 3")
    #expect(
      message {
        $0[1].channels = [8, 16]
        $0[3].shortcut = .init()
      } == "s.layers[4].channels: a shortcut without projection adds to as many channels as it brings (16),"
        + " not 8: leave channels out, or project it")
    #expect(
      message {
        $0[2].stride = 2
        $0[3].shortcut = .init()
      } == "s.layers[4].residual: the shortcut brings a map of 8 x 8, the layer's output is 4 x 4: only a"
        + " projected or zero-padded shortcut follows the strides of its layers")
    #expect(
      message {
        $0[2].isPooled = true
        $0[3].shortcut = .init(isProjected: true)
      } == "s.layers[4].residual: the shortcut brings a map of 8 x 8, the layer's output is 4 x 4")
    #expect(
      message {
        $0[1].kind = .fullyConnected
        $0[1].kernel = [1]
        $0[2].shortcut = .init()
      } == "s.layers[3].residual: a shortcut cannot bridge a fully connected layer (2)")
    #expect(
      message {
        $0[1].channels = [8, 9]
        $0[2].groups = 4
      } == "s.layers[3].groups: 4 must divide the channels of input (9) and output (8)")
    #expect(
      message {
        $0[1].kind = .depthwise
        $0[1].channels = [16]
      } == "s.layers[2].channels: a depthwise layer has as many channels as it gets (8), not 16:"
        + " leave channels out")
    #expect(
      message { $0[1].kind = .fullyConnected }
        == "s.layers[2]: a fully connected layer has neither kernel, stride, padding, groups, pooling nor"
        + " shortcut")
    #expect(
      message { $0[1].channels = [] } == "s.layers[2].channels: at least one value expected, got none")
    #expect(
      message {
        $0[1].crossbar = [4096]
        $0[1].fullPrecisionCellBits = 8
      } == "s.layers[2].adc_bits ('full'): 1 to 16 expected, got 20")
  }

  @Test("padding is half the kernel unless it is given")
  func padding() throws {
    let supernet = Supernet(
      inputChannels: 1, inputSize: 32, classes: 10,
      layers: [
        .init(channels: [6], kernel: [5], isPooled: true, padding: 0),
        .init(channels: [16], kernel: [5], isPooled: true, padding: 0),
        .init(channels: [120], kernel: [1], kind: .fullyConnected),
        .init(channels: [84], kernel: [1], kind: .fullyConnected),
      ])
    #expect(supernet.mapSizes == [32, 14, 5, 1, 1])
    // LeNet-5 with full connections, without biases.
    #expect(try network(supernet).weights == 150 + 2400 + 400 * 120 + 120 * 84 + 840)
    #expect(
      message { $0[1].padding = 2000 } == "s.layers[2].padding: 0 to 1024 expected, got 2000")
  }

  @Test("full ADC precision is that of the largest sum of a column")
  func fullPrecision() {
    // ceil(log2(3 X)) for cells of two bits.
    #expect([32, 64, 128].map { ADCPrecision.full(rows: $0, cellBits: 2).bits } == [7, 8, 9])
    #expect(ADCPrecision.full(rows: 64, cellBits: 1).bits == 6)
    #expect(ADCPrecision.full(rows: 1, cellBits: 1).bits == 1)
    var choices = Supernet.LayerChoices(channels: [8], adcBits: [1], crossbar: [32, 64, 128])
    choices.fullPrecisionCellBits = 2
    #expect(choices.nodes.map(\.adcBits) == [7, 8, 9])
  }
}
