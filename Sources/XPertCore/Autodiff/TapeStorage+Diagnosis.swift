import Wording

/// Where a number that is not finite comes from.
extension TapeStorage {
  /// As ``Tape/firstNonFinite(from:)``.
  func firstNonFinite(from root: Int32) -> (index: Int32, description: String)? {
    check(root)
    var isAncestor = ancestors(of: root)
    isAncestor[Int(root)] = true
    for index in 0...Int(root) where isAncestor[index] {
      let node = nodes[index]
      for element in 0..<Int(node.count) where !values[Int(node.start) + element].isFinite {
        return (Int32(index), describe(Int32(index), element: element))
      }
    }
    return nil
  }

  /// As ``Tape/firstNonFiniteGradient()``.
  func firstNonFiniteGradient() -> (index: Int32, description: String)? {
    var suspect: Int?
    for index in 0..<gradientCount where nodes[index].needsGradient {
      let node = nodes[index]
      let isBroken = (0..<Int(node.count)).contains { !gradients[Int(node.start) + $0].isFinite }
      if isBroken { suspect = index }
    }
    guard let suspect else { return nil }
    // `suspect` is the last operand reached: the culprit is whatever uses it.
    for index in stride(from: gradientCount - 1, to: suspect, by: -1)
    where nodes[index].needsGradient && operands(of: index).contains(Int32(suspect)) {
      return (Int32(index), describe(Int32(index), element: 0))
    }
    return (Int32(suspect), describe(Int32(suspect), element: 0))
  }

  /// An operation with its operands' values.
  func describe(_ index: Int32, element: Int) -> String {
    check(index)
    let node = nodes[Int(index)]
    func number(_ operand: Int32, _ element: Int) -> String {
      let operand = nodes[Int(operand)]
      return values[Int(operand.start) + (operand.count == 1 ? 0 : element)].sixDigits
    }
    let place = node.count > 1 ? " at element \(element + 1) of \(node.count)" : ""
    switch node.operation {
    case .constant, .variable:
      let value = values[Int(node.start) + element].sixDigits
      guard let label = labels.first(where: { $0.node == index }) else {
        return "a constant is \(value)" + place
      }
      return "\(label.name) is \(value)" + place
    case .clamp:
      let arguments = [number(node.left, element), number(node.right, 0), number(node.right + 1, 0)]
      return "clamp(" + arguments.joined(separator: ", ") + ")" + place
    case .sum, .logSumExp, .largest, .smallest, .softmax, .dot:
      return "\(node.operation.name) of \(nodes[Int(node.left)].count) numbers" + place
    case .element: return "element \(node.right + 1) of \(nodes[Int(node.left)].count)"
    case .gather, .stack: return "\(node.operation.name) of \(node.count) numbers" + place
    case .negate: return "-(\(number(node.left, element)))" + place
    case .square: return "\(parenthesised(number(node.left, element))) ^ 2" + place
    default:
      let left = number(node.left, element)
      guard node.operation.operandCount == 2 else { return "\(node.operation.name)(\(left))" + place }
      let right = number(node.right, element)
      guard let sign = node.operation.sign else { return "\(node.operation.name)(\(left), \(right))" + place }
      return "\(parenthesised(left)) \(sign) \(parenthesised(right))" + place
    }
  }

  private func parenthesised(_ number: String) -> String { number.hasPrefix("-") ? "(\(number))" : number }

  private func operands(of index: Int) -> [Int32] {
    let node = nodes[index]
    switch node.operation {
    case .constant, .variable: return []
    case .stack: return Array(arguments[Int(node.right)..<Int(node.right) + Int(node.count)])
    default: return node.operation.operandCount == 2 ? [node.left, node.right] : [node.left]
    }
  }

  private func ancestors(of root: Int32) -> [Bool] {
    var isAncestor = [Bool](repeating: false, count: Int(root) + 1)
    isAncestor[Int(root)] = true
    for index in stride(from: Int(root), through: 0, by: -1) where isAncestor[index] {
      for operand in operands(of: index) { isAncestor[Int(operand)] = true }
    }
    return isAncestor
  }
}
