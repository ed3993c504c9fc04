import Testing
import XPertCore
import XPertValidation

/// Compares results in the four check environments with a table of a name and four numbers per line, the
/// form of the specification's tables (spec 04). Agreement to 1e-13 relative, the precision the numbers are
/// printed with; every name must be computed and every computed number be in the table.
func expectCheckValues(
  _ table: String, sourceLocation: SourceLocation = #_sourceLocation,
  _ compute: (CircuitEnvironment) -> [String: Double]
) {
  let computed = CheckEnvironment.all.map(compute)
  var names = Set(computed[0].keys)
  for line in table.split(separator: "\n") {
    let fields = line.split(separator: "|").map { $0.split(separator: " ").joined(separator: " ") }
    guard fields.count == 5 else {
      Issue.record("\(line): not five fields", sourceLocation: sourceLocation)
      continue
    }
    #expect(names.remove(fields[0]) != nil, "\(fields[0]) is computed", sourceLocation: sourceLocation)
    for (index, field) in fields.dropFirst().enumerated() {
      guard let expected = Double(field) else {
        Issue.record("\(field) is not a number", sourceLocation: sourceLocation)
        continue
      }
      let value = computed[index][fields[0]] ?? .nan
      #expect(
        Comparison.error(value, expected) < 1e-13,
        "\(fields[0]) in environment \("ABCD"[index]): \(value) instead of \(expected)",
        sourceLocation: sourceLocation)
    }
  }
  #expect(names.isEmpty, "not in the table: \(names.sorted())", sourceLocation: sourceLocation)
}

extension String {
  fileprivate subscript(_ position: Int) -> Character { self[index(startIndex, offsetBy: position)] }
}
