import Platform

/// Programs cells one after the other: what is asked for, and what the device makes of it.
struct CellProgrammer {
  private let model: CrossbarModel
  private var random: RandomGenerator
  private let off: Double
  private let on: Double
  private let grid: Double

  init(_ model: CrossbarModel, random: RandomGenerator) {
    self.model = model
    self.random = random
    off = model.conductance(digit: 0)
    on = model.conductance(digit: Double(model.cellLevels - 1))
    grid = Double(1 << model.gridBits)
  }

  /// The conductance in steps of the grid. Variation comes first, then drift, both between what is physical;
  /// stuck cells do neither.
  mutating func program(digit: Double) -> Int32 {
    var conductance = model.conductance(digit: digit)
    if model.stuckOn + model.stuckOff > 0 {
      let draw = random.uniform()
      if draw < model.stuckOn { return Int32((on * grid).rounded(.toNearestOrEven)) }
      if draw < model.stuckOn + model.stuckOff { return Int32((off * grid).rounded(.toNearestOrEven)) }
    }
    if model.sigma > 0 || model.mu != 0 {
      let error = model.mu + (model.sigma > 0 ? model.sigma * random.normal() : 0)
      conductance = max(0, conductance * (1 + error))
    }
    if let retention = model.retention {
      let sign: Double
      switch retention.direction {
      case .towards(let fraction):
        let target = off + (on - off) * fraction
        sign = conductance < target ? 1 : conductance > target ? -1 : 0
      case .random: sign = Double(random.index(below: 3) - 1)
      }
      let drifted = conductance * pow(retention.time, retention.drift * sign)
      // Drift ends at the range's ends, from where variation may already have led away.
      conductance = sign > 0 ? max(conductance, min(drifted, on)) : min(conductance, max(drifted, off))
    }
    return Int32(min((conductance * grid).rounded(.toNearestOrEven), 0x1p30))
  }
}
