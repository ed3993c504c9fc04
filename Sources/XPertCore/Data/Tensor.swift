/// Numbers in single precision with a shape, row-major: the last index varies fastest.
public struct Tensor: Sendable, Hashable {
  public let shape: [Int]
  public var values: [Float]

  /// - Precondition: as many values as the shape has.
  public init(shape: [Int], values: [Float]) {
    precondition(values.count == shape.reduce(1, *), "\(values.count) values for the shape \(shape)")
    self.shape = shape
    self.values = values
  }

  public init(shape: [Int], repeating value: Float = 0) {
    self.init(shape: shape, values: [Float](repeating: value, count: shape.reduce(1, *)))
  }
}
