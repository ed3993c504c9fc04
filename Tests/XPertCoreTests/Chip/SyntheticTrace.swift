@testable import XPertCore

/// The weights and inputs of the composition's check values (spec 17 §1).
enum SyntheticTrace {
  static func trace(rows: Int, outputChannels: Int, vectors: Int) -> LayerTrace {
    var codes: [UInt16] = []
    codes.reserveCapacity(rows * outputChannels)
    for row in 0..<rows {
      for channel in 0..<outputChannels { codes.append(UInt16((37 * row + 101 * channel + 11) % 255 + 1)) }
    }
    var bits = InputBits(rows: rows, vectors: vectors)
    for row in 0..<rows {
      for vector in 0..<vectors where (7 * row + 13 * vector + row * vector) % 5 < 2 {
        bits.set(row: row, vector: vector)
      }
    }
    return LayerTrace(weightCodes: codes, outputChannels: outputChannels, inputs: bits)
  }

  /// One trace per row of a network file.
  static func traces(_ rows: [NetworkRow], cellsPerWeight: Int = 2) -> ActivitySource {
    .traces(
      rows.map {
        let matrix = CellMatrix($0, cellsPerWeight: cellsPerWeight)
        return trace(
          rows: matrix.rows, outputChannels: matrix.outputChannels, vectors: matrix.windows * $0.inputBits)
      })
  }
}

extension NetworkRow {
  /// A row of a network file: 12 columns, or 8 and the periphery that they leave out (spec 15 §2).
  init(_ text: String, sharing: Int = 8, adc: ADCType = .flash, inputBits: Int = 4, precision: Int = 6) {
    let fields = text.split(separator: ",").map { Int($0)! }
    precondition(fields.count == 8 || fields.count == 12)
    let isLong = fields.count == 12
    self.init(
      inputHeight: fields[0], inputWidth: fields[1], inputChannels: fields[2], kernelHeight: fields[3],
      kernelWidth: fields[4], outputChannels: fields[5], isPooled: fields[6] == 1, stride: fields[7],
      columnSharing: isLong ? fields[8] : sharing, adc: isLong ? (fields[9] == 1 ? .flash : .sar) : adc,
      inputBits: isLong ? fields[10] : inputBits, adcPrecision: isLong ? fields[11] : precision)
  }
}
