/// NSGA-II (Deb, Pratap, Agarwal and Meyarivan, 2002) for several objectives to be small: parents by binary
/// tournament, uniform crossover, every layer mutated with probability 1 / layers; of parents and children
/// together the better half survives, by fronts and by crowding distance.
///
/// Accepted candidates dominate others; among the others the smaller loss dominates.
struct NSGA2: Baseline {
  let populationSize: Int
  let crossover: Double

  private struct Member {
    let candidate: [Int]
    let fitness: Fitness
    var front = 0
    var crowding = 0.0
  }

  private var parents: [Member] = []
  private var children: [Member] = []

  init(populationSize: Int, crossover: Double) {
    self.populationSize = populationSize
    self.crossover = crossover
  }

  mutating func propose(
    _ candidate: inout [Int], in space: CandidateMoves, progress: Double, generator: inout RandomGenerator
  ) {
    guard parents.count == populationSize else { return space.randomise(&candidate, &generator) }
    candidate = parents[tournament(&generator)].candidate
    let other = parents[tournament(&generator)].candidate
    if generator.uniform() < crossover {
      for layer in candidate.indices where generator.uniform() < 0.5 { candidate[layer] = other[layer] }
    }
    let rate = 1 / Double(candidate.count)
    for layer in candidate.indices where generator.uniform() < rate {
      space.change(layer, of: &candidate, &generator)
    }
  }

  mutating func observe(_ candidate: [Int], _ fitness: Fitness, generator: inout RandomGenerator) {
    children.append(Member(candidate: candidate, fitness: fitness))
    guard children.count == populationSize else { return }
    var all = parents + children
    children.removeAll()
    Self.rank(&all)
    // Sorting is stable here: equals stay in the order in which they were found.
    let order = all.indices.sorted {
      (all[$0].front, -all[$0].crowding, $0) < (all[$1].front, -all[$1].crowding, $1)
    }
    parents = order.prefix(populationSize).map { all[$0] }
  }

  private func tournament(_ generator: inout RandomGenerator) -> Int {
    let a = generator.index(below: populationSize)
    let b = generator.index(below: populationSize)
    let (first, second) = (parents[a], parents[b])
    if first.front != second.front { return first.front < second.front ? a : b }
    return first.crowding >= second.crowding ? a : b
  }

  private static func dominates(_ a: Fitness, _ b: Fitness) -> Bool {
    if a.isAccepted != b.isAccepted { return a.isAccepted }
    if !a.isAccepted { return a.energy < b.energy }
    return zip(a.objectives, b.objectives).allSatisfy { $0 <= $1 } && a.objectives != b.objectives
  }

  /// Fronts, and crowding distances within each.
  private static func rank(_ members: inout [Member]) {
    var rest = Array(members.indices)
    var front = 0
    while !rest.isEmpty {
      let best = rest.filter { index in
        !rest.contains { dominates(members[$0].fitness, members[index].fitness) }
      }
      for index in best {
        members[index].front = front
        members[index].crowding = 0
      }
      let count = members[best[0]].fitness.objectives.count
      for objective in 0..<count {
        let order = best.sorted {
          (members[$0].fitness.objectives[objective], $0) < (members[$1].fitness.objectives[objective], $1)
        }
        let values = order.map { members[$0].fitness.objectives[objective] }
        members[order[0]].crowding = .infinity
        members[order[order.count - 1]].crowding = .infinity
        let span = values[values.count - 1] - values[0]
        guard span > 0 else { continue }
        for position in order.indices.dropFirst().dropLast() {
          members[order[position]].crowding += (values[position + 1] - values[position - 1]) / span
        }
      }
      rest.removeAll { best.contains($0) }
      front += 1
    }
  }
}
