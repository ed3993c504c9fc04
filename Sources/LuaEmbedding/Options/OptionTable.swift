/// The description of a constructor's table of options. It drives the checks, the suggestions, `--check`,
/// the reference page and the comparison with the editor's file.
///
///     static let options = OptionTable("lab.run", help: "A run.", [
///       Option("steps", .integer(.between(1, 1000)), default: 10, choice: true, help: "how many"),
///       Option("solver", .enumeration(noun: "solver", ["euler", "midpoint"]), default: "euler"),
///       Option("sample_us", .number(.positive), unit: "us", default: 32, help: "between two samples"),
///       .quantity("area", .area, required: true, help: "the target"),  // area_mm2 or area_um2
///     ])
public struct OptionTable: Sendable {
  /// The constructor's name as scripts write it: "lab.run".
  public let name: String
  /// One line for the reference.
  public let help: String
  /// In the order given.
  public let options: [Option]
  /// What positional entries may be; empty: there are none.
  public let entries: [OptionKind]

  private let byKey: [String: Int]
  private let bySpelling: [String: (option: Int, unit: OptionQuantity.Unit?)]

  /// - Parameter name: with the module's in front: "lab.run" in the module "lab".
  public init(_ name: String, help: String = "", entries: [OptionKind] = [], _ options: [Option]) {
    self.name = name
    self.help = help
    self.options = options
    self.entries = entries
    var byKey: [String: Int] = [:]
    var bySpelling: [String: (option: Int, unit: OptionQuantity.Unit?)] = [:]
    for (index, option) in options.enumerated() {
      precondition(
        byKey.updateValue(index, forKey: option.key) == nil, "\(name) has two options '\(option.key)'")
      if case .any(let quantity, _) = option.unit {
        for unit in quantity.units { bySpelling["\(option.key)_\(unit.name)"] = (index, unit) }
      } else {
        bySpelling[option.key] = (index, nil)
      }
    }
    self.byKey = byKey
    self.bySpelling = bySpelling
  }

  /// Every name that scripts may write, sorted.
  public var keys: [String] { options.flatMap(\.spellings).sorted() }

  func option(named key: String) -> Option? { byKey[key].map { options[$0] } }

  /// The option that a script means by `spelling`, with the unit that the name contains.
  func option(spelled spelling: String) -> (option: Option, unit: OptionQuantity.Unit?)? {
    bySpelling[spelling].map { (options[$0.option], $0.unit) }
  }
}
