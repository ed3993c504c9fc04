/// Everything a module registers, by name: what the editor's file and the reference page must contain.
///
///     for name in LuaCatalog(module).names { print(name) }
public struct LuaCatalog: Equatable, Sendable {
  /// "lab.log", "lab.run": functions and constructors, and callable modules.
  public var functions: [String] = []
  /// "lab.version".
  public var values: [String] = []
  /// "lab", "lab.loss".
  public var modules: [String] = []
  /// By the constructor's name, its options with every spelling of a unit: "area_mm2", "area_um2".
  public var options: [String: [String]] = [:]
  /// By the type's name.
  public var types: [String: TypeMembers] = [:]

  /// What scripts reach on a value of a type, each list sorted.
  public struct TypeMembers: Equatable, Sendable {
    /// "stop"
    public var methods: [String] = []
    /// "steps"
    public var properties: [String] = []
    /// "__len"
    public var metamethods: [String] = []
  }

  /// Lists the module and everything in it.
  public init(_ module: LuaModule) {
    add(module)
    functions.sort()
    values.sort()
    modules.sort()
  }

  private mutating func add(_ module: LuaModule) {
    modules.append(module.name)
    if let call = module.call {
      functions.append(module.name)
      if let table = call.options { options[module.name] = table.keys }
    }
    for entry in module.entries {
      let name = "\(module.name).\(entry.name)"
      switch entry.content {
      case .function: functions.append(name)
      case .value: values.append(name)
      case .module(let inner): add(inner)
      case .constructor(let table):
        functions.append(name)
        options[name] = table.keys
      }
    }
    for type in module.types {
      var members = TypeMembers()
      for member in type.members {
        switch member.kind {
        case .method: members.methods.append(member.name)
        case .property: members.properties.append(member.name)
        case .metamethod: members.metamethods.append(member.name)
        }
      }
      types[type.name] = members
    }
  }

  /// One line per name, sorted: "lab.run", "lab.run{steps}", "lab.Run.steps",
  /// "lab.Run:stop()", "lab.Scalar.__add".
  public var names: [String] {
    var names = functions.map { "\($0)()" } + values + modules
    for (name, keys) in options { names += keys.map { "\(name){\($0)}" } }
    for (name, members) in types {
      names.append(name)
      names += members.methods.map { "\(name):\($0)()" }
      names += members.properties.map { "\(name).\($0)" }
      names += members.metamethods.map { "\(name).\($0)" }
    }
    return names.sorted()
  }
}
