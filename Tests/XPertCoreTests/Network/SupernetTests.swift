import Foundation
import Testing

@testable import XPertCore

@Suite("Supernets")
struct SupernetTests {
  static let choices = Supernet.LayerChoices(
    channels: [64, 128, 256, 512], kernel: [3, 5], columnSharing: [2, 4, 8], adc: [.flash, .sar],
    adcBits: [4, 5, 6], inputBits: [4, 8], crossbar: [32, 64, 128])

  @Test("nodes enumerate all combinations once, channels slowest and input precision fastest")
  func nodes() {
    let nodes = Self.choices.nodes
    #expect(nodes.count == Self.choices.nodeCount && nodes.count == 4 * 2 * 3 * 2 * 3 * 2 * 3)
    #expect(Set(nodes).count == nodes.count)
    var index = 0
    for channels in Self.choices.channels {
      for kernel in Self.choices.kernel {
        for crossbar in Self.choices.crossbar {
          for columnSharing in Self.choices.columnSharing {
            for adc in Self.choices.adc {
              for adcBits in Self.choices.adcBits {
                for inputBits in Self.choices.inputBits {
                  let expected = Node(
                    channels: channels, kernel: kernel, columnSharing: columnSharing, adc: adc,
                    adcBits: adcBits, inputBits: inputBits, crossbar: crossbar)
                  #expect(nodes[index] == expected && Self.choices.node(at: index) == expected)
                  index += 1
                }
              }
            }
          }
        }
      }
    }
  }

  @Test("VGG16 has the feature sizes, weights, operations and ReLU units of the paper's network")
  func vgg16() {
    let supernet = Backbone.vgg16()
    #expect(supernet.mapSizes == [32, 32, 16, 16, 8, 8, 8, 4, 4, 4, 2, 2, 2, 1])
    let network = supernet.network(of: Array(repeating: 0, count: 13))
    #expect(network.layers.count == 14 && network.layers[13].inputChannels == 512)
    // Well-known counts of VGG16 for CIFAR-10 without biases.
    #expect(network.weights == 14_710_464 + 5120)
    #expect(network.multiplyAccumulates == 313_196_544 + 5120)
    // Convolutions 1 to 10 (spec 20 §5) and the last three.
    #expect(network.layers.prefix(10).reduce(0) { $0 + $1.reluUnits } == 270_336)
    #expect(network.reluUnits == 270_336 + 3 * 512 * 4)
  }

  @Test("VGG11 has configuration A's convolutions and one classifier")
  func vgg11() {
    let supernet = Backbone.vgg11()
    #expect(supernet.mapSizes == [32, 16, 8, 8, 4, 4, 2, 2, 1])
    let network = supernet.network(of: Array(repeating: 0, count: 8))
    #expect(network.layers.map(\.outputChannels) == [64, 128, 256, 256, 512, 512, 512, 512, 10])
    #expect(network.weights == 9_217_728 + 5120)
  }

  @Test("the size of the space is the product of the node counts, as a power of ten")
  func space() {
    let supernet = Backbone.vgg16(
      choices: .init(channels: [64, 128, 256, 512], columnSharing: [2, 4, 8, 16, 32], adc: [.flash, .sar]))
    #expect(abs(supernet.candidatesLog10 - 13 * log10(40)) < 1e-12)
  }

  @Test("given channels replace those of the backbone")
  func channels() {
    let supernet = Backbone.vgg16(
      choices: .init(channels: [32, 48]), classes: 200, inputChannels: 1, inputSize: 64)
    #expect(supernet.layers.allSatisfy { $0.channels == [32, 48] })
    #expect(supernet.classes == 200 && supernet.inputChannels == 1)
    #expect(supernet.mapSizes.last == 2)
  }
}
