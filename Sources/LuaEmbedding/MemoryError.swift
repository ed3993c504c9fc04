/// What does not fit into the memory that a state may have. Scripts and `LuaError` see it as Lua's own
/// error of that kind.
public struct MemoryError: Error, CustomStringConvertible, Equatable {
  /// What needed it: "xpert.train".
  public let purpose: String
  /// Bytes.
  public let needed, used, limit: Int
  /// Nobody has set a limit: it is what the machine has.
  public let isMachine: Bool

  public var description: String {
    let most = isMachine ? "this machine has" : "the limit is"
    let held = used > limit / 100 ? " (\(Self.text(used)) in use)" : ""
    return "not enough memory: \(purpose) needs \(Self.text(needed)), \(most) \(Self.text(limit))\(held)"
  }

  /// "1.5 GB", "64 MB": powers of 1024, as the limit is given.
  static func text(_ bytes: Int) -> String {
    if bytes >= 1 << 60 { return "more than 1 EB" }
    let units = ["B", "KB", "MB", "GB", "TB", "PB"]
    var (value, unit) = (Double(bytes), 0)
    while value >= 1024, unit < units.count - 1 {
      value /= 1024
      unit += 1
    }
    let tenths = (10 * value).rounded() / 10
    return "\(tenths == tenths.rounded() ? "\(Int(tenths))" : "\(tenths)") \(units[unit])"
  }
}
