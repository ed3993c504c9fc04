/// What made a result: enough to make it again.
///
/// Nothing in it changes from run to run, so that same script and same seed give the same bytes; a date is
/// there only when the caller asks for one.
public struct Manifest: Sendable, Hashable {
  /// One line of the hardware description, unit in the name.
  public struct Entry: Sendable, Hashable {
    public var name: String
    public var value: String

    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  public var version: String
  public var luaVersion: String?
  public var scriptPath: String?
  /// As `sha256sum` prints it.
  public var scriptSHA256: String?
  public var seed: Int?
  /// Evaluation convention: consistent, whole_network or published.
  public var convention: String
  public var hardware: [Entry]
  /// What was evaluated: activity of the inputs, data, quirks.
  public var evaluation: [Entry]
  public var commandLine: [String]
  /// ISO 8601.
  public var date: String?

  /// - Parameter script: path and bytes of the script that ran.
  public init(
    version: String, luaVersion: String? = nil, script: (path: String, bytes: [UInt8])? = nil,
    seed: Int? = nil, convention: String, hardware: [Entry] = [], evaluation: [Entry] = [],
    commandLine: [String] = [],
    date: String? = nil
  ) {
    self.version = version
    self.luaVersion = luaVersion
    self.scriptPath = script?.path
    self.scriptSHA256 = script.map { SHA256.hexDigest(of: $0.bytes) }
    self.seed = seed
    self.convention = convention
    self.hardware = hardware
    self.evaluation = evaluation
    self.commandLine = commandLine
    self.date = date
  }

  /// Notes the script that ran.
  public mutating func setScript(path: String, bytes: [UInt8]) {
    scriptPath = path
    scriptSHA256 = SHA256.hexDigest(of: bytes)
  }

  /// Members that are not known are left out.
  public var json: JSONValue {
    var members: [String: JSONValue] = [
      "version": .string(version), "convention": .string(convention),
      "hardware": .object(
        Dictionary(hardware.map { ($0.name, .string($0.value)) }, uniquingKeysWith: { $1 })),
      "command_line": .array(commandLine.map { .string($0) }),
    ]
    if !evaluation.isEmpty {
      members["evaluation"] = .object(
        Dictionary(evaluation.map { ($0.name, .string($0.value)) }, uniquingKeysWith: { $1 }))
    }
    members["lua_version"] = luaVersion.map { .string($0) }
    members["script"] = scriptPath.map { .string($0) }
    members["script_sha256"] = scriptSHA256.map { .string($0) }
    members["seed"] = seed.map { .integer($0) }
    members["date"] = date.map { .string($0) }
    return .object(members)
  }

  /// The same for readers, hardware last.
  public var entries: [Entry] {
    var entries = [Entry("version", version)]
    if let luaVersion { entries.append(Entry("Lua", luaVersion)) }
    if let scriptPath { entries.append(Entry("script", scriptPath)) }
    if let scriptSHA256 { entries.append(Entry("script SHA-256", scriptSHA256)) }
    if let seed { entries.append(Entry("seed", "\(seed)")) }
    entries.append(Entry("convention", convention))
    if !commandLine.isEmpty { entries.append(Entry("command line", commandLine.joined(separator: " "))) }
    if let date { entries.append(Entry("date", date)) }
    return entries + evaluation + hardware
  }
}
