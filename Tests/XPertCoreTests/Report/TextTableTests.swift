import Testing

@testable import XPertCore

@Suite("Printed tables")
struct TextTableTests {
  @Test("columns align: words left, numbers right, no blanks at the end of a line")
  func alignment() {
    var table = TextTable(
      title: "two layers", columns: [.init("layer", .left), .init("weights"), .init("ADC", .left)],
      notes: ["1.9 k weights"])
    table.append(["conv 1", "1728", "flash"])
    table.append(["convolution 2", "1"])
    table.append(["fünf", "µ", "×"])
    #expect(
      table.description == """
        two layers
        layer          weights  ADC
        -------------  -------  -----
        conv 1            1728  flash
        convolution 2        1
        fünf                 µ  ×
        1.9 k weights
        """)
  }

  @Test("a table without rows is its header, one without columns nothing")
  func empty() {
    #expect(TextTable(columns: [.init("a"), .init("bc")]).description == "a  bc\n-  --")
    #expect(TextTable(columns: []).description == "")
  }

  @Test("a network prints its layers with units and totals")
  func network() {
    var network = Backbone.vgg11(inputSize: 32).network(of: Array(repeating: 0, count: 8))
    network.layers.removeSubrange(1..<7)
    network.layers[1].stride = 2
    network.layers[1].isPooled = false
    network.layers[1].adc = .sar
    #expect(
      network.description == """
        VGG11: 2 convolutions, 1 fully connected
        layer      size    channels  kernel  stride   pool  crossbar  CS          ADC  input  weights     MACs
        ------  -------  ----------  ------  ------  -----  --------  --  -----------  -----  -------  -------
        conv 1  32 x 32     3 -> 64   3 x 3       1  2 x 2        64   8  6-bit flash  8-bit     1728  1.769 M
        conv 2    2 x 2  512 -> 512   3 x 3       2      -        64   8    6-bit SAR  8-bit  2.359 M  2.359 M
        fc 3      1 x 1   512 -> 10   1 x 1       1      -        64   8  6-bit flash  8-bit     5120     5120
        2.366 M weights, 4.134 M multiply-accumulates (MACs), 66.05 k ReLU units
        """)
  }

  @Test("an invalid network or supernet prints what is wrong with it")
  func invalid() {
    var supernet = Backbone.vgg16()
    supernet.layers[2].adcBits = []
    #expect(
      supernet.description
        == "VGG16: invalid: xpert.supernet.layers[3].adc_bits: at least one value expected, got none")
    var network = Backbone.vgg16().network(of: Array(repeating: 0, count: 13))
    network.layers[0].stride = 0
    #expect(
      network.description == "VGG16: invalid: xpert.network.layers[1].stride: 1 to 1024 expected, got 0")
  }

  @Test("a supernet prints its choices and the size of the space")
  func supernet() {
    var supernet = Backbone.vgg11(
      choices: .init(channels: [64, 128], kernel: [3, 5], columnSharing: [2, 4, 8], adc: [.flash, .sar]))
    supernet.layers.removeSubrange(2...)
    supernet.layers[1].stride = 2
    #expect(
      supernet.description == """
        VGG11: 3 channels of 32 x 32, 10 classes
        layer          size  channels  kernel   pool  crossbar  CS     ADC        ADC bits  input bits  nodes
        ----------  -------  --------  ------  -----  --------  -----  ---------  --------  ----------  -----
        conv 1      32 x 32  64 128    3 5     2 x 2  64        2 4 8  flash SAR  6         8              24
        conv 2 / 2  16 x 16  64 128    3 5     2 x 2  64        2 4 8  flash SAR  6         8              24
        10^2.8 candidates
        """)
  }
}
