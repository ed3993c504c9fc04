import XPertCore

/// `xpert.Step`: one step of a search, in plain numbers.
public final class StepObject: LuaObject {
  let summary: StepSummary
  let space: SearchedSpace

  init(_ summary: StepSummary, space: SearchedSpace) {
    self.summary = summary
    self.space = space
  }

  public static let luaType = LuaType<StepObject>("xpert.Step", help: "One step of a search: numbers, and its candidate.") {
    type in
    type.property("index", help: "counted from 1") { $0.summary.index }
    type.property("progress", help: "0 at the first step, 1 at the last") { $0.summary.progress }
    type.property("loss", help: "value of the loss") { $0.summary.loss }
    type.property("accepted", help: "what accept said; true without one") { $0.summary.isAccepted }
    type.property("network", help: "the step's candidate") { NetworkObject(network: $0.space.network($0.summary.candidate)) }
    type.property("weights", help: "values of the weights in this step, by name") { WeightsObject($0.summary) }
    type.dynamicMembers(names: { $0.summary.catalog.names }) { step, name, frame in
      guard let index = step.summary.catalog.names.firstIndex(of: name) else { return nil }
      return frame.returns(step.summary.catalog.value(at: index, of: step.summary.values))
    }
    type.tostring { step in
      let metrics = step.space.displayed(step.summary.catalog).map { index, name in
        "\(name) \(NumberFormat.significant(step.summary.catalog.value(at: index, of: step.summary.values)))"
      }
      let loss = step.summary.loss
      let best = step.summary.best.map {
        "; kept \(step.summary.keptCount), best \(step.summary.rankedBy) \(NumberFormat.significant($0))"
      }
      return "step \(step.summary.index): " + (loss.isNaN ? "" : "loss \(NumberFormat.significant(loss)), ")
        + metrics.joined(separator: ", ") + (step.summary.isAccepted ? "" : " (not accepted)")
        + (best ?? "; none kept")
    }
  }
}

/// The space a search walks in, and what its results need to name their candidates.
struct SearchedSpace {
  let supernet: Supernet
  let hardware: HardwareObject
  let costs: CostChoice

  func network(_ candidate: [Int]) -> Network { supernet.network(of: candidate) }

  /// "64/flash/8 128/sar/16 ...": channels, ADC and column sharing per layer; what else a layer chooses
  /// follows by name: "64/flash/8/kernel=5".
  func architecture(_ candidate: [Int]) -> String {
    zip(supernet.layers, candidate).map { choices, index in
      let node = choices.node(at: index)
      let others = [
        ("kernel", choices.kernel, node.kernel), ("adc_bits", choices.adcBits, node.adcBits),
        ("input_bits", choices.inputBits, node.inputBits), ("crossbar", choices.crossbar, node.crossbar),
        ("weight_bits", choices.weightBits, node.weightBits ?? 0), ("cell_bits", choices.cellBits, node.cellBits ?? 0),
      ].filter { $0.1.count > 1 }.map { "/\($0.0)=\($0.2)" }
      let channels = choices.channels.isEmpty ? "=" : "\(node.channels)"
      return "\(channels)/\(node.adc.rawValue)/\(node.columnSharing)" + others.joined()
    }.joined(separator: " ")
  }

  /// The metrics worth a line, with their positions.
  func displayed(_ catalog: MetricCatalog) -> [(index: Int, name: String)] {
    ["area_mm2", "delay_us", "delay_fit", "energy_uJ", "tiles", "relu_units"].compactMap { name in
      catalog.names.firstIndex(of: name).map { ($0, name) }
    }
  }
}
