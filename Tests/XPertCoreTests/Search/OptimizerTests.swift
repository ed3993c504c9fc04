import Foundation
import Testing
import XPertCore

@Suite struct OptimizerTests {
  /// The parameters after every step on f(x) = sum of k x(k)^2 / 2 from (1, -2, 3).
  private func path(_ optimizer: Optimizer, steps: Int) throws -> [[Double]] {
    var x = [1.0, -2, 3]
    var state = optimizer.makeState(count: 3)
    return try (0..<steps).map { step in
      let gradient = x.enumerated().map { Double($0 + 1) * $1 }
      try x.withUnsafeMutableBufferPointer { x in
        try gradient.withUnsafeBufferPointer {
          try optimizer.update(x, gradient: $0, state: &state, progress: Double(step) / Double(steps - 1))
        }
      }
      return x
    }
  }

  @Test("SGD moves against the gradient")
  func sgd() throws {
    let path = try path(.sgd(learningRate: 0.1), steps: 5)
    for (k, start) in [1.0, -2, 3].enumerated() {
      #expect(abs(path[4][k] - start * pow(1 - 0.1 * Double(k + 1), 5)) < 1e-14)
    }
  }

  @Test("momentum follows its recurrence")
  func momentum() throws {
    let path = try path(.sgd(learningRate: 0.1, momentum: 0.9), steps: 20)
    var (x, v) = (3.0, 0.0)
    for step in 0..<20 {
      v = 0.9 * v + 3 * x
      x -= 0.1 * v
      #expect(path[step][2] == x)
    }
  }

  @Test("weight decay pulls towards zero", arguments: [0, 0.5])
  func weightDecay(_ momentum: Double) throws {
    let path = try path(.sgd(learningRate: 0.1, momentum: momentum, weightDecay: 2), steps: 3)
    // The same as a steeper parabola.
    var (x, v) = (1.0, 0.0)
    for _ in 0..<3 {
      v = momentum * v + (1 + 2) * x
      x -= 0.1 * v
    }
    #expect(abs(path[2][0] - x) < 1e-15)
  }

  @Test("Adam follows its paper's recurrence, with bias correction")
  func adam() throws {
    let path = try path(.adam(learningRate: 0.05, beta1: 0.8, beta2: 0.95, weightDecay: 0.3), steps: 30)
    var (x, m, v) = (-2.0, 0.0, 0.0)
    for t in 1...30 {
      let g = 2 * x + 0.3 * x
      m = 0.8 * m + 0.2 * g
      v = 0.95 * v + 0.05 * g * g
      let step = (m / (1 - pow(0.8, Double(t)))) / (sqrt(v / (1 - pow(0.95, Double(t)))) + 1e-8)
      x -= 0.05 * step
      #expect(abs(path[t - 1][1] - x) < 1e-12)
    }
    #expect(abs(path[0][1] - -1.95) < 1e-8, "the first step has the length of the learning rate")
  }

  @Test("parameters are treated alike, wherever they are in memory", arguments: [1, 7, 8, 20])
  func position(_ count: Int) throws {
    let optimizer = Optimizer.adam(learningRate: 0.05, weightDecay: 0.1)
    var x = [Double](repeating: 2, count: count)
    var state = optimizer.makeState(count: count)
    for _ in 0..<10 {
      let gradient = x.map { $0 * $0 }
      try x.withUnsafeMutableBufferPointer { x in
        try gradient.withUnsafeBufferPointer {
          try optimizer.update(x, gradient: $0, state: &state, progress: 0)
        }
      }
    }
    var (one, m, v) = (2.0, 0.0, 0.0)
    for t in 1...10 {
      let g = one * one + 0.1 * one
      m = 0.9 * m + 0.1 * g
      v = 0.999 * v + 0.001 * g * g
      one -= 0.05 * (m / (1 - pow(0.9, Double(t)))) / (sqrt(v / (1 - pow(0.999, Double(t)))) + 1e-8)
    }
    #expect(Set(x).count == 1 && abs(x[0] - one) < 1e-12)
  }

  @Test("the learning rate follows its schedule")
  func schedule() throws {
    let path = try path(.sgd(learningRate: .linear(from: 0.1, to: 0)), steps: 3)
    #expect(path[2] == path[1], "the last step has rate 0")
    #expect(abs(path[1][0] - 0.9 * 0.95) < 1e-15)
  }
}
