/// The module `xpert` for one state: every binding adds its part here.
public func makeXPertModule(for state: LuaState) -> LuaModule {
  let module = LuaModule("xpert", help: "Co-search of networks and in-memory-computing hardware.")
  module.value("version", help: "the version of this program", xpertVersion)
  module.addChoice()
  module.addSorted()
  return module
}
