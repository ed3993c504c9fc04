import Testing

@testable import XPertCore

@Suite("Network files, there and back")
struct NetworkFileRoundTripTests {
  /// A random network of a random search space that maps do not vanish in.
  static func network(seed: UInt64) -> Network {
    var generator = RandomGenerator(seed: seed)
    let inputSize = Int.random(in: 16...40, using: &generator)
    var size = inputSize
    var layers: [Supernet.LayerChoices] = []
    for _ in 0..<Int.random(in: 1...13, using: &generator) {
      let stride = size > 8 ? Int.random(in: 1...2, using: &generator) : 1
      size = (size - 1) / stride + 1
      let isPooled = size > 2 && Int.random(in: 0..<4, using: &generator) == 0
      if isPooled { size /= 2 }
      layers.append(
        Supernet.LayerChoices(
          channels: [64, 96, 256, 512], kernel: [1, 3, 5, 7], stride: stride, isPooled: isPooled,
          columnSharing: [2, 4, 8, 16, 32], adc: [.flash, .sar], adcBits: [4, 5, 6], inputBits: [4, 8]))
    }
    let supernet = Supernet(
      name: "random", inputChannels: 3, inputSize: inputSize,
      classes: Bool.random(using: &generator) ? 10 : nil,
      layers: layers)
    return supernet.network(of: layers.map { Int.random(in: 0..<$0.nodeCount, using: &generator) })
  }

  /// A last 1 x 1 convolution on a 1 x 1 map cannot be told from a classifier.
  static func withClassifier(_ network: Network) -> Network {
    var network = network
    let last = network.layers[network.layers.count - 1]
    if last.inputHeight == 1, last.inputWidth == 1, last.kernelHeight == 1 {
      network.layers[network.layers.count - 1].isClassifier = true
    }
    return network
  }

  @Test("a plain 12-column file gives back the same network", arguments: 0..<200)
  func plain(seed: UInt64) throws {
    let network = Self.withClassifier(Self.network(seed: seed))
    let file = NetworkFile(network)
    let read = try NetworkFile(bytes: Array(file.text.utf8), name: "random", arrangement: .plain)
    #expect(try Network(file: read) == network)
    #expect(read.rows == file.rows && read.warnings == [])
    #expect(read.layers == file.layers)
  }

  @Test("an 8-column file gives back the same network but for its periphery", arguments: 0..<100)
  func neuroSim(seed: UInt64) throws {
    var network = Self.withClassifier(Self.network(seed: seed))
    for index in network.layers.indices {
      network.layers[index].columnSharing = 4
      network.layers[index].adc = .sar
      network.layers[index].inputBits = 6
      network.layers[index].adcPrecision = ADCPrecision(bits: 5)
    }
    let text = NetworkFile(network, dialect: .neuroSim).text
    let read = try NetworkFile(
      bytes: Array(text.utf8), name: "random",
      periphery: .init(columnSharing: 4, adc: .sar, inputBits: 6, adcBits: 5))
    #expect(try Network(file: read) == network)
  }

  @Test("pairs give back the same network but for classifier and last pooling", arguments: 0..<200)
  func pairs(seed: UInt64) throws {
    var network = Self.network(seed: seed)
    let text = NetworkFile(network, arrangement: .pairs).text
    let read = try NetworkFile(bytes: Array(text.utf8), name: "random")
    #expect(read.arrangement == .pairs)

    network.layers.removeAll { $0.isClassifier }
    network.layers[network.layers.count - 1].isPooled = false
    #expect(try Network(file: read) == network)
  }

  @Test("writing to a path and reading it gives the same rows")
  func path() throws {
    let folder = TemporaryFolder()
    let file = NetworkFile(Self.network(seed: 7), arrangement: .pairs)
    try file.write(to: folder.file("NetWork_custom.csv"))
    #expect(try NetworkFile(path: folder.file("NetWork_custom.csv")).rows == file.rows)
  }

  @Test("a path that cannot be written is an error that says why")
  func unwritable() {
    let error = #expect(throws: FileError.self) {
      try NetworkFile(Self.network(seed: 1)).write(to: "nowhere/a.csv")
    }
    #expect(error?.description == "nowhere/a.csv: cannot be written: No such file or directory")
  }
}
