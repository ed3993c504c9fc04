import Testing

@testable import XPertCore

@Suite("Shares of a maximum")
struct SharedPeakTests {
  private func shares(_ peaks: [Double]) -> [Double] {
    let sharing = SharedPeak(capacity: peaks.count)
    sharing.set(peaks, count: peaks.count)
    return peaks.map { peak in
      sharing.exclude(peak)
      return sharing.share(of: peak)
    }
  }

  @Test("the shares of all layers add up to the maximum")
  func efficiency() {
    var generator = RandomGenerator(seed: 7)
    for _ in 0..<200 {
      let peaks = (0..<(2 + generator.index(below: 12))).map { _ in Double(generator.index(below: 8)) / 3 }
      #expect(abs(shares(peaks).reduce(0, +) - peaks.max()!) < 1e-12)
    }
  }

  @Test("the shares are the mean marginal contribution over all orders")
  func shapley() {
    let peaks = [2.0, 5.0, 5.0, 1.0]
    func orders(_ rest: [Int]) -> [[Int]] {
      rest.isEmpty ? [[]] : rest.flatMap { first in orders(rest.filter { $0 != first }).map { [first] + $0 } }
    }
    let all = orders(Array(peaks.indices))
    var mean = [0.0, 0.0, 0.0, 0.0]
    for order in all {
      var highest = 0.0
      for index in order {
        mean[index] += max(0, peaks[index] - highest) / Double(all.count)
        highest = max(highest, peaks[index])
      }
    }
    for (ours, expected) in zip(shares(peaks), mean) { #expect(abs(ours - expected) < 1e-12) }
  }

  @Test("a layer alone at the top bears the whole excess, and equally slow layers share it")
  func slopes() {
    let sharing = SharedPeak(capacity: 3)
    sharing.set([9, 4, 2], count: 3)
    sharing.exclude(9)
    #expect(abs(sharing.share(of: 9) - sharing.share(of: 8) - 1) < 1e-12)
    sharing.set([9, 9, 9], count: 3)
    sharing.exclude(9)
    #expect(abs(sharing.share(of: 9) - sharing.share(of: 6) - 1) < 1e-12)
  }
}
