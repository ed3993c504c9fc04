/// One method, property or operator of a type as scripts see it.
///
///     for member in Run.luaType.members { print(member.name, member.help) }
public struct LuaMember: Sendable {
  /// How scripts use a member.
  public enum Kind: Sendable, Equatable {
    case method
    /// `writable` when scripts may assign to it.
    case property(writable: Bool)
    /// A metamethod: "__add".
    case metamethod
  }

  /// "steps", "stop", "__len".
  public let name: String
  /// How scripts use it.
  public let kind: Kind
  /// One line for the reference.
  public let help: String
}
