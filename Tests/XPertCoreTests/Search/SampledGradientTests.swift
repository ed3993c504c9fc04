import Testing

@testable import XPertCore

@Suite struct SampledGradientTests {
  /// d loss / d probability of every node, given a candidate, `[layer][node]`.
  private func costs(
    _ table: CostTable, _ candidate: [Int], sumGradient: [Double], peakGradient: [Double] = [],
    isPublished: Bool = false
  ) -> [[Double]] {
    let space = PackedCostTable(table)
    let parameters = ArchitectureParameters(space: space)
    var inputOptions = [0]
    for (layer, node) in zip(table.layers, candidate).dropLast() {
      inputOptions.append(layer.nextOption[inputOptions.last! * layer.nodeCount + node])
    }
    SampledGradient(space: space).gradient(
      candidate: candidate, inputOptions: inputOptions, sumGradient: sumGradient, peakGradient: peakGradient,
      isPublished: isPublished, cost: parameters.cost)
    return space.layers.map { layer in (0..<layer.nodeCount).map { parameters.cost[layer.offset + $0] } }
  }

  @Test("a node's cost is what swapping it in changes in the sums", arguments: [false, true])
  func swapSums(remembers: Bool) {
    let table = ToyChip.table(sums: 3, peaks: 0, seed: 6, remembers: remembers)
    #expect(table.layers.map(\.isMemoryless) == [true, !remembers, !remembers, true])
    let slopes = [0.7, 0, -1.3]
    func total(_ candidate: [Int]) -> Double {
      zip(table.sums(candidate), slopes).reduce(0) { $0 + $1.0 * $1.1 }
    }
    for candidate in table.candidates {
      let costs = costs(table, candidate, sumGradient: slopes)
      for layer in candidate.indices {
        for node in costs[layer].indices {
          var swapped = candidate
          swapped[layer] = node
          let change = costs[layer][node] - costs[layer][candidate[layer]]
          #expect(abs(change - (total(swapped) - total(candidate))) < 1e-13)
        }
      }
    }
  }

  @Test("a node's cost is what swapping it in makes of the peaks, exactly", arguments: [false, true])
  func swapPeaks(remembers: Bool) {
    let table = ToyChip.table(sums: 1, peaks: 2, seed: 6, remembers: remembers)
    for candidate in table.candidates {
      for peak in 0..<2 {
        let costs = costs(
          table, candidate, sumGradient: [0], peakGradient: peak == 0 ? [2, 0] : [0, 2])
        for layer in candidate.indices {
          for node in costs[layer].indices {
            var swapped = candidate
            swapped[layer] = node
            #expect(costs[layer][node] == 2 * table.aggregates(swapped).peaks[peak])
          }
        }
      }
    }
  }

