/// Input bits of a layer, packed: one row of bits per row of the weight matrix, one bit per input vector
/// (window x input bit, most significant bit first).
public struct InputBits: Sendable, Hashable {
  public let rows: Int
  public let vectors: Int
  let wordsPerRow: Int
  var words: [UInt64]

  public init(rows: Int, vectors: Int) {
    self.rows = rows
    self.vectors = vectors
    wordsPerRow = (vectors + 63) / 64
    words = [UInt64](repeating: 0, count: rows * wordsPerRow)
  }

  public mutating func set(row: Int, vector: Int) {
    words[row * wordsPerRow + vector >> 6] |= 1 << UInt64(vector & 63)
  }

  public subscript(row row: Int, vector vector: Int) -> Bool {
    words[row * wordsPerRow + vector >> 6] >> UInt64(vector & 63) & 1 == 1
  }

  /// The bits of rows `start ..< start + count` per vector: `words` words each, row `start` in bit 0.
  func packed(rowStart start: Int, rowCount count: Int) -> (bits: [UInt64], words: Int) {
    let perVector = (count + 63) / 64
    var result = [UInt64](repeating: 0, count: vectors * perVector)
    for row in 0..<count {
      let target = row >> 6
      let mask = UInt64(1) << UInt64(row & 63)
      for word in 0..<wordsPerRow {
        var rest = words[(start + row) * wordsPerRow + word]
        while rest != 0 {
          let vector = word * 64 + rest.trailingZeroBitCount
          result[vector * perVector + target] |= mask
          rest &= rest - 1
        }
      }
    }
    return (result, perVector)
  }
}

/// Weights and inputs of one layer, as the crossbars see them.
public struct LayerTrace: Sendable, Hashable {
  /// Integer codes of the weights, 0 ... 2^weight_bits - 1, rows x output channels (spec 15 §6).
  public let weightCodes: [UInt16]
  public let outputChannels: Int
  public let inputs: InputBits

  public init(weightCodes: [UInt16], outputChannels: Int, inputs: InputBits) {
    precondition(weightCodes.count == inputs.rows * outputChannels)
    self.weightCodes = weightCodes
    self.outputChannels = outputChannels
    self.inputs = inputs
  }

}

/// Which digit of which weight a cell column stores: a weight takes `cells` columns, most significant digit
/// first.
struct DigitPlace {
  let output: Int
  private let shift: Int
  private let mask: Int

  init(cellColumn: Int, cells: Int, cellBits: Int) {
    output = cellColumn / cells
    shift = (cells - 1 - cellColumn % cells) * cellBits
    mask = (1 << cellBits) - 1
  }

  /// The digit of the output's weight code.
  func digit(of code: UInt16) -> Int { Int(code) >> shift & mask }
}

extension LayerTrace {
  /// Conductance of every cell column for one input vector, siemens, with all rows in one crossbar: the sum
  /// over the driven rows, or their mean where rows are read one by one (not a number without any, Q-C121;
  /// SRAM always sums, spec 11 §13). The obvious way; ``TracedActivity`` is the fast one.
  package func columnConductances(hardware: Hardware, path: ColumnPath, vector: Int) -> [Double] {
    let cells = hardware.cellsPerWeight
    let driven = (0..<inputs.rows).filter { inputs[row: $0, vector: vector] }
    let isMean = hardware.readMode == .sequential && hardware.device != .sram
    return (0..<outputChannels * cells).map { column in
      let place = DigitPlace(cellColumn: column, cells: cells, cellBits: hardware.effectiveCellBits)
      var sum = 0.0
      for row in driven {
        let digit = place.digit(of: weightCodes[row * outputChannels + place.output])
        sum +=
          1
          / path.resistance(
            cell: path.conductance(digit: digit), row: row, column: column, rows: inputs.rows)
      }
      return isMean ? sum / Double(driven.count) : sum
    }
  }
}
