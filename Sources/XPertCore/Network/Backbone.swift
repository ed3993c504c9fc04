/// The networks of the papers as supernets: shapes fixed, choices given.
public enum Backbone {
  /// VGG16 for 32 x 32 images: 13 convolutions 3 x 3, pooling after 2, 4, 7, 10 (and 13), then a classifier
  /// (spec 20 §1).
  ///
  /// - Parameter choices: the choices of all 13 convolutions; channels of `nil` layers follow VGG16.
  public static func vgg16(
    choices: Supernet.LayerChoices, classes: Int = 10, inputChannels: Int = 3, inputSize: Int = 32
  ) -> Supernet {
    let pooledAfter: Set<Int> = [2, 4, 7, 10, 13]
    let layers = (1...13).map { index in
      var layer = choices
      layer.isPooled = pooledAfter.contains(index)
      return layer
    }
    return Supernet(
      name: "VGG16", inputChannels: inputChannels, inputSize: inputSize, classes: classes, layers: layers)
  }

  /// Output channels of VGG16's convolutions.
  public static let vgg16Channels = [64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512, 512, 512]
}
