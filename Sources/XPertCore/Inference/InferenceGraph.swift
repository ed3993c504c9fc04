/// A network with its weights: operations in the order in which they run, each on results of earlier ones.
public struct InferenceGraph: Sendable, Hashable {
  public struct Vertex: Sendable, Hashable {
    public var name: String
    public var operation: Operation
    /// Nodes whose results it takes; ``InferenceGraph/image`` is the input.
    public var inputs: [Int]
  }

  public enum Operation: Sendable, Hashable {
    case convolution(Convolution)
    case batchNorm(BatchNorm)
    case relu
    /// Padding is left out of the maximum.
    case maxPooling(size: Int, stride: Int, padding: Int)
    case averagePooling(size: Int, stride: Int)
    case globalAveragePooling
    /// Flattens its input in the order (channel, row, column).
    case linear(Linear)
    /// The sum of its two inputs.
    case addition
    /// Every `stride`-th row and column, and zero channels before and behind: the parameter-free shortcut of
    /// He et al. 2016 (option A).
    case subsampling(stride: Int, zerosBefore: Int, zerosBehind: Int)
    /// A factor per (image, channel), row-major: dropped channels.
    case channelFactors([Float])
  }

  public struct Convolution: Sendable, Hashable {
    /// [output channels, input channels / groups, rows, columns]; no kernel flip.
    public var weight: Tensor
    /// One per output channel; empty: none.
    public var bias: [Float]
    public var stride: Int
    /// Zeros on every side, pixels.
    public var padding: Int
    public var groups: Int

    public init(weight: Tensor, bias: [Float] = [], stride: Int = 1, padding: Int = 0, groups: Int = 1) {
      self.weight = weight
      self.bias = bias
      self.stride = stride
      self.padding = padding
      self.groups = groups
    }

    public var outputChannels: Int { weight.shape[0] }
    public var inputChannels: Int { weight.shape[1] * groups }
    public var kernelHeight: Int { weight.shape[2] }
    public var kernelWidth: Int { weight.shape[3] }
  }

  public struct BatchNorm: Sendable, Hashable {
    public var gamma: [Float]
    public var beta: [Float]
    public var mean: [Float]
    public var variance: [Float]
    public var epsilon: Float

    public init(gamma: [Float], beta: [Float], mean: [Float], variance: [Float], epsilon: Float = 1e-5) {
      self.gamma = gamma
      self.beta = beta
      self.mean = mean
      self.variance = variance
      self.epsilon = epsilon
    }

    /// Gamma 1, beta 0, mean 0, variance 1.
    public init(channels: Int, epsilon: Float = 1e-5) {
      let zeros = [Float](repeating: 0, count: channels)
      let ones = [Float](repeating: 1, count: channels)
      self.init(gamma: ones, beta: zeros, mean: zeros, variance: ones, epsilon: epsilon)
    }
  }

  public struct Linear: Sendable, Hashable {
    /// [outputs, inputs]
    public var weight: Tensor
    /// One per output; empty: none.
    public var bias: [Float]

    public init(weight: Tensor, bias: [Float] = []) {
      self.weight = weight
      self.bias = bias
    }

    public var outputs: Int { weight.shape[0] }
    public var inputs: Int { weight.shape[1] }
  }

  /// In ``Vertex/inputs``: the image.
  public static let image = -1

  public var name: String
  public var inputChannels: Int
  public var inputHeight: Int
  public var inputWidth: Int
  public private(set) var vertices: [Vertex] = []

  public init(name: String, inputChannels: Int, inputHeight: Int, inputWidth: Int) {
    self.name = name
    self.inputChannels = inputChannels
    self.inputHeight = inputHeight
    self.inputWidth = inputWidth
  }

  /// Adds an operation and gives its vertex.
  ///
  /// - Parameter inputs: nil: the vertex added last, or the image.
  @discardableResult
  public mutating func append(_ operation: Operation, name: String = "", inputs: [Int]? = nil) -> Int {
    let inputs = inputs ?? [vertices.count - 1]
    precondition(inputs.allSatisfy { $0 >= Self.image && $0 < vertices.count })
    vertices.append(
      Vertex(name: name.isEmpty ? "\(vertices.count + 1)" : name, operation: operation, inputs: inputs))
    return vertices.count - 1
  }

  /// Changes the operation of a vertex.
  public mutating func replace(_ vertex: Int, by operation: Operation) {
    vertices[vertex].operation = operation
  }

  /// Leaves out all vertices behind `vertex`.
  public mutating func cut(behind vertex: Int) { vertices.removeSubrange((vertex + 1)...) }
}
