import XPertCore

/// Random bytes, or a good network file with damage, read, evaluated and written again.
struct FileCase: FuzzCase {
  let bytes: [UInt8]
  let convention: Convention

  init(_ random: inout FuzzGenerator) {
    convention = random.one(of: Convention.allCases)
    guard random.chance(0.8) else {
      let alphabet = random.one(of: [
        Array(0...255), Array("0123456789,,,\n\r .eE+-".utf8), Array("1238,,,,\n".utf8),
      ])
      bytes = (0..<random.integer(0, 300)).map { _ in random.one(of: alphabet) }
      return
    }
    var bytes = Array(Self.text(&random).utf8)
    let splices = ["-", "1e9", "0", ",", "\n", "\r\n", "99999999999999999999", ".5", "nan", "\u{e9}", " "]
    for _ in 0..<random.one(of: [0, 0, 1, 2, 4]) where bytes.count > 2 {
      let at = random.index(below: bytes.count)
      switch random.index(below: 6) {
      case 0: bytes[at] = UInt8(random.integer(0, 255))
      case 1: bytes[at] = random.one(of: Array("0123456789".utf8))
      case 2: bytes.remove(at: at)
      case 3: bytes.insert(bytes[at], at: at)
      case 4: bytes.swapAt(at, random.index(below: bytes.count))
      default: bytes.insert(contentsOf: random.one(of: splices).utf8, at: at)
      }
    }
    self.bytes = bytes
  }

  /// A file of layers that follow each other, in either dialect.
  private static func text(_ random: inout FuzzGenerator) -> String {
    let isLong = random.chance(0.6)
    var size = random.one(of: [8, 16, 28, 32])
    var channels = random.one(of: [1, 3, 16])
    let periphery = [
      random.one(of: [2, 4, 8, 16]), random.integer(1, 2), random.integer(2, 8), random.integer(3, 7),
    ]
    var lines: [String] = []
    for _ in 0..<random.integer(1, 14) {
      let outputs = random.one(of: [8, 16, 64, 128, 512])
      let kernel = random.one(of: [1, 3, 3, 5])
      let isPooled = size >= 8 && random.chance(0.3)
      var row = [
        size + kernel - 1, size + kernel - 1, channels, kernel, kernel, outputs, isPooled ? 1 : 0, 1,
      ]
      if isLong { row += periphery }
      lines.append(row.map(String.init).joined(separator: ","))
      channels = outputs
      if isPooled { size /= 2 }
    }
    return lines.joined(separator: random.one(of: ["\n", "\r\n"])) + (random.chance(0.8) ? "\n" : "")
  }

  var description: String {
    "bytes \(bytes)\n\(String(decoding: bytes, as: UTF8.self))\nconvention \(convention.rawValue)"
  }

  func run() throws -> Bool {
    let file: NetworkFile
    let network: Network
    do {
      file = try NetworkFile(bytes: bytes, name: "fuzz")
      network = try Network(file: file)
    } catch {
      try checkRefusal("\(error)")
      guard "\(error)".hasPrefix("fuzz:") else {
        throw FuzzFailure("an error does not name its file: \(error)")
      }
      return false
    }
    let again = try NetworkFile(
      bytes: Array(file.text.utf8), name: "fuzz",
      arrangement: file.dialect == .xpertSim ? file.arrangement : nil)
    guard again.rows == file.rows else { throw FuzzFailure("written and read again, the rows differ") }
    return try ReportCheck.report(ChipEvaluator(hardware: .xpertDAC2023, convention: convention), network)
      != nil
  }
}
