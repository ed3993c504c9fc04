import Testing

@testable import XPertCore

/// Reads a text as `NetWork_custom.csv`.
func networkFile(
  _ text: String, arrangement: NetworkFile.Arrangement? = nil
) throws(NetworkFileError) -> NetworkFile {
  try NetworkFile(bytes: Array(text.utf8), name: "NetWork_custom.csv", arrangement: arrangement)
}

@Suite("Network files")
struct NetworkFileTests {
  @Test("the published 12-column file reads as 13 layers with their true sizes")
  func published() throws {
    let file = try networkFile(PublishedFiles.xpertSim)
    #expect(file.dialect == .xpertSim && file.arrangement == .pairs && file.includesPadding)
    #expect(file.rows.count == 26 && file.lines == Array(1...26))
    #expect(file.warnings == [])

    let network = try Network(file: file)
    #expect(network.layers.map(\.inputHeight) == [32, 32, 16, 16, 8, 8, 8, 4, 4, 4, 2, 2, 2])
    #expect(network.layers.map(\.inputWidth) == network.layers.map(\.inputHeight))
    #expect(network.layers.allSatisfy { $0.padding == 1 && $0.kernelHeight == 3 && $0.crossbar == 64 })
    #expect(
      network.layers.map(\.outputChannels) == [128, 128, 256, 64, 64, 256, 512, 64, 256, 512, 512, 128, 128])
    // Pooling is always 0 in the file and seen where maps halve; behind the last layer it cannot be seen.
    #expect(network.layers.indices.filter { network.layers[$0].isPooled } == [1, 3, 6, 9])
    #expect(network.layers.map(\.adc) == file.layerRows.map(\.adc))
    #expect(network.layers[1].inputBits == 5 && network.layers[0].inputBits == 4)
    #expect(
      network.layers.map(\.adcPrecision.bits) == Array(repeating: 6, count: 6) + Array(repeating: 5, count: 7)
    )
    #expect(network.layers.map(\.columnSharing) == [16, 16, 4, 4, 8, 2, 4, 16, 4, 32, 2, 32, 16])
    #expect(!network.layers.contains { $0.isClassifier })
  }

  @Test("writing the published network as pairs gives the published file byte for byte")
  func publishedBack() throws {
    let network = try Network(file: networkFile(PublishedFiles.xpertSim))
    #expect(NetworkFile(network, arrangement: .pairs).text == PublishedFiles.xpertSim)
  }

  @Test("NeuroSim's VGG8 reads with sizes that exclude padding")
  func vgg8() throws {
    let file = try networkFile(PublishedFiles.vgg8)
    #expect(file.dialect == .neuroSim && file.arrangement == .plain && !file.includesPadding)
    #expect(file.warnings == [])
    let network = try Network(file: file)
    #expect(network.layers.prefix(12).allSatisfy { $0.padding == 1 && $0.outputHeight == $0.inputHeight })
    #expect(network.layers.indices.filter { network.layers[$0].isPooled } == [1, 3, 5, 8])
    #expect(network.layers.indices.filter { network.layers[$0].isClassifier } == [13])
    #expect(network.layers[12].reluUnits == 1024 && network.layers[13].reluUnits == 0)
    #expect(network.layers[12].padding == 0 && network.layers[12].weights == 2_097_152)
    // 3x3 kernels between the channel counts of the 12 convolutions, then the two fully connected layers.
    let pairs = [
      (3, 64), (64, 64), (64, 128), (128, 128), (128, 256), (256, 256), (256, 512), (512, 512), (512, 512),
      (512, 512), (512, 512), (512, 512),
    ]
    #expect(network.weights == pairs.reduce(0) { $0 + 9 * $1.0 * $1.1 } + 2048 * 1024 + 1024 * 10)
  }

  @Test("an 8-column file takes the periphery that the caller gives")
  func periphery() throws {
    let file = try NetworkFile(
      bytes: Array("34,34,3,3,3,64,0,1".utf8), name: "a.csv",
      periphery: .init(columnSharing: 4, adc: .sar, inputBits: 6, adcBits: 5))
    let layer = try Network(file: file, crossbar: 128).layers[0]
    #expect(layer.columnSharing == 4 && layer.adc == .sar && layer.inputBits == 6)
    #expect(layer.adcPrecision.bits == 5 && layer.crossbar == 128)
  }

  @Test("the baseline of the paper's table reads as a plain list, pooling inferred from halved maps")
  func baseline() throws {
    // Spec 15 §9: padded sizes, deep maps enlarged to 6, pooling column 0, classifier last.
    let sizes = [34, 34, 18, 18, 10, 10, 10, 8, 8, 8, 8, 8, 8]
    let channels = [3] + Backbone.vgg16Channels
    var text = ""
    for index in 0..<13 {
      text += "\(sizes[index]),\(sizes[index]),\(channels[index]),3,3,\(channels[index + 1]),0,1,8,1,8,6\n"
    }
    text += "1,1,512,1,1,10,0,1,8,1,8,6\n"
    let file = try networkFile(text)
    #expect(file.arrangement == .plain)
    #expect(file.warnings == [])
    let network = try Network(file: file)
    #expect(network.layers.indices.filter { network.layers[$0].isPooled } == [1, 3])
    // What is computed is exactly what the rows say.
    for (layer, row) in zip(network.layers, file.rows) {
      #expect(
        layer.windows == (row.inputHeight - row.kernelHeight + 1) * (row.inputWidth - row.kernelWidth + 1))
    }
    #expect(network.layers.last?.isClassifier == true)
  }

  @Test("layout does not matter: CRLF, CR, blanks, blank lines, byte order mark, no last newline, reals")
  func layout() throws {
    let plain = try networkFile("34,34,3,3,3,64,0,1\n34,34,64,3,3,64,1,1\n")
    for text in [
      "34,34,3,3,3,64,0,1\r\n34,34,64,3,3,64,1,1\r\n", "34,34,3,3,3,64,0,1\r34,34,64,3,3,64,1,1",
      "\u{feff}34,34,3,3,3,64,0,1\n34,34,64,3,3,64,1,1",
      " 34 ,\t34, 3,3,3, 64,0 ,1 \n\n  \n34,34,64,3,3,64,1,1\n\n\n",
      "34.0,3.4e1,+3,3.,3,64,0,1\n34,34,64,3,3,064,1,1\n",
    ] {
      #expect(try networkFile(text).rows == plain.rows, "\(text)")
    }
    #expect(try networkFile("\n\n34,34,3,3,3,64,0,1\n\n34,34,64,3,3,64,1,1").lines == [3, 5])
  }

  @Test("strides, larger kernels and unequal sides follow from the layer before")
  func inference() throws {
    let network = try Network(
      file: networkFile(
        """
        231,231,3,11,11,96,0,4
        60,60,96,5,5,256,0,1
        58,58,256,3,3,384,0,2
        28,28,384,1,1,64,0,1
        28,28,64,2,2,8,1,1
        """))
    // 231 - 11 over 4 + 1 = 56; 60 = 56 + 2 x 2; 58 = 56 + 2 x 1; (58 - 3) / 2 + 1 = 28.
    #expect(network.layers.map(\.padding) == [5, 2, 1, 0, 0])
    #expect(network.layers.map(\.inputHeight) == [221, 56, 56, 28, 28])
    #expect(network.layers.map(\.outputHeight) == [56, 56, 28, 28, 27])
    #expect(network.layers.map(\.isPooled) == [false, false, false, false, true])

    let oblong = try Network(file: networkFile("34,18,3,3,3,8,1,1\n18,10,8,3,3,8,0,1"))
    #expect(oblong.layers.map(\.inputHeight) == [32, 16] && oblong.layers.map(\.inputWidth) == [16, 8])
  }

  @Test("layers that do not chain are warnings with line and column, not errors")
  func warnings() throws {
    let file = try networkFile(
      """
      34,34,3,3,3,64,0,1,8,1,8,6
      34,34,128,3,3,64,0,1,8,1,8,6

      12,12,64,3,3,64,0,1,8,0,8,6
      1,1,77,1,1,10,1,1,8,2,8,6
      """)
    #expect(
      file.warnings == [
        "NetWork_custom.csv:4: column 10 (ADC type) is 0: taken as 2 (SAR)",
        "NetWork_custom.csv:2: column 3 (input channels) is 128: line 1 has 64 output channels",
        "NetWork_custom.csv:4: columns 1 and 2 (input map) are 12 x 12: line 2 leaves 32 x 32",
        "NetWork_custom.csv:5: column 3 (input channels) is 77: line 4 leaves 64 channels of 10 x 10",
        "NetWork_custom.csv:5: column 7 (pooling) is 1: ignored, the output of 1 x 1 is too small",
      ])
    #expect(file.rows[2].adc == .sar)
  }

  @Test("a classifier may follow the flattened map, the pooled map or the map's average")
  func classifiers() throws {
    for (inputs, isPooled) in [(8 * 10 * 10, false), (8 * 5 * 5, true), (8, false)] {
      let file = try networkFile("12,12,3,3,3,8,0,1\n1,1,\(inputs),1,1,10,0,1")
      #expect(file.warnings == [])
      let layers = try Network(file: file).layers
      #expect(layers[0].isPooled == isPooled && layers[1].isClassifier, "\(inputs)")
    }
  }

  @Test("two rows that are both a pair and two layers read as a pair, unless told otherwise")
  func ambiguous() throws {
    let text = "34,34,3,3,3,64,0,1,8,1,8,6\n34,34,64,3,3,512,0,1,8,1,8,6\n"
    let file = try networkFile(text)
    #expect(file.arrangement == .pairs && file.layers.count == 1)
    #expect(
      file.warnings == [
        "NetWork_custom.csv: taken as pairs of a layer and its auxiliary row, "
          + "but could be a plain list of layers"
      ])
    #expect(try networkFile(text, arrangement: .plain).layers.count == 2)
  }

  @Test("a plain list whose second rows look auxiliary stays a plain list where its channels chain")
  func plainLookalike() throws {
    let text = """
      34,34,3,3,3,64,0,1,8,1,8,6
      34,34,64,3,3,512,0,1,8,1,8,6
      34,34,512,3,3,64,0,1,8,1,8,6
      34,34,64,3,3,512,0,1,8,1,8,6
      """
    let file = try networkFile(text)
    #expect(file.arrangement == .plain && file.warnings == [])
    #expect(try networkFile(text, arrangement: .pairs).layers.count == 2)
  }

  @Test("a last column beyond 16 reads, as levels, but is no number of bits")
  func levels() throws {
    let file = try networkFile("34,34,3,3,3,64,0,1,8,1,8,64")
    #expect(file.rows[0].adcPrecision == 64)
    let error = #expect(throws: NetworkFileError.self) { try Network(file: file) }
    #expect(
      error?.description
        == "NetWork_custom.csv:1: column 12 (ADC precision) is 64: "
        + "1 to 16 bits expected (64 levels are 6 bits)"
    )
  }

  @Test("the largest values that are accepted do not overflow")
  func extremes() throws {
    let row = "16384,16384,1024,1,1,1024,0,1,4096,2,32,16"
    let file = try networkFile(Array(repeating: row, count: 4096).joined(separator: "\n"))
    let network = try Network(file: file)
    #expect(network.multiplyAccumulates == 4096 << 48)
    #expect(network.weights == 4096 << 20 && network.reluUnits == 4096 << 38)
    #expect(try networkFile("1,1,1048576,1,1,1048576,0,1").rows.count == 1)
  }
}
