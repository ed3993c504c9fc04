import Foundation
import Testing

@testable import XPertCore

@Suite("JSON")
struct JSONValueTests {
  @Test("keys are sorted and the same value gives the same bytes")
  func stable() throws {
    let value = JSONValue.object([
      "b": .array([.integer(1), .null, .bool(true)]), "a": .number(0.1 + 0.2), "B": .string("µm² \"/\" \n"),
      "aa": .object([:]), "a10": .integer(.min), "a9": .number(64),
    ])
    let text = String(decoding: try value.bytes(), as: UTF8.self)
    #expect(
      text == """
        {
          "B" : "µm² \\"/\\" \\n",
          "a" : 0.30000000000000004,
          "a10" : -9223372036854775808,
          "a9" : 64,
          "aa" : {

          },
          "b" : [
            1,
            null,
            true
          ]
        }

        """)
    for _ in 0..<20 { #expect(try value.bytes() == Array(text.utf8)) }
  }

  @Test("numbers read back as the same numbers")
  func numbers() throws {
    var generator = RandomGenerator(seed: 4)
    let values =
      [0, .leastNonzeroMagnitude, .greatestFiniteMagnitude, .pi, 1 / 3.0, -2.5e-308]
      + (0..<500).map { _ in Double(bitPattern: generator.next()) }.filter(\.isFinite)
    let bytes = try JSONValue.array(values.map { .number($0) }).bytes()
    #expect(try JSONDecoder().decode([Double].self, from: Data(bytes)) == values)
  }

  @Test("a number that is not finite is refused by its path")
  func notFinite() {
    let value = JSONValue.object([
      "rows": .array([.null, .null, .object(["delay_us": .number(.nan), "z": .number(.infinity)])])
    ])
    let error = #expect(throws: JSONError.self) { try value.bytes() }
    #expect(error?.description == "result.rows[3].delay_us: JSON has no nan")
    let infinite = #expect(throws: JSONError.self) { try JSONValue.number(-.infinity).bytes(path: "x") }
    #expect(infinite?.description == "x: JSON has no -inf")
  }
}
