import LuaEmbedding
import XPertCore

/// `xpert.Step`: one step of a search, in plain numbers.
final class StepObject: LuaObject {
  let summary: StepSummary
  let space: JointSpace

  init(_ summary: StepSummary, space: JointSpace) {
    self.summary = summary
    self.space = space
  }

  var bytesHeld: Int {
    MemoryLayout<StepSummary>.stride + 8 * (summary.candidate.count + summary.values.count) + 64
  }

  static let luaType = LuaType<StepObject>(
    "xpert.Step", help: "One step of a search: numbers, and its candidate."
  ) {
    type in
    type.listsMembers()
    type.property("index", help: "counted from 1") { $0.summary.index }
    type.property("progress", help: "0 at the first step, 1 at the last") { $0.summary.progress }
    type.property("loss", help: "value of the loss") { $0.summary.loss }
    type.property("accepted", help: "what accept said; true without one") { $0.summary.isAccepted }
    type.property("network", help: "the step's candidate") {
      try $0.space.networkObject($0.summary.candidate)
    }
    type.property("weights", help: "values of the weights in this step, by name") {
      WeightsObject($0.summary)
    }
    type.metricNumbers(of: "step") {
      MetricNumbers(
        catalog: $0.summary.catalog, values: $0.summary.values, nodes: $0.summary.candidate, space: $0.space)
    }
    type.tostring { $0.summary.description }
  }
}
