/// Where a number comes from: a tree. A number is either a leaf with the formula and the inputs that give it,
/// the sum of its parts in their order, or another combination of them. Values are SI.
package struct Explanation: Sendable {
  package enum Combination: Sendable, Hashable {
    /// No parts.
    case leaf
    /// The parts in their order, added up one after the other, give the value, bit for bit.
    case sum
    /// The formula says how the parts give the value.
    case formula
  }

  /// A number that enters the formula.
  package struct Input: Sendable, Hashable {
    package var name: String
    /// In `unit`.
    package var value: Double
    /// Empty for counts.
    package var unit: String

    package init(_ name: String, _ value: Double, _ unit: String = "") {
      self.name = name
      self.value = value
      self.unit = unit
    }

    package init(_ name: String, _ value: Int) { self.init(name, Double(value)) }
  }

  package var name: String
  package var value: Double
  /// Whose units the value has; nil: a pure number, or in `unit`.
  package var dimension: Quantity?
  /// In words: "windows x input bits x columns per ADC / copies".
  package var formula: String
  /// Section of the specification, with the ids of quirks: "spec 11 §6, Q-C110".
  package var source: String
  package var inputs: [Input]
  package var combination: Combination
  package var parts: [Explanation]

  /// A number with a formula.
  package init(
    _ name: String, _ value: Double, _ dimension: Quantity?, formula: String, source: String,
    inputs: [Input] = []
  ) {
    self.init(
      name: name, value: value, dimension: dimension, formula: formula, source: source, inputs: inputs,
      combination: .leaf, parts: [])
  }

  /// The sum of parts.
  package init(
    sum name: String, _ dimension: Quantity?, formula: String = "", source: String = "",
    inputs: [Input] = [], parts: [Explanation]
  ) {
    self.init(
      name: name, value: parts.reduce(0) { $0 + $1.value }, dimension: dimension, formula: formula,
      source: source, inputs: inputs, combination: .sum, parts: parts)
  }

  /// Some other combination of parts.
  init(
    _ name: String, _ value: Double, _ dimension: Quantity?, formula: String, source: String,
    of parts: [Explanation]
  ) {
    self.init(
      name: name, value: value, dimension: dimension, formula: formula, source: source, inputs: [],
      combination: .formula, parts: parts)
  }

  private init(
    name: String, value: Double, dimension: Quantity?, formula: String, source: String, inputs: [Input],
    combination: Combination, parts: [Explanation]
  ) {
    self.name = name
    self.value = value
    self.dimension = dimension
    self.formula = formula
    self.source = source
    self.inputs = inputs
    self.combination = combination
    self.parts = parts
  }

  /// What the value finally consists of, in the order in which it is added up; the explanation itself where
  /// it is no sum.
  package var leaves: [Explanation] { combination == .sum ? parts.flatMap(\.leaves) : [self] }
}
