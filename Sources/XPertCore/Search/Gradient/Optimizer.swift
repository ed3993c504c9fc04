import XPertKernels

/// How the architecture parameters follow their gradient. A value; the memory of a run is in ``State``.
public struct Optimizer {
  enum Kind {
    case sgd(momentum: Double)
    case adam(beta1: Double, beta2: Double, epsilon: Double)
  }

  let kind: Kind
  public let learningRate: Schedule
  /// Added to the gradient: weightDecay x parameter.
  public let weightDecay: Double

  /// Of stochastic gradient descent; nil: another optimiser.
  public var sgdMomentum: Double? {
    if case .sgd(let momentum) = kind { momentum } else { nil }
  }

  /// velocity = momentum x velocity + gradient; parameter -= learningRate x velocity.
  public static func sgd(
    learningRate: Schedule, momentum: Double = 0, weightDecay: Double = 0
  ) -> Optimizer {
    Optimizer(kind: .sgd(momentum: momentum), learningRate: learningRate, weightDecay: weightDecay)
  }

  /// Kingma and Ba's Adam with bias correction; weight decay is added to the gradient.
  public static func adam(
    learningRate: Schedule, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8,
    weightDecay: Double = 0
  ) -> Optimizer {
    Optimizer(
      kind: .adam(beta1: beta1, beta2: beta2, epsilon: epsilon), learningRate: learningRate,
      weightDecay: weightDecay)
  }

  /// What an optimizer remembers of earlier steps.
  public struct State: Sendable {
    /// Velocity of SGD with momentum, first moments of Adam; empty if not needed.
    var first: [Double]
    /// Second moments of Adam.
    var second: [Double]
    var stepCount = 0
  }

  /// The state before the first step of a search over `count` parameters.
  public func makeState(count: Int) -> State {
    switch kind {
    case .sgd(let momentum):
      return State(first: momentum == 0 ? [] : Array(repeating: 0, count: count), second: [])
    case .adam:
      return State(first: Array(repeating: 0, count: count), second: Array(repeating: 0, count: count))
    }
  }

  /// Moves the parameters one step against their gradient. Does not allocate.
  ///
  /// - Parameters:
  ///   - progress: of the search, for the learning rate's schedule.
  ///   - parameters: as many as the state was made for.
  ///   - gradient: one entry per parameter.
  /// - Throws: what the learning rate's schedule throws;
  ///   ``SearchError/invalidSchedule(_:_:expected:step:)`` for a rate that is negative or not finite.
  public func update(
    _ parameters: UnsafeMutableBufferPointer<Double>, gradient: UnsafeBufferPointer<Double>,
    state: inout State, progress: Double
  ) throws {
    precondition(parameters.count == gradient.count)
    let rate = try learningRate.value(at: progress)
    guard rate >= 0 && rate.isFinite else {
      throw SearchError.invalidSchedule(
        "learning rate", rate, expected: "finite number of at least 0", step: state.stepCount + 1)
    }
    let count = parameters.count
    state.stepCount += 1
    switch kind {
    case .sgd(let momentum):
      if momentum == 0 {
        for i in 0..<count { parameters[i] -= rate * (gradient[i] + weightDecay * parameters[i]) }
        return
      }
      state.first.withUnsafeMutableBufferPointer { velocity in
        precondition(velocity.count == count)
        for i in 0..<count {
          velocity[i] = momentum * velocity[i] + (gradient[i] + weightDecay * parameters[i])
          parameters[i] -= rate * velocity[i]
        }
      }
    case .adam(let beta1, let beta2, let epsilon):
      let scale = rate / (1 - power(beta1, Double(state.stepCount)))
      let correction = 1 / (1 - power(beta2, Double(state.stepCount)))
      state.first.withUnsafeMutableBufferPointer { first in
        state.second.withUnsafeMutableBufferPointer { second in
          precondition(first.count == count && second.count == count)
          guard let x = parameters.baseAddress, let g = gradient.baseAddress, let m = first.baseAddress,
            let v = second.baseAddress
          else { return }
          xk_adam(x, g, m, v, count, beta1, beta2, weightDecay, scale, correction, epsilon)
        }
      }
    }
  }
}