  @Test("the published gate passes every node of a layer the sampled node's cost")
  func gate() {
    let table = ToyChip.table(sums: 2, peaks: 1, seed: 6)
    let candidate = [1, 4, 0, 3]
    let costs = costs(table, candidate, sumGradient: [0.5, 2], peakGradient: [3], isPublished: true)
    var option = 0
    for (index, layer) in table.layers.enumerated() {
      let entry = option * layer.nodeCount + candidate[index]
      let own = 0.5 * layer.sums[0][entry] + 2 * layer.sums[1][entry] + 3 * layer.peaks[0][entry]
      for cost in costs[index] { #expect(abs(cost - own) < 1e-14) }
      option = layer.outputOption[candidate[index]]
    }
  }

  /// Gradient of the expected loss over all candidates, by enumeration: p (E[loss | node] - E[loss]) / T.
  private func exactGradient(
    _ table: CostTable, _ alpha: [[Double]], temperature: Double, loss: ([Int]) -> Double
  ) -> [[Double]] {
    let p = alpha.map { softmax($0, temperature: temperature) }
    var joint = p.map { $0.map { _ in 0.0 } }
    var mean = 0.0
    for candidate in table.candidates {
      let probability = zip(p, candidate).reduce(1) { $0 * $1.0[$1.1] }
      let weighted = probability * loss(candidate)
      mean += weighted
      for (layer, node) in candidate.enumerated() { joint[layer][node] += weighted }
    }
    return p.indices.map { layer in
      p[layer].indices.map { (joint[layer][$0] - p[layer][$0] * mean) / temperature }
    }
  }

  private static func linearLoss(_ m: LossInputs) throws -> Tape.Scalar {
    try 0.7e-6 * m.metric(named: "area_mm2") - 1.3e-9 * m.metric(named: "delay_ns")
  }

  @Test("the enumerated gradient is that of finite differences of the expected loss")
  func enumeration() {
    let table = ToyChip.table(sums: 2, peaks: 0, seed: 6)
    func loss(_ candidate: [Int]) -> Double { table.sums(candidate)[0] * table.sums(candidate)[1] }
    func expected(_ alpha: [[Double]]) -> Double {
      let p = alpha.map { softmax($0, temperature: 1.5) }
      return table.candidates.reduce(0) { sum, candidate in
        sum + zip(p, candidate).reduce(1) { $0 * $1.0[$1.1] } * loss(candidate)
      }
    }
    let alpha = someAlpha(for: table, seed: 2)
    let gradient = exactGradient(table, alpha, temperature: 1.5, loss: loss)
    for layer in alpha.indices {
      for node in alpha[layer].indices {
        var (above, below) = (alpha, alpha)
        above[layer][node] += 1e-5
        below[layer][node] -= 1e-5
        #expect(abs(gradient[layer][node] - (expected(above) - expected(below)) / 2e-5) < 1e-8)
      }
    }
  }

  @Test("for a linear loss straight-through is unbiased: its mean over all candidates is the exact gradient")
  func unbiased() {
    let model = ToyChip.additive(seed: 6)
    let alpha = someAlpha(for: model.table, seed: 2)
    let p = alpha.map { softmax($0) }
    var mean = p.map { $0.map { _ in 0.0 } }
    for candidate in model.table.candidates {
      let probability = zip(p, candidate).reduce(1) { $0 * $1.0[$1.1] }
      let costs = costs(model.table, candidate, sumGradient: [0.7, -1.3])
      for layer in p.indices {
        let average = zip(p[layer], costs[layer]).reduce(0) { $0 + $1.0 * $1.1 }
        for node in p[layer].indices {
          mean[layer][node] += probability * p[layer][node] * (costs[layer][node] - average)
        }
      }
    }
    let exact = exactGradient(model.table, alpha, temperature: 1) {
      0.7 * model.table.sums($0)[0] - 1.3 * model.table.sums($0)[1]
    }
    for (row, other) in zip(mean, exact) {
      for (a, b) in zip(row, other) { #expect(abs(a - b) < 1e-13) }
    }
  }

  @Test("the mean gradient of many steps is the exact one, within its standard error", arguments: [1.0, 0.6])
  func manySteps(_ temperature: Double) throws {
    let model = ToyChip.additive(seed: 6)
    let alpha = someAlpha(for: model.table, seed: 2)
    let search = try GradientSearch(
      model: model, optimizer: .sgd(learningRate: 0),
      relaxation: .straightThrough(temperature: .constant(temperature)), loss: Self.linearLoss)
    search.setArchitectureParameters(alpha)
    let count = 5000
    var sum = alpha.map { $0.map { _ in 0.0 } }
    var squares = sum
    for _ in 0..<count {
      try search.step()
      for (layer, row) in search.architectureGradient.enumerated() {
        for (node, value) in row.enumerated() {
          sum[layer][node] += value
          squares[layer][node] += value * value
        }
      }
    }
    let exact = exactGradient(model.table, alpha, temperature: temperature) {
      0.7 * model.table.sums($0)[0] - 1.3 * model.table.sums($0)[1]
    }
    for layer in alpha.indices {
      for node in alpha[layer].indices {
        let mean = sum[layer][node] / Double(count)
        let variance = squares[layer][node] / Double(count) - mean * mean
        let error = (max(variance, 0) / Double(count)).squareRoot()
        #expect(abs(mean - exact[layer][node]) < 4.5 * error + 1e-12, "\(layer) \(node)")
      }
    }
  }

  @Test("for a nonlinear loss the mean over candidates points along the exact gradient")
  func correlation() throws {
    let model = ToyChip.random(seed: 9)
    let alpha = someAlpha(for: model.table, seed: 2)
    let p = alpha.map { softmax($0) }
    func loss(_ candidate: [Int]) -> Double {
      let values = model.values(candidate)
      return (values[0] / 8 - 1) * (values[0] / 8 - 1) + 0.05 * values[1]
    }
    var mean: [Double] = []
    for candidate in model.table.candidates {
      let (sums, peaks) = model.table.aggregates(candidate)
      let values = model.values(candidate)
      var (sumGradient, peakGradient) = ([0.0, 0, 0, 0], [0.0, 0])
      model.addGradient(
        weights: [2 * (values[0] / 8 - 1) / 8, 0.05, 0], sums: sums, peaks: peaks, sumGradient: &sumGradient,
        peakGradient: &peakGradient)
      let costs = costs(model.table, candidate, sumGradient: sumGradient, peakGradient: peakGradient)
      let probability = zip(p, candidate).reduce(1) { $0 * $1.0[$1.1] }
      let estimate = p.indices.flatMap { layer -> [Double] in
        let average = zip(p[layer], costs[layer]).reduce(0) { $0 + $1.0 * $1.1 }
        return p[layer].indices.map { probability * p[layer][$0] * (costs[layer][$0] - average) }
      }
      mean = mean.isEmpty ? estimate : zip(mean, estimate).map { $0 + $1 }
    }
    let exact = exactGradient(model.table, alpha, temperature: 1, loss: loss).flatMap { $0 }
    func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    let cosine = dot(mean, exact) / (dot(mean, mean) * dot(exact, exact)).squareRoot()
    #expect(cosine > 0.97, "\(cosine)")
  }

  @Test(
    "nodes are sampled with their probabilities, with and without Gumbel noise", arguments: [false, true])
  func frequencies(_ gumbel: Bool) throws {
    let model = ToyChip.additive(seed: 6)
    let alpha = someAlpha(for: model.table, seed: 2)
    // The largest of alpha + noise has probability softmax(alpha) whatever the temperature.
    let search = try GradientSearch(
      model: model, optimizer: .sgd(learningRate: 0),
      relaxation: gumbel ? .gumbel(temperature: 0.7) : .straightThrough(), loss: Self.linearLoss)
    search.setArchitectureParameters(alpha)
    let count = 10_000
    var counts = alpha.map { $0.map { _ in 0 } }
    for _ in 0..<count {
      for (layer, node) in try search.step().candidate.enumerated() { counts[layer][node] += 1 }
    }
    for (row, p) in zip(counts, alpha.map { softmax($0) }) {
      let chiSquare = zip(row, p).reduce(0) { sum, pair in
        let expected = Double(count) * pair.1
        return sum + (Double(pair.0) - expected) * (Double(pair.0) - expected) / expected
      }
      #expect(chiSquare < 27, "at most 8 degrees of freedom: exceeded with probability 0.001")
    }
  }

  @Test("the Gumbel gradient is that of finite differences for fixed noise and fixed costs")
  func gumbelFiniteDifferences() {
    let table = ToyChip.table(sums: 1, peaks: 0, seed: 6)
    let space = PackedCostTable(table)
    let alpha = someAlpha(for: table, seed: 2)
    let costs = someAlpha(for: table, seed: 3)
    let temperature = 0.8
    func run(_ alpha: [[Double]]) -> (value: Double, gradient: [[Double]]) {
      let parameters = ArchitectureParameters(space: space)
      for (layer, (a, c)) in zip(space.layers, zip(alpha, costs)) {
        for node in a.indices {
          parameters.alpha[layer.offset + node] = a[node]
          parameters.cost[layer.offset + node] = c[node]
        }
      }
      parameters.restorePadding()
      var generator = RandomGenerator(seed: 4)
      var candidate = [0, 0, 0, 0]
      parameters.gumbelSoftmax(temperature: temperature, generator: &generator, candidate: &candidate)
      parameters.backward(temperature: temperature)
      var value = 0.0
      for (layer, row) in zip(space.layers, costs) {
        for node in row.indices { value += row[node] * parameters.probability[layer.offset + node] }
      }
      return (value, space.layers.map { l in (0..<l.nodeCount).map { parameters.gradient[l.offset + $0] } })
    }
    let gradient = run(alpha).gradient
    for layer in alpha.indices {
      for node in alpha[layer].indices {
        var (above, below) = (alpha, alpha)
        above[layer][node] += 1e-5
        below[layer][node] -= 1e-5
        #expect(abs(gradient[layer][node] - (run(above).value - run(below).value) / 2e-5) < 1e-9)
      }
    }
  }
}
