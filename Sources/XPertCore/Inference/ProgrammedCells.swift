/// A layer's weights as codes, their digits in cells.
struct ProgrammedCells: Sendable {
  /// [group][crossbar row of all crossbars][column], in steps of the grid.
  let conductances: [Int32]
  /// Largest absolute weight: the code's full scale.
  let weightScale: Double
  /// What one unit of a code stands for.
  let perCode: Double
  /// Per output of all groups.
  let codeSums: [Double]

  init(
    _ kernel: InferenceGraph.Convolution, _ model: CrossbarModel, _ shape: CrossbarShape,
    random: RandomGenerator
  ) {
    let (rows, outputs, digits, columns) = (shape.rows, shape.outputs, shape.digits, shape.columns)
    let isDifferential = model.reference == .differential
    let weights = kernel.weight.values
    let largest = Double(weights.reduce(0) { max($0, abs($1)) })
    let weightScale = largest > 0 ? largest : 1
    let levels = model.cellLevels
    let top = isDifferential ? (1 << (model.weightBits - 1)) - 1 : (1 << model.weightBits) - 1
    var programmer = CellProgrammer(model, random: random)
    var cells = [Int32](repeating: 0, count: shape.groups * rows * columns)
    var codeSums = [Double](repeating: 0, count: kernel.outputChannels)
    for group in 0..<shape.groups {
      for row in 0..<rows {
        let base = (group * rows + row) * columns
        for output in 0..<outputs {
          let weight = Double(weights[(group * outputs + output) * rows + row]) / weightScale
          var positive: Int
          var negative = 0
          if isDifferential {
            let code = Int((weight * Double(top)).rounded(.toNearestOrEven))
            (positive, negative) = (max(code, 0), max(-code, 0))
            codeSums[group * outputs + output] += Double(code)
          } else {
            positive = Int((Double(top) / 2 * (weight + 1)).rounded(.toNearestOrEven))
            codeSums[group * outputs + output] += Double(positive) - Double(top) / 2
          }
          for digit in stride(from: digits - 1, through: 0, by: -1) {
            let column = base + output * digits + digit
            cells[column] = programmer.program(digit: Double(positive % levels))
            positive /= levels
            if isDifferential {
              cells[column + shape.cellColumns] = programmer.program(digit: Double(negative % levels))
              negative /= levels
            }
          }
        }
        if !isDifferential {
          for reference in 0..<shape.references {
            cells[base + shape.cellColumns + reference] = programmer.program(digit: Double(levels - 1) / 2)
          }
        }
      }
    }
    conductances = cells
    self.weightScale = weightScale
    self.codeSums = codeSums
    perCode = weightScale / (isDifferential ? Double(top) : Double(top) / 2)
  }

  /// The largest sum of a column within a crossbar, and over all crossbars, in steps of the grid.
  func largestTotals(_ shape: CrossbarShape) -> (ofCrossbar: Int, ofAll: Int) {
    let (rows, columns) = (shape.rows, shape.columns)
    var largest = 0
    var largestSum = 0
    var totals = [Int](repeating: 0, count: columns)
    var sums = totals
    for group in 0..<shape.groups {
      for column in 0..<columns { sums[column] = 0 }
      for row in 0..<rows {
        if row % shape.size == 0 { for column in 0..<columns { totals[column] = 0 } }
        for column in 0..<columns {
          let cell = Int(conductances[(group * rows + row) * columns + column])
          totals[column] += cell
          sums[column] += cell
          largest = max(largest, totals[column])
          largestSum = max(largestSum, sums[column])
        }
      }
    }
    return (largest, largestSum)
  }
}
