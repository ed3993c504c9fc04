import Foundation
import Testing
import XPertKernels

@testable import XPertCore

@Suite struct VectorMathTests {
  /// 8,000 numbers between two ends.
  private func numbers(_ from: Double, _ to: Double) -> [VectorMath.Lanes] {
    var generator = RandomGenerator(seed: 5)
    return (0..<1000).map { _ in
      var lanes = VectorMath.Lanes()
      for lane in 0..<8 { lanes[lane] = from + (to - from) * generator.uniform() }
      return lanes
    }
  }

  /// By the kernel that softmax takes.
  private func exponentials(_ x: VectorMath.Lanes) -> VectorMath.Lanes {
    var result = [Double](repeating: 0, count: 8)
    // A shift and a scale that change nothing.
    xk_exponentials((0..<8).map { x[$0] * 2 + 0 }, 0, 0.5, &result, 8)
    return VectorMath.Lanes(result)
  }

  @Test("exp agrees with the C library", arguments: [(-1.0, 1.0), (-20, 0), (-699, 699)])
  func exponential(_ from: Double, _ to: Double) {
    var worst = 0.0
    for x in numbers(from, to) {
      let y = exponentials(x)
      for lane in 0..<8 { worst = max(worst, abs(y[lane] / exp(x[lane]) - 1)) }
    }
    #expect(worst < 5e-16)
  }

  @Test("log agrees with the C library", arguments: [(1e-16, 1e-3), (1e-3, 0.5), (2, 1e6)])
  func logarithm(_ from: Double, _ to: Double) {
    var worst = 0.0
    for x in numbers(from, to) {
      let y = VectorMath.log(x)
      for lane in 0..<8 { worst = max(worst, abs(y[lane] / log(x[lane]) - 1)) }
    }
    #expect(worst < 6e-16)
  }

  @Test("log near 1 has a small absolute error")
  func logarithmNearOne() {
    for x in numbers(0.5, 2) {
      let y = VectorMath.log(x)
      for lane in 0..<8 { #expect(abs(y[lane] - log(x[lane])) < 3e-16) }
    }
  }

  @Test("the ends of the ranges are as documented")
  func ends() {
    let x = VectorMath.Lanes(0, -700, -700.0001, -1e30, 700, 1e6, 1, -0.0)
    let y = exponentials(x)
    #expect(y[0] == 1 && y[7] == 1 && y[1] > 0 && y[2] == 0 && y[3] == 0)
    #expect(y[5] == y[4] && abs(y[6] / M_E - 1) < 3e-16)
    let l = VectorMath.log(VectorMath.Lanes(1, 2, 0.5, 0x1p-52, 0x1p-1022, 1e308, 0x1p-53, 4))
    #expect(l[0] == 0 && abs(l[1] - M_LN2) < 2e-16 && abs(l[2] + M_LN2) < 2e-16)
    #expect(abs(l[3] / log(0x1p-52) - 1) < 3e-16 && abs(l[4] / log(0x1p-1022) - 1) < 3e-16)
    #expect(abs(l[5] / log(1e308) - 1) < 3e-16 && abs(l[7] / log(4) - 1) < 3e-16)
  }

  @Test("the sum of the lanes is that of all eight")
  func sum() { #expect(VectorMath.sum(VectorMath.Lanes(1, 2, 4, 8, 16, 32, 64, 128)) == 255) }
}
