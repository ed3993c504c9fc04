import Foundation
import Testing

@testable import XPertCore

@Suite("Axes")
struct PlotScaleTests {
  func labels(_ values: [Double], _ scale: PlotAxis.Scale = .linear) -> [String] {
    PlotScale(axis: PlotAxis("x", scale: scale), values: values).ticks.map(\.label).filter { !$0.isEmpty }
  }

  @Test("linear ticks are round numbers that enclose the values")
  func linear() {
    #expect(labels([0.3, 9.2]) == ["0", "2", "4", "6", "8", "10"])
    #expect(labels([20, 100]) == ["20", "40", "60", "80", "100"])
    #expect(labels([-1, 1]) == ["−1.0", "−0.5", "0.0", "0.5", "1.0"])
    #expect(labels([0.02, 0.11]) == ["0.02", "0.04", "0.06", "0.08", "0.10", "0.12"])
    #expect(labels([49.9, 50.1]) == ["49.90", "49.95", "50.00", "50.05", "50.10"])
  }

  @Test("a margin keeps marks off the ends of an axis but does not cross zero")
  func margins() {
    func ends(_ values: [Double]) -> [Double] {
      let scale = PlotScale(axis: PlotAxis("x"), values: values, margin: 0.02)
      return [scale.lower, scale.upper]
    }
    #expect(ends([1, 1]) == [0.95, 1.05])
    #expect(ends([20, 70]) == [19, 71] && ends([0, 100]) == [0, 102] && ends([-100, 0]) == [-102, 0])
  }

  @Test("large and small numbers put a power of ten beside the unit")
  func exponents() {
    let scale = PlotScale(axis: PlotAxis("Delay", unit: "ns"), values: [2.1e6, 4.9e6])
    #expect(scale.title == "Delay (10⁶ ns)" && scale.ticks.map(\.label) == ["2", "3", "4", "5"])
    let small = PlotScale(axis: PlotAxis("Energy", unit: "uJ"), values: [2e-5, 9e-5])
    #expect(small.title == "Energy (10⁻⁶ µJ)" && small.ticks.map(\.label) == ["20", "40", "60", "80", "100"])
    #expect(PlotScale(axis: PlotAxis("Tiles"), values: [3e5, 8e5]).title == "Tiles (10³)")
  }

  @Test("logarithmic ticks thin out from 1, 2, 3, 5, 7 over 1, 2, 5 to decades")
  func logarithmic() {
    #expect(labels([20, 100], .logarithmic) == ["20", "30", "50", "70", "100"])
    #expect(labels([1, 150], .logarithmic) == ["1", "2", "5", "10", "20", "50", "100"])
    #expect(labels([0.002, 90], .logarithmic) == ["0.01", "0.1", "1", "10", "100"])
    #expect(labels([1e-9, 1e3], .logarithmic).first == "10⁻⁸")
    #expect(labels([1e8, 3e9], .logarithmic) == ["10⁸", "2·10⁸", "5·10⁸", "10⁹", "2·10⁹"])
    // Within less than a factor of 4 the ticks are those of a linear axis.
    #expect(labels([49, 51], .logarithmic) == ["49.0", "49.5", "50.0", "50.5", "51.0"])
  }

  @Test("values lie between 0 and 1, in order, on either kind of axis", arguments: 0..<300)
  func positions(seed: UInt64) {
    var generator = RandomGenerator(seed: seed)
    let exponent = Double.random(in: -200...200, using: &generator)
    let spread = Double.random(in: 0...8, using: &generator)
    let scale: PlotAxis.Scale = seed % 2 == 0 ? .linear : .logarithmic
    let sign = scale == .linear && seed % 3 == 0 ? -1.0 : 1
    let values = (0..<20).map { _ in
      sign * pow(10, exponent + Double.random(in: 0...spread, using: &generator))
    }
    .sorted()
    let axis = PlotScale(axis: PlotAxis("x", scale: scale), values: values)
    let positions = values.compactMap(axis.position)
    #expect(positions.count == 20 && positions.allSatisfy { (-1e-6...1 + 1e-6).contains($0) })
    #expect(positions == positions.sorted())
    #expect((2...120).contains(axis.ticks.count) && axis.ticks.contains { !$0.label.isEmpty })
    #expect(axis.ticks.map(\.label).filter { !$0.isEmpty }.count <= 14)
  }

  @Test("no values, one value and values that cannot be shown still make an axis")
  func degenerate() {
    #expect(labels([]) == ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"])
    #expect(labels([], .logarithmic) == ["1", "2", "3", "5", "7", "10"])
    #expect(labels([.nan, .infinity, 3]) == labels([3]))
    #expect(labels([3]) == ["2.8", "2.9", "3.0", "3.1", "3.2"])
    #expect(labels([0, 0]) == ["−0.6", "−0.4", "−0.2", "0.0", "0.2", "0.4", "0.6"])
    #expect(labels([-5, 0, 7], .logarithmic) == labels([7], .logarithmic))
    let axis = PlotScale(axis: PlotAxis("x", scale: .logarithmic), values: [1, 10])
    #expect(axis.position(0) == nil && axis.position(-1) == nil && axis.position(.nan) == nil)
    #expect(labels([-1e289, 1e289]).count >= 3 && labels([.leastNonzeroMagnitude, 1e-300]).count >= 2)
  }
}
