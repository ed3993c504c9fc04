/// The options that a script gave, checked, with the defaults of those it did not give.
///
/// Asking for a key that the description does not have, or as another type than it has, is a mistake of
/// the binding and stops the program.
public struct OptionValues {
  /// What messages call the table: "xpert.supernet.layers[1]".
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
  public func optionalNumber(_ key: String) -> Double? { values[key]?.number }

  public func integer(_ key: String) -> Int { required(key, optionalInteger(key)) }
  public func optionalInteger(_ key: String) -> Int? { values[key]?.integer }

  /// The option 'seed', or the seed that the state was opened with.
  package func seed(_ frame: LuaFrame) -> UInt64 {
    UInt64(bitPattern: Int64(optionalInteger("seed") ?? frame.context.seed))
  }

  public func boolean(_ key: String) -> Bool { required(key, values[key]?.boolean) }
  public func optionalBoolean(_ key: String) -> Bool? { values[key]?.boolean }

  public func string(_ key: String) -> String { required(key, optionalString(key)) }
  public func optionalString(_ key: String) -> String? { values[key]?.string }

  public func callback(_ key: String) -> LuaCallback { required(key, optionalCallback(key)) }
  public func optionalCallback(_ key: String) -> LuaCallback? { values[key]?.function }

  public func object<Object: LuaObject>(_ key: String, as type: Object.Type = Object.self) -> Object {
    required(key, optionalObject(key, as: type))
  }

  public func optionalObject<Object: LuaObject>(_ key: String, as _: Object.Type = Object.self) -> Object? {
    values[key]?.object()
  }

  public func table(_ key: String) -> OptionValues { required(key, optionalTable(key)) }
  public func optionalTable(_ key: String) -> OptionValues? { values[key]?.table }

  public func list(_ key: String) -> [OptionValue] { required(key, optionalList(key)) }
  public func optionalList(_ key: String) -> [OptionValue]? { values[key]?.list }

  /// The values to choose among: one for a plain value, none for a missing one.
  public func choices(_ key: String) -> [OptionValue] { values[key]?.all ?? [] }
  public func integers(_ key: String) -> [Int] { choices(key).map { required(key, $0.integer) } }
  public func numbers(_ key: String) -> [Double] { choices(key).map { required(key, $0.number) } }
  public func strings(_ key: String) -> [String] { choices(key).map { required(key, $0.string) } }

  // MARK: Errors

  /// "xpert.hardware: weight_bits (8) must be a multiple of cell_bits (3)".
  public func error(_ message: String) -> ScriptError { ScriptError("\(path): \(message)") }

  /// "xpert.hardware.crossbar: message", with the name that the script wrote.
  public func error(_ key: String, _ message: String) -> ScriptError {
    ScriptError("\(path).\(spellings[key] ?? key): \(message)")
  }

  private func required<Value>(_ key: String, _ value: Value?) -> Value {
    guard let value else { preconditionFailure("\(path) has no value of that type for '\(key)'") }
    return value
  }
}
