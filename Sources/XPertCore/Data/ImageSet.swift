/// Images with labels, 8 bits per pixel and channel, and how networks want them normalised.
public struct ImageSet: Sendable, Hashable {
  public var name: String
  public let channels: Int
  public let height: Int
  public let width: Int
  /// [image][channel][row][column]
  public let pixels: [UInt8]
  /// From 0.
  public let labels: [Int]
  public let classes: Int
  /// Per channel, of pixels divided by 255.
  public var mean: [Float]
  public var deviation: [Float]

  /// - Precondition: as many pixels as labels and sizes ask for, labels below `classes`.
  public init(
    name: String, channels: Int, height: Int, width: Int, pixels: [UInt8], labels: [Int], classes: Int,
    mean: [Float]? = nil, deviation: [Float]? = nil
  ) {
    precondition(pixels.count == labels.count * channels * height * width)
    precondition(labels.allSatisfy { (0..<classes).contains($0) })
    self.name = name
    self.channels = channels
    self.height = height
    self.width = width
    self.pixels = pixels
    self.labels = labels
    self.classes = classes
    self.mean = mean ?? Self.usual(Self.usualMean, channels)
    self.deviation = deviation ?? Self.usual(Self.usualDeviation, channels)
  }

  public var count: Int { labels.count }
  /// That it holds.
  public var bytes: Int { pixels.count + 8 * labels.count }
  var imageSize: Int { channels * height * width }

  /// The usual normalisation of three channels, that of ImageNet.
  public static let usualMean: [Float] = [0.485, 0.456, 0.406]
  public static let usualDeviation: [Float] = [0.229, 0.224, 0.225]

  private static func usual(_ values: [Float], _ channels: Int) -> [Float] {
    channels == 3 ? values : [Float](repeating: values.reduce(0, +) / 3, count: channels)
  }

  /// Images in a given order, with repetitions if asked for.
  ///
  /// - Parameter interrupt: called now and then; what it throws ends the copying.
  public func subset(_ indices: some Sequence<Int>, interrupt: () throws -> Void) rethrows -> ImageSet {
    var (chosen, labels): ([UInt8], [Int]) = ([], [])
    chosen.reserveCapacity(indices.underestimatedCount * imageSize)  // growing would take twice as much
    labels.reserveCapacity(indices.underestimatedCount)
    for (position, index) in indices.enumerated() {
      if position % 1024 == 0 { try interrupt() }
      chosen += pixels[index * imageSize..<(index + 1) * imageSize]
      labels.append(self.labels[index])
    }
    return ImageSet(
      name: name, channels: channels, height: height, width: width, pixels: chosen, labels: labels,
      classes: classes, mean: mean, deviation: deviation)
  }

  /// Images in a given order, with repetitions if asked for.
  public func subset(_ indices: some Sequence<Int>) -> ImageSet { subset(indices, interrupt: {}) }

  /// The first `count` images, or all.
  public func prefix(_ count: Int) -> ImageSet { subset(0..<min(count, self.count)) }

  /// All images in a random order (Fisher and Yates).
  public func shuffled(seed: UInt64) -> ImageSet { subset(Self.permutation(of: count, seed: seed)) }

  /// 0 ..< `count` in a random order.
  public static func permutation(of count: Int, seed: UInt64) -> [Int] {
    var random = RandomGenerator(seed: seed)
    var order = Array(0..<count)
    for last in stride(from: count - 1, to: 0, by: -1) { order.swapAt(last, random.index(below: last + 1)) }
    return order
  }
}
