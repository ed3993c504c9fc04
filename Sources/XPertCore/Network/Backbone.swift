/// The networks of the papers as supernets: shapes fixed, choices given.
///
/// In all of them the choices are those of every convolution. Without channels, layers have the network's
/// own.
public enum Backbone {
  public typealias Choices = Supernet.LayerChoices

  /// VGG8 for 32 x 32 images as NeuroSim has it: 6 convolutions 3 x 3, pooling after 2, 4 and 6, a fully
  /// connected layer of 1024 outputs with the same periphery choices, then a classifier.
  package static func vgg8(
    choices: Choices = .init(channels: []), classes: Int = 10, inputChannels: Int = 3, inputSize: Int = 32
  ) -> Supernet {
    var supernet = vgg(
      "VGG8", vgg8Channels, pooledAfter: [2, 4, 6], choices, classes, inputChannels, inputSize)
    var connected = choices
    connected.kind = .fullyConnected
    connected.kernel = [1]
    connected.channels = [1024]
    supernet.layers.append(connected)
    return supernet
  }

  /// VGG11 for 32 x 32 images: 8 convolutions 3 x 3, pooling after 1, 2, 4, 6 and 8, then a classifier
  /// (Simonyan and Zisserman, table 1, configuration A, with one fully connected layer).
  package static func vgg11(
    choices: Choices = .init(channels: []), classes: Int = 10, inputChannels: Int = 3, inputSize: Int = 32
  ) -> Supernet {
    vgg("VGG11", vgg11Channels, pooledAfter: [1, 2, 4, 6, 8], choices, classes, inputChannels, inputSize)
  }

  /// VGG16 for 32 x 32 images: 13 convolutions 3 x 3, pooling after 2, 4, 7, 10 and 13, then a classifier
  /// (spec 20 §1).
  public static func vgg16(
    choices: Choices = .init(channels: []), classes: Int = 10, inputChannels: Int = 3, inputSize: Int = 32
  ) -> Supernet {
    vgg(
      "VGG16", vgg16Channels, pooledAfter: [2, 4, 7, 10, 13], choices, classes, inputChannels, inputSize)
  }

  /// ResNet-18 for small images: a 3 x 3 stem, 4 stages of 2 blocks with 64 to 512 channels, global average
  /// pooling, a classifier (He et al., table 1, with the stem and the strides usual for 32 x 32 and 64 x 64).
  package static func resnet18(
    choices: Choices = .init(channels: []), classes: Int = 10, inputChannels: Int = 3, inputSize: Int = 32
  ) -> Supernet {
    resnet("ResNet-18", [64, 128, 256, 512], blocks: 2, choices, classes, inputChannels, inputSize)
  }

  /// ResNet-20 for 32 x 32 images: a stem, 3 stages of 3 blocks with 16 to 64 channels, global average
  /// pooling, a classifier (He et al., section 4.2).
  ///
  /// - Parameter shortcut: how shortcuts fit where stages meet: projected (option B), or padded with zeros,
  ///   as in the paper's own ResNet-20 (option A).
  public static func resnet20(
    choices: Choices = .init(channels: []), classes: Int = 10, inputChannels: Int = 3, inputSize: Int = 32,
    shortcut: Supernet.Shortcut.Adaptation = .projection
  ) -> Supernet {
    resnet("ResNet-20", [16, 32, 64], blocks: 3, choices, classes, inputChannels, inputSize, shortcut)
  }

  /// Side of the largest image that ResNet-18's stem is meant for: one stride of 1, without pooling. He et
  /// al. halve larger ones twice, by a 7 x 7 convolution and 3 x 3 max pooling.
  public static let largestSmallImage = 64

  /// Output channels of VGG8's convolutions.
  public static let vgg8Channels = [128, 128, 256, 256, 512, 512]

  /// Output channels of VGG16's convolutions.
  public static let vgg16Channels = [64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512, 512, 512]

  /// Output channels of VGG11's convolutions.
  public static let vgg11Channels = [64, 128, 256, 256, 512, 512, 512, 512]

  private static func vgg(
    _ name: String, _ channels: [Int], pooledAfter: Set<Int>, _ choices: Choices, _ classes: Int,
    _ inputChannels: Int, _ inputSize: Int
  ) -> Supernet {
    let layers = channels.indices.map { index in
      var layer = choices
      layer.isPooled = pooledAfter.contains(index + 1)
      if choices.channels.isEmpty { layer.channels = [channels[index]] }
      return layer
    }
    return Supernet(
      name: name, inputChannels: inputChannels, inputSize: inputSize, classes: classes, layers: layers)
  }

  /// Blocks of two convolutions. The first block of every stage but the first halves the map and makes its
  /// shortcut fit; the others have the channels that their shortcut brings, so that a stage has one width.
  private static func resnet(
    _ name: String, _ stages: [Int], blocks: Int, _ choices: Choices, _ classes: Int, _ inputChannels: Int,
    _ inputSize: Int, _ adaptation: Supernet.Shortcut.Adaptation = .projection
  ) -> Supernet {
    func layer(_ channels: Int, stride: Int = 1, shortcut: Supernet.Shortcut? = nil) -> Choices {
      var layer = choices
      if choices.channels.isEmpty { layer.channels = [channels] }
      layer.stride = stride
      layer.shortcut = shortcut
      if layer.takesChannels { layer.channels = [] }
      return layer
    }
    var layers = [layer(stages[0])]
    for (stage, channels) in stages.enumerated() {
      for block in 0..<blocks {
        let narrows = stage > 0 && block == 0
        layers.append(layer(channels, stride: narrows ? 2 : 1))
        layers.append(
          layer(channels, shortcut: .init(layers: 2, adaptation: narrows ? adaptation : .identity)))
      }
    }
    return Supernet(
      name: name, inputChannels: inputChannels, inputSize: inputSize, classes: classes, layers: layers,
      averagesGlobally: true)
  }
}
