/// One method, property or operator of a type as scripts see it.
public struct LuaMember: Sendable {
  public enum Kind: Sendable, Equatable {
    case method
    /// `writable` when scripts may assign to it.
    case property(writable: Bool)
    /// A metamethod: "__add".
    case metamethod
  }

  public let name: String
  public let kind: Kind
  /// One line for the reference.
  public let help: String
}
