import Platform

/// What a network says about labelled images.
public struct Classification: Sendable, Hashable {
  /// Outputs of the network, [image, class].
  public var logits: Tensor
  public var labels: [Int]

  public init(logits: Tensor, labels: [Int]) {
    self.logits = logits
    self.labels = labels
  }

  /// The class with the largest output, of equals the first.
  public var predictions: [Int] {
    let classes = logits.shape[1]
    return labels.indices.map { image in
      let row = logits.values[image * classes..<(image + 1) * classes]
      return row.indices.dropFirst().reduce(row.startIndex) { row[$1] > row[$0] ? $1 : $0 } - row.startIndex
    }
  }

  /// How many images are classified as labelled.
  public var correct: Int { zip(predictions, labels).count { $0 == $1 } }
  public var accuracy: Double { Double(correct) / Double(labels.count) }

  /// Mean of -log softmax(logits)[label], natural.
  public var crossEntropy: Double {
    let classes = logits.shape[1]
    let sum = labels.indices.reduce(0.0) { sum, image in
      let row = logits.values[image * classes..<(image + 1) * classes]
      return sum + Self.crossEntropy(of: row, label: labels[image])
    }
    return sum / Double(labels.count)
  }

  /// -log softmax(row)[label].
  static func crossEntropy(of row: some RandomAccessCollection<Float>, label: Int) -> Double {
    let largest = Double(row.max()!)
    let total = row.reduce(0.0) { $0 + exp(Double($1) - largest) }
    return largest + log(total) - Double(row[row.index(row.startIndex, offsetBy: label)])
  }
}

extension GraphRunner {
  /// Classifies all images of a set, batch by batch.
  ///
  /// - Parameter interrupt: called between layers; what it throws ends the run.
  /// - Throws: ``InferenceError`` where images or their classes do not fit, or where an output is not finite.
  public func classify(
    _ images: ImageSet, on chip: (any LayerHardware)? = nil, batch: Int = 64,
    interrupt: () throws -> Void = {}
  ) throws -> Classification {
    try graph.checkOutputs(of: shapes.last, for: images)
    var logits: [Float] = []
    var classes = 0
    for first in stride(from: 0, to: images.count, by: batch) {
      let input = FeatureMaps(images.tensor(first..<min(first + batch, images.count)))
      let output = try run(input, .running, chip, Observers(), interrupt)
      classes = output.channels
      let values = UnsafeBufferPointer(start: output.values, count: output.count)
      guard values.allSatisfy(\.isFinite) else {
        throw InferenceError("\(graph.name): its outputs are not finite")
      }
      logits += values
      recycle(output)
    }
    return Classification(
      logits: Tensor(shape: [images.count, classes], values: logits), labels: images.labels)
  }
}

extension InferenceGraph {
  /// - Parameter shape: of the last vertex's result.
  /// - Throws: ``InferenceError`` unless every class of the images has an output.
  func checkOutputs(of shape: MapShape?, for images: ImageSet) throws(InferenceError) {
    guard let shape, shape.height == 1, shape.width == 1, shape.channels >= images.classes else {
      throw InferenceError(
        "\(name): leaves \(shape.map { "\($0)" } ?? "nothing"), the images have \(images.classes) classes")
    }
  }
}
