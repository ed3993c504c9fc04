// From bytes to rows. Every byte sequence ends in a file or in an error that names line and column.

extension NetworkFile {
  /// Largest accepted file, bytes: a row takes some 40.
  static let sizeLimit = 1 << 24

  /// Reads a network file.
  ///
  /// - Parameters:
  ///   - arrangement: plain or pairs; nil recognises pairs by their auxiliary rows.
  ///   - periphery: for 8-column files, which state none.
  public init(
    path: String, arrangement: Arrangement? = nil, periphery: AssumedPeriphery = AssumedPeriphery()
  ) throws(NetworkFileError) {
    let bytes: [UInt8]
    do {
      bytes = try FileSystem.read(path, limit: Self.sizeLimit)
    } catch {
      throw NetworkFileError(file: path, problem: "cannot be read: \(error.reason)")
    }
    try self.init(bytes: bytes, name: path, arrangement: arrangement, periphery: periphery)
  }

  /// Reads the bytes of a network file; `name` starts every message.
  ///
  /// Lines end in LF, CRLF or CR; blank lines and blanks around numbers are skipped; a number may be
  /// written as a real ("3.0") as long as it is whole.
  public init(
    bytes: [UInt8], name: String, arrangement: Arrangement? = nil,
    periphery: AssumedPeriphery = AssumedPeriphery()
  ) throws(NetworkFileError) {
    var rows: [NetworkRow] = []
    var lines: [Int] = []
    var dialect: Dialect?
    var warnings: [String] = []

    for content in CommaSeparatedLines(bytes) {
      let line = content.number
      func failure(_ problem: String) -> NetworkFileError {
        NetworkFileError(file: name, line: line, problem: problem)
      }

      let columns = "\(content.fieldCount) column\(content.fieldCount == 1 ? "" : "s")"
      guard let found = Dialect(rawValue: content.fieldCount) else {
        throw failure("\(columns): 8 (NeuroSim) or 12 (XPertSim) expected")
      }
      guard dialect == nil || dialect == found else {
        throw failure("\(columns): \(dialect!.columns) expected, as in line \(lines[0])")
      }
      dialect = found
      guard rows.count < 2 * LayerLimits.layers.upperBound else {
        throw failure("more than \(rows.count) rows")
      }

      var numbers = [periphery.columnSharing, periphery.adc.fileCode, periphery.inputBits, periphery.adcBits]
      var read: [Int] = []
      for (field, column) in zip(content.fields, NetworkColumn.allCases) {
        do {
          read.append(try column.number(in: field))
        } catch {
          throw failure(error.problem)
        }
      }
      if read.count == Dialect.xpertSim.columns { numbers = Array(read[8...]) }
      if numbers[1] == 0 {
        warnings.append(
          "\(name):\(line): \(NetworkColumn.adcType.label) is 0: taken as 2 (SAR)"
        )
      }
      let row = NetworkRow(
        inputHeight: read[0], inputWidth: read[1], inputChannels: read[2], kernelHeight: read[3],
        kernelWidth: read[4], outputChannels: read[5], isPooled: read[6] == 1, stride: read[7],
        columnSharing: numbers[0], adc: numbers[1] == 1 ? .flash : .sar, inputBits: numbers[2],
        adcPrecision: numbers[3])
      rows.append(row)
      lines.append(line)
    }
    guard let dialect else {
      throw NetworkFileError(file: name, problem: "no rows: one line per layer expected")
    }

    let geometry = try NetworkFileGeometry.read(
      name: name, dialect: dialect, arrangement: arrangement, rows: rows, lines: lines)
    guard geometry.layers.count <= LayerLimits.layers.upperBound else {
      throw NetworkFileError(
        file: name,
        problem: "\(geometry.layers.count) layers: at most \(LayerLimits.layers.upperBound) expected")
    }
    self.init(
      name: name, dialect: dialect, rows: rows, lines: lines, reading: geometry,
      warnings: warnings + geometry.warnings)
  }
}

extension NetworkColumn {
  struct FieldError: Error {
    var problem: String
  }

  /// The whole number in a field that is within the column's range.
  func number(in field: ArraySlice<UInt8>) throws(FieldError) -> Int {
    if field.isEmpty { throw FieldError(problem: "\(label) is empty: \(expectation)") }
    // `Double` would also take "nan", "infinity" and hexadecimal numbers; no number needs 64 digits.
    let isPlain =
      field.count <= 64
      && field.allSatisfy {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || "+-.eE".utf8.contains($0)
      }
    guard isPlain, let value = Double(String(decoding: field, as: UTF8.self)) else {
      throw FieldError(problem: "\(label) is '\(Self.shown(field))': a number expected")
    }
    guard value.isFinite, value.rounded() == value else {
      let expected = value.isFinite ? "a whole number expected" : expectation
      throw FieldError(problem: "\(label) is \(Self.shown(field)): \(expected)")
    }
    guard Double(range.lowerBound) <= value, value <= Double(range.upperBound) else {
      throw FieldError(problem: "\(label) is \(Self.shown(field)): \(expectation)")
    }
    return Int(value)
  }

  /// A field for a message: printable, at most 24 characters.
  private static func shown(_ field: ArraySlice<UInt8>) -> String {
    var text = ""
    for byte in field.prefix(24) {
      if (0x20..<0x7f).contains(byte) {
        text.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        let digits = String(byte, radix: 16)
        text += "\\x" + (digits.count == 1 ? "0" : "") + digits
      }
    }
    return field.count > 24 ? text + "..." : text
  }
}
