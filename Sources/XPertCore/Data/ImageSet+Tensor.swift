extension ImageSet {
  /// Cropping and flipping for training.
  public struct Augmentation: Sendable, Hashable {
    /// Zeros (after normalisation) around the image, out of which a window of the image's size is cut,
    /// pixels.
    public var padding: Int
    /// Mirrors every second image, left to right.
    public var flips: Bool

    public init(padding: Int = 4, flips: Bool = true) {
      self.padding = padding
      self.flips = flips
    }
  }

  /// Normalised images [image, channel, row, column]: (pixel / 255 - mean) / deviation.
  public func tensor(_ range: Range<Int>) -> Tensor {
    let plane = height * width
    let tables = normalisationTables
    var values = [Float](repeating: 0, count: range.count * imageSize)
    for index in values.indices {
      values[index] = tables[index / plane % channels][Int(pixels[range.lowerBound * imageSize + index])]
    }
    return Tensor(shape: [range.count, channels, height, width], values: values)
  }

  /// All images, normalised.
  public var tensor: Tensor { tensor(0..<count) }

  /// Normalised images, each shifted and mirrored at random.
  public func tensor(
    _ range: Range<Int>, augmentation: Augmentation, random: inout RandomGenerator
  ) -> Tensor {
    let tables = normalisationTables
    var values = [Float](repeating: 0, count: range.count * imageSize)
    for (position, image) in range.enumerated() {
      let shiftY = random.index(below: 2 * augmentation.padding + 1) - augmentation.padding
      let shiftX = random.index(below: 2 * augmentation.padding + 1) - augmentation.padding
      let isMirrored = augmentation.flips && random.index(below: 2) == 1
      for channel in 0..<channels {
        for row in 0..<height where (0..<height).contains(row + shiftY) {
          for column in 0..<width {
            let sourceColumn = (isMirrored ? width - 1 - column : column) + shiftX
            guard (0..<width).contains(sourceColumn) else { continue }
            let source = ((image * channels + channel) * height + row + shiftY) * width + sourceColumn
            values[((position * channels + channel) * height + row) * width + column] =
              tables[channel][Int(pixels[source])]
          }
        }
      }
    }
    return Tensor(shape: [range.count, channels, height, width], values: values)
  }

  /// The normalised number of every pixel value, per channel.
  private var normalisationTables: [[Float]] {
    (0..<channels).map { channel in
      (0..<256).map { (Float($0) / 255 - mean[channel]) / deviation[channel] }
    }
  }
}
