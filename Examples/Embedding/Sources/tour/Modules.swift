import LuaEmbedding

/// A module is a table of functions, values and tables that scripts `require`.
func modules() throws {
  step("modules")
  let state = LuaState()
  let module = LuaModule("lab", help: "For the tour.")
  module.value("version", help: "of the module", "1.0")
  module.function("half", help: "half of a number") { (x: Double) in x / 2 }
  module.submodule("angle", help: "Angles in degrees.") { angle in
    angle.function("turned", help: "one full turn further") { (degrees: Double) in degrees + 360 }
  }
  module.addSorted()  // lab.sorted(t): like pairs, but always in the same order
  try state.register(module)
  try state.run(
    """
    local lab = require "lab"
    assert(lab.version == "1.0" and lab.half(3) == 1.5 and lab.angle.turned(5) == 365)
    local keys = {}
    for key in lab.sorted { b = 1, a = 2, [3] = 3 } do keys[#keys + 1] = key end
    assert(table.concat(keys, " ") == "3 a b")
    """)
  let message = failure { try state.run("lab.hafl(3)") }
  expect(message == "script:1: lab has no member 'hafl' (did you mean 'half'?)")

  // Everything that was registered, by name: for an editor's file, a reference page, a test.
  let catalog = LuaCatalog(module)
  expect(catalog.functions == ["lab.angle.turned", "lab.half", "lab.sorted"])
  print("   \(catalog.names.joined(separator: ", "))")
}
