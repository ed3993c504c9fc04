import LuaEmbedding

/// A constructor that takes a table of options, described once.
enum Sampling {
  static let options = OptionTable(
    "lab.sample", help: "Samples a function.",
    [
      Option("steps", .integer(.between(1, 1000)), default: 10, choice: true, help: "how many"),
      Option("loss", .function, required: true, help: "called with the step's number"),
      Option("solver", .enumeration(noun: "solver", ["euler", "midpoint"]), default: "euler"),
      Option("weights", .named([.number(.positive), .function]), help: "by names of the script's own"),
      .quantity("distance", .length, range: .above(0, upTo: 1), help: "between two samples"),
    ])
}

func options() throws {
  step("options")
  let state = LuaState()
  let module = LuaModule("lab")
  module.addChoice()
  module.constructor(Sampling.options) { options, frame in
    // Names, types, ranges, units and what is missing have been checked. Quantities are in SI units.
    let steps = options.integers("steps")
    let distance = options.optionalNumber("distance") ?? 1e-6
    if options.string("solver") == "midpoint" && steps.contains(where: { !$0.isMultiple(of: 2) }) {
      throw options.error("steps", "an even number expected for the midpoint")
    }
    let losses: [Double] = try steps.map { try options.callback("loss").call($0) }
    return frame.returns(losses, distance)
  }
  try state.register(module)
  try state.run(
    """
    local losses, distance = lab.sample { steps = lab.choice { 4, 8 }, loss = math.sqrt, distance_um = 2 }
    assert(losses[1] == 2 and #losses == 2 and distance == 2e-6)
    """)
  let cases = [
    ("lab.sample { loss = print, stesp = 3 }", "lab.sample has no field 'stesp' (did you mean 'steps'?)"),
    ("lab.sample {}", "lab.sample needs 'loss'"),
    ("lab.sample { loss = 1 }", "lab.sample.loss: function expected, got number (1)"),
    (
      "lab.sample { loss = print, steps = 0 }",
      "lab.sample.steps: integer from 1 to 1000 expected, got number (0)"
    ),
    (
      "lab.sample { loss = print, distance = 1 }",
      "lab.sample.distance needs its unit: write distance_nm, distance_um, distance_mm"
    ),
    (
      "lab.sample { loss = print, solver = 'eular' }",
      "lab.sample.solver: unknown solver 'eular' (did you mean 'euler'?)"
    ),
    (
      "lab.sample { loss = print, steps = 3, solver = 'midpoint' }",
      "lab.sample.steps: an even number expected for the midpoint"
    ),
    (
      "lab.sample { loss = print, steps = { 4, 8 } }",
      "lab.sample.steps: integer expected, got table (did you mean lab.choice { ... }?)"
    ),
  ]
  for (script, message) in cases { expect(failure { try state.run(script) } == "script:1: " + message) }

  // The same description is the reference page.
  print(
    Sampling.options.reference.split(separator: "\n").prefix(5).map { "   \($0)" }.joined(separator: "\n"))
}
