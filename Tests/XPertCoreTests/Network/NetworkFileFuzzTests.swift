import Testing

@testable import XPertCore

@Suite("Network files, damaged")
struct NetworkFileFuzzTests {
  /// Reads bytes; whatever is accepted must have finite products and survive being written and read again.
  static func exercise(_ bytes: [UInt8]) -> Bool {
    do {
      let file = try NetworkFile(bytes: bytes, name: "fuzz")
      let again = try NetworkFile(
        bytes: Array(file.text.utf8), name: "fuzz",
        arrangement: file.dialect == .xpertSim ? file.arrangement : nil)
      #expect(again.rows == file.rows && again.layers == file.layers)
      if let network = try? Network(file: file) {
        #expect(network.layers.allSatisfy { $0.outputHeight >= 1 && $0.outputWidth >= 1 && $0.padding >= 0 })
        #expect(
          network.weights > 0 && network.multiplyAccumulates >= network.weights && network.reluUnits >= 0)
      }
      return true
    } catch {
      let message = "\(error)"
      #expect(message.hasPrefix("fuzz:") && message.utf8.allSatisfy { (0x20..<0x7f).contains($0) })
      return false
    }
  }

  @Test("random bytes never crash the reader")
  func randomBytes() {
    var generator = RandomGenerator(seed: 1)
    let alphabets: [[UInt8]] = [
      Array(0...255), Array("0123456789,,,\n\r .eE+-".utf8), Array("1238,,,,,,,,\n".utf8),
    ]
    for round in 0..<3000 {
      let alphabet = alphabets[round % alphabets.count]
      let count = Int.random(in: 0...300, using: &generator)
      _ = Self.exercise((0..<count).map { _ in alphabet.randomElement(using: &generator)! })
    }
  }

  @Test("good files with bytes changed, dropped, doubled or swapped never crash the reader")
  func mutations() {
    var generator = RandomGenerator(seed: 2)
    let good = [PublishedFiles.xpertSim, PublishedFiles.vgg8].map { Array($0.utf8) }
    let splices = ["-", "1e9", "0", ",", "\n", "\r\n", "99999999999999999999", ".5", "nan", "\u{e9}", " "]
    var accepted = 0
    for round in 0..<4000 {
      var bytes = good[round % 2]
      if Bool.random(using: &generator) {
        bytes = Array(bytes.prefix(Int.random(in: 20...200, using: &generator)))
      }
      for _ in 0..<Int.random(in: 1...4, using: &generator) where bytes.count > 2 {
        let at = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: bytes[at] = UInt8.random(in: 0...255, using: &generator)
        case 1: bytes[at] = Array("0123456789".utf8).randomElement(using: &generator)!
        case 2: bytes.remove(at: at)
        case 3: bytes.insert(bytes[at], at: at)
        case 4: bytes.swapAt(at, Int.random(in: 0..<bytes.count, using: &generator))
        default: bytes.insert(contentsOf: splices.randomElement(using: &generator)!.utf8, at: at)
        }
      }
      if Self.exercise(bytes) { accepted += 1 }
    }
    // Both sides of the reader must have been reached.
    #expect(accepted > 200 && accepted < 3800, "\(accepted) of 4000 accepted")
  }
}
