/// Why there is no joint space of what was asked for.
public struct JointSpaceError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What the reason is about.
  public enum Subject: Sendable, Hashable {
    case chip, inputs, corners, networks
    case corner(String)
    /// "" where there is only one.
    case network(String)
    /// A choice of a layer of a network; layers are counted from 1.
    case choice(network: String, layer: Int, field: String)
  }

  /// What else one may ask for.
  public enum Remedy: Sendable, Hashable {
    /// Single candidates of a pipeline: of the evaluator.
    case evaluation
    /// The same space without its impossible nodes.
    case leavingOut
  }

  public let subject: Subject
  public let reason: String
  public let remedy: Remedy?

  init(_ subject: Subject, _ reason: String, remedy: Remedy? = nil) {
    self.subject = subject
    self.reason = reason
    self.remedy = remedy
  }

  /// "corner 'hot': a search must run layer by layer: ...".
  public var description: String {
    let hint =
      switch remedy {
      case .evaluation: "; ChipEvaluator takes pipelines"
      case .leavingOut: "; take the choice out, or leave out such nodes: leavesOut: true"
      case nil: ""
      }
    return (place.map { "\($0): " } ?? "") + reason + hint
  }

  private var place: String? {
    func network(_ name: String) -> String? { name.isEmpty ? nil : "network '\(name)'" }
    return switch subject {
    case .chip: "chip"
    case .inputs: "inputs"
    case .corners: "corners"
    case .networks: "networks"
    case .corner(let name): "corner '\(name)'"
    case .network(let name): network(name)
    case .choice(let name, let layer, let field): "\(network(name) ?? "supernet"), layers[\(layer)].\(field)"
    }
  }
}
