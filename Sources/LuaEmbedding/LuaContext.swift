import CLua

/// What belongs to one Lua state and can be reached from every frame. The state holds it until after the
/// last finaliser has run.
///
///     let cache = frame.context.service(Cache.self) { Cache() }
public final class LuaContext {
  /// The script is only being checked: searches and other expensive actions validate their arguments and
  /// do nothing. See `endCheck`.
  public internal(set) var isChecking = false
  /// The action whose result the rest of the script needs: a check stopped there, satisfied.
  public internal(set) var checkEnd: String?
  /// The script is not trusted: nothing may touch files, the network or other processes.
  public let isSandboxed: Bool
  /// Long work says on the standard error how far it is: on by the command, off in an application.
  public var showsProgress = false
  /// The seed the state was opened with.
  public let seed: Int

  /// What its scripts may hold, inside Lua and outside.
  public internal(set) var memory: LuaMemory!

  /// The last error thrown by a Swift function, with its text, so that it comes back to Swift as itself.
  var thrown: (message: String, error: any Error)?
  /// Types made for this state only; their tags must outlive its userdata.
  var types: [AnyLuaType] = [] {
    didSet { choiceTypes = types.compactMap { $0 as? ChoiceType } }
  }
  /// Those of the modules that have a `choice`.
  private(set) var choiceTypes: [ChoiceType] = []
  private var services: [ObjectIdentifier: AnyObject] = [:]

  init(isSandboxed: Bool, seed: Int) {
    self.isSandboxed = isSandboxed
    self.seed = seed
  }

  /// The one object of its type that belongs to this state: a tape, a cache.
  public func service<Service: AnyObject>(_ type: Service.Type, make: () -> Service) -> Service {
    let key = ObjectIdentifier(type)
    if let service = services[key] { return service as! Service }
    let service = make()
    services[key] = service
    return service
  }

  /// For actions whose result a check cannot have: the check ends here and counts as passed.
  ///
  /// - Throws: always when the script is being checked.
  public func endCheck(_ action: String) throws {
    guard isChecking else { return }
    checkEnd = action
    throw ScriptError("checked up to \(action)")
  }
}
