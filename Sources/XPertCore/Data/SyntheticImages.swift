/// Images from a generator, where there are no real ones: every class has a smooth pattern, every image shows
/// its class's pattern, shifted, under noise.
///
/// The pattern of a class is a grid of 4 x 4 numbers per channel, uniform in 0 ..< 1, interpolated linearly
/// and continued periodically. Image i is of class i mod classes; its pattern is shifted by up to a sixteenth
/// of the size in both directions, and to each pixel is added noise x (u - 1/2), u uniform in 0 ..< 1. The
/// result is limited to 0 ... 1 and stored in 8 bits. All numbers come from one ``RandomGenerator``: first
/// the grids, class by class and channel by channel, then, image by image, two shifts and the noise of each
/// pixel.
public struct SyntheticImages: Sendable, Hashable {
  public var images: Int
  public var classes: Int
  public var channels: Int
  public var size: Int
  /// Peak to peak, where black is 0 and white 1.
  public var noise: Double
  public var seed: UInt64

  public init(
    images: Int, classes: Int = 10, channels: Int = 3, size: Int = 32, noise: Double = 0.5, seed: UInt64 = 1
  ) {
    self.images = images
    self.classes = classes
    self.channels = channels
    self.size = size
    self.noise = noise
    self.seed = seed
  }

  /// Bytes of the images that ``make(interrupt:)`` gives.
  public var bytes: Int { images * (channels * size * size + 8) }

  /// - Parameter interrupt: called between images; what it throws ends the work.
  public func make(interrupt: () throws -> Void) rethrows -> ImageSet {
    var random = RandomGenerator(seed: seed)
    let grids = (0..<classes * channels * 16).map { _ in random.uniform() }
    let reach = size / 16
    var pixels: [UInt8] = []
    pixels.reserveCapacity(images * channels * size * size)
    for image in 0..<images {
      try interrupt()
      let shiftY = random.index(below: 2 * reach + 1) - reach
      let shiftX = random.index(below: 2 * reach + 1) - reach
      for channel in 0..<channels {
        let grid = ((image % classes) * channels + channel) * 16
        for row in 0..<size {
          let (top, bottom, down) = position(row + shiftY)
          for column in 0..<size {
            let (left, right, across) = position(column + shiftX)
            func at(_ y: Int, _ x: Int) -> Double { grids[grid + y * 4 + x] }
            let upper = at(top, left) * (1 - across) + at(top, right) * across
            let lower = at(bottom, left) * (1 - across) + at(bottom, right) * across
            let value = upper * (1 - down) + lower * down + noise * (random.uniform() - 0.5)
            pixels.append(UInt8((min(max(value, 0), 1) * 255).rounded()))
          }
        }
      }
    }
    return ImageSet(
      name: "synthetic", channels: channels, height: size, width: size, pixels: pixels,
      labels: (0..<images).map { $0 % classes }, classes: classes)
  }

  public func make() -> ImageSet { make(interrupt: {}) }

  /// The two grid lines around a pixel and how far it is between them.
  private func position(_ pixel: Int) -> (Int, Int, Double) {
    let place = Double((pixel + size) % size) * 4 / Double(size)
    let line = Int(place)
    return (line % 4, (line + 1) % 4, place - Double(line))
  }
}
