/// The networks of the papers as supernets: shapes fixed, choices given.
///
/// VGG8 is not among them: it has a fully connected layer before its classifier (spec 15 §2), and a supernet
/// has convolutions and one classifier.
public enum Backbone {
  /// VGG16 for 32 x 32 images: 13 convolutions 3 x 3, pooling after 2, 4, 7, 10 and 13, then a classifier
  /// (spec 20 §1).
  ///
  /// - Parameter choices: the choices of all convolutions; without channels, the layers have VGG16's own.
  public static func vgg16(
    choices: Supernet.LayerChoices = .init(channels: []), classes: Int = 10, inputChannels: Int = 3,
    inputSize: Int = 32
  ) -> Supernet {
    vgg(
      "VGG16", vgg16Channels, pooledAfter: [2, 4, 7, 10, 13], choices, classes, inputChannels, inputSize)
  }

  /// VGG11 for 32 x 32 images: 8 convolutions 3 x 3, pooling after 1, 2, 4, 6 and 8, then a classifier
  /// (Simonyan and Zisserman, table 1, configuration A, with one fully connected layer).
  ///
  /// - Parameter choices: the choices of all convolutions; without channels, the layers have VGG11's own.
  public static func vgg11(
    choices: Supernet.LayerChoices = .init(channels: []), classes: Int = 10, inputChannels: Int = 3,
    inputSize: Int = 32
  ) -> Supernet {
    vgg("VGG11", vgg11Channels, pooledAfter: [1, 2, 4, 6, 8], choices, classes, inputChannels, inputSize)
  }

  /// Output channels of VGG16's convolutions.
  public static let vgg16Channels = [64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512, 512, 512]

  /// Output channels of VGG11's convolutions.
  public static let vgg11Channels = [64, 128, 256, 256, 512, 512, 512, 512]

  private static func vgg(
    _ name: String, _ channels: [Int], pooledAfter: Set<Int>, _ choices: Supernet.LayerChoices,
    _ classes: Int, _ inputChannels: Int, _ inputSize: Int
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
}
