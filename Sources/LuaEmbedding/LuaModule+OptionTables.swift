extension LuaModule {
  /// The descriptions of all constructors of this module and of those in it, by name.
  package var optionTables: [OptionTable] {
    var tables: [OptionTable] = []
    if let table = call?.options { tables.append(table) }
    for entry in entries {
      switch entry.content {
      case .constructor(let table): tables.append(table)
      case .module(let module): tables += module.optionTables
      case .function, .value: break
      }
    }
    return tables.sorted { $0.name < $1.name }
  }
}
