/// The options that a script gave, checked, with the defaults of those it did not give.
///
/// Asking for a key that the description does not have, or as another type than it has, is a mistake of
/// the binding and stops the program.
///
///     module.constructor(Run.options) { options, frame in
///       frame.push(Run(steps: options.integer("steps")), keeping: options.kept)
///       return 1
///     }
public struct OptionValues {
  /// What messages call the table: "lab.network.layers[1]".
  public let path: String
  let table: OptionTable
  var values: [String: OptionValue] = [:]
  var units: [String: OptionQuantity.Unit] = [:]
  /// The names that the script wrote, by key: "area_mm2" for "area".
  var spellings: [String: String] = [:]
  /// Positional entries.
  public internal(set) var entries: [OptionValue] = []
  /// Keeps the functions and the userdata among the values alive: push the object with it.
  public let kept: LuaKeeper

  init(path: String, table: OptionTable, kept: LuaKeeper) {
    self.path = path
    self.table = table
    self.kept = kept
  }

  /// The value; nil where the script gave none and there is no default.
  public subscript(key: String) -> OptionValue? { values[key] }

  /// Whether the script gave the option.
  public func isGiven(_ key: String) -> Bool { spellings[key] != nil }

  /// The keys of a table with names of the user's own, sorted; of others the options that have values.
  public var keys: [String] { values.keys.sorted() }

  /// The unit that the script wrote, for options that take several.
  public func unit(_ key: String) -> OptionQuantity.Unit? { units[key] }

  // MARK: By type

  /// Quantities are in SI units.
  public func number(_ key: String) -> Double { required(key, optionalNumber(key)) }
  /// nil where the script gave none and there is no default.
  public func optionalNumber(_ key: String) -> Double? { values[key]?.number }

  /// An option of kind `.integer`.
  public func integer(_ key: String) -> Int { required(key, optionalInteger(key)) }
  /// nil where the script gave none and there is no default.
  public func optionalInteger(_ key: String) -> Int? { values[key]?.integer }

  /// An option of kind `.boolean`.
  public func boolean(_ key: String) -> Bool { required(key, values[key]?.boolean) }
  /// nil where the script gave none and there is no default.
  public func optionalBoolean(_ key: String) -> Bool? { values[key]?.boolean }

  /// An option of kind `.string` or `.enumeration`.
  public func string(_ key: String) -> String { required(key, optionalString(key)) }
  /// nil where the script gave none and there is no default.
  public func optionalString(_ key: String) -> String? { values[key]?.string }

  /// An option of kind `.function`.
  public func callback(_ key: String) -> LuaCallback { required(key, optionalCallback(key)) }
  /// nil where the script gave none and there is no default.
  public func optionalCallback(_ key: String) -> LuaCallback? { values[key]?.function }

  /// An option of kind `.object`.
  public func object<Object: LuaObject>(_ key: String, as type: Object.Type = Object.self) -> Object {
    required(key, optionalObject(key, as: type))
  }

  /// nil where the script gave none and there is no default.
  public func optionalObject<Object: LuaObject>(_ key: String, as _: Object.Type = Object.self) -> Object? {
    values[key]?.object()
  }

  /// An option of kind `.table` or `.named`.
  public func table(_ key: String) -> OptionValues { required(key, optionalTable(key)) }
  /// nil where the script gave none and there is no default.
  public func optionalTable(_ key: String) -> OptionValues? { values[key]?.table }

  /// An option of kind `.list`.
  public func list(_ key: String) -> [OptionValue] { required(key, optionalList(key)) }
  /// nil where the script gave none and there is no default.
  public func optionalList(_ key: String) -> [OptionValue]? { values[key]?.list }

  /// The values to choose among: one for a plain value, none for a missing one.
  public func choices(_ key: String) -> [OptionValue] { values[key]?.all ?? [] }
  /// Of an option that accepts a choice: all its integers.
  public func integers(_ key: String) -> [Int] { choices(key).map { required(key, $0.integer) } }
  /// Of an option that accepts a choice: all its numbers.
  public func numbers(_ key: String) -> [Double] { choices(key).map { required(key, $0.number) } }
  /// Of an option that accepts a choice: all its names.
  public func strings(_ key: String) -> [String] { choices(key).map { required(key, $0.string) } }

  // MARK: Errors

  /// "lab.run: steps (8) must be a multiple of batch (3)".
  public func error(_ message: String) -> ScriptError { ScriptError("\(path): \(message)") }

  /// "lab.run.steps: message", with the name that the script wrote.
  public func error(_ key: String, _ message: String) -> ScriptError {
    ScriptError("\(path).\(spellings[key] ?? key): \(message)")
  }

  private func required<Value>(_ key: String, _ value: Value?) -> Value {
    guard let value else { preconditionFailure("\(path) has no value of that type for '\(key)'") }
    return value
  }
}
