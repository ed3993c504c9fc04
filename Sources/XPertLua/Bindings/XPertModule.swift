import LuaEmbedding
import XPertCore

/// The module `xpert` for one state: every binding adds its part here.
///
///     let state = LuaState()
///     try state.register(makeXPertModule(for: state))
///     try state.runFile("search.lua")
public func makeXPertModule(for state: LuaState) -> LuaModule {
  let module = LuaModule("xpert", help: "Co-search of networks and in-memory-computing hardware.")
  module.value("version", help: "the version of this program", xpertVersion)
  module.addChoice()
  module.addSorted()
  HardwareBinding.register(in: module)
  SupernetBinding.register(in: module)
  EvaluateBinding.register(in: module)
  ChartBinding.register(in: module)
  TableBinding.register(in: module)
  ComparisonBinding.register(in: module)
  ScalarBinding.register(in: module, scalars: state.frame.scalars)
  ScheduleBinding.register(in: module)
  OptimizerBinding.register(in: module)
  LossBinding.register(in: module)
  SearchBinding.register(in: module)
  DataBinding.register(in: module)
  ScoreBinding.register(in: module)
  TrainedBinding.register(in: module)
  AccuracyBinding.register(in: module)
  TrainingBinding.register(in: module)
  return module
}
