import Testing

@testable import XPertCore

@Suite("Errors in network files")
struct NetworkFileErrorTests {
  static let first = "34,34,3,3,3,64,0,1,8,1,8,6\n"

  @Test(
    "every error names file, line, column and what was expected",
    arguments: [
      (first + "34,34,64,3,3,64,0,1,8,3,8,6", ":2: column 10 (ADC type) is 3: 1 (flash) or 2 (SAR) expected"),
      (first + "\n\r\n34,34,64,3,3,64,0,1,8,1,8", ":4: 11 columns: 8 (NeuroSim) or 12 (XPertSim) expected"),
      ("34", ":1: 1 column: 8 (NeuroSim) or 12 (XPertSim) expected"),
      ("34,34,3,3,3,64,0,1,", ":1: 9 columns: 8 (NeuroSim) or 12 (XPertSim) expected"),
      ("\n" + first + "34,34,64,3,3,64,0,1", ":3: 8 columns: 12 expected, as in line 2"),
      ("", ": no rows: one line per layer expected"),
      (" \r\n\t\n\n", ": no rows: one line per layer expected"),
      ("height,34,3,3,3,64,0,1", ":1: column 1 (input height) is 'height': a number expected"),
      ("34,,3,3,3,64,0,1", ":1: column 2 (input width) is empty: 1 to 16384 expected"),
      ("34,34,nan,3,3,64,0,1", ":1: column 3 (input channels) is 'nan': a number expected"),
      ("34,34,3,0x3,3,64,0,1", ":1: column 4 (kernel height) is '0x3': a number expected"),
      ("34,34,3,3,3-,64,0,1", ":1: column 5 (kernel width) is '3-': a number expected"),
      ("34,34,3,3,3,64.5,0,1", ":1: column 6 (output channels) is 64.5: a whole number expected"),
      ("34,34,3,3,3,0,0,1", ":1: column 6 (output channels) is 0: 1 to 1048576 expected"),
      ("34,34,3,3,3,64,2,1", ":1: column 7 (pooling) is 2: 0 or 1 expected"),
      (
        "34,34,3,3,3,64,0,0",
        ":1: column 8 (stride) is 0: 1 to 1024 expected (padding belongs to columns 1 and 2)"
      ),
      ("-34,34,3,3,3,64,0,1", ":1: column 1 (input height) is -34: 1 to 16384 expected"),
      ("1e300,34,3,3,3,64,0,1", ":1: column 1 (input height) is 1e300: 1 to 16384 expected"),
      ("1e999,34,3,3,3,64,0,1", ":1: column 1 (input height) is 1e999: 1 to 16384 expected"),
      (
        "9223372036854775808000000000,34,3,3,3,64,0,1",
        ":1: column 1 (input height) is 922337203685477580800000...: 1 to 16384 expected"
      ),
      ("34,34,3,3,3,64,0,1,0,1,8,6", ":1: column 9 (column sharing) is 0: 1 to 4096 expected"),
      ("34,34,3,3,3,64,0,1,8,1,33,6", ":1: column 11 (input bits) is 33: 1 to 32 expected"),
      ("34,34,3,3,3,64,0,1,8,1,8,65537", ":1: column 12 (ADC precision) is 65537: 1 to 65536 expected"),
      (
        "5,9,3,7,7,64,0,1,8,1,8,6",
        ":1: column 4 (kernel height) is 7: at most 5, the height of the padded input, expected"
      ),
      (
        "9,5,3,7,7,64,0,1,8,1,8,6",
        ":1: column 5 (kernel width) is 7: at most 5, the width of the padded input, expected"
      ),
      (
        "1,1,3,2,2,64,0,1",
        ":1: column 4 (kernel height) is 2: at most 1, the height of the padded input, expected"
      ),
      (
        "16384,16384,1048576,1,1,1048576,0,1",
        ":1: more than 2^50 multiply-accumulates in one layer"
      ),
      (
        "16384,16384,1048576,1024,1024,1048576,0,1",
        ":1: more than 2^50 multiply-accumulates in one layer"
      ),
    ])
  func pinned(text: String, message: String) {
    let error = #expect(throws: NetworkFileError.self) { try networkFile(text) }
    #expect(error?.description == "NetWork_custom.csv" + message)
  }

  @Test("bytes that are no text are shown as bytes")
  func notText() {
    let error = #expect(throws: NetworkFileError.self) {
      try NetworkFile(bytes: [0x33, 0xff, 0x00] + Array(",34,3,3,3,64,0,1".utf8), name: "a.csv")
    }
    #expect(error?.description == "a.csv:1: column 1 (input height) is '3\\xff\\x00': a number expected")
  }

  @Test("pairs that were asked for and are none say which row is not auxiliary")
  func notPairs() {
    func message(_ text: String) -> String? {
      #expect(throws: NetworkFileError.self) { try networkFile(text, arrangement: .pairs) }?.description
    }
    #expect(
      message("\n" + Self.first + "34,34,64,3,3,256,0,1,8,1,8,6")
        == "NetWork_custom.csv:3: not the auxiliary row of the layer before it")
    #expect(message(Self.first) == "NetWork_custom.csv: 1 row: an even number expected in pairs")
    #expect(message("34,34,3,3,3,64,0,1") == "NetWork_custom.csv: 8 columns: pairs have 12")
  }

  @Test("too many rows and too large a file are refused")
  func size() {
    let rows = String(repeating: "1,1,1,1,1,1,0,1\n", count: 4097)
    let tooMany = #expect(throws: NetworkFileError.self) { try networkFile(rows) }
    #expect(tooMany?.description == "NetWork_custom.csv: 4097 layers: at most 4096 expected")
    let more = #expect(throws: NetworkFileError.self) { try networkFile(rows + rows) }
    #expect(more?.description == "NetWork_custom.csv:8193: more than 8192 rows")
    let large = #expect(throws: NetworkFileError.self) { try NetworkFile(path: "/dev/zero") }
    #expect(large?.description == "/dev/zero: cannot be read: larger than 16777216 bytes")
  }

  @Test("a line of very many fields and a field of very many digits are refused at once")
  func oneLongLine() {
    let commas = #expect(throws: NetworkFileError.self) {
      try NetworkFile(bytes: Array(repeating: UInt8(ascii: ","), count: 400_000), name: "a.csv")
    }
    #expect(commas?.description == "a.csv:1: 400001 columns: 8 (NeuroSim) or 12 (XPertSim) expected")
    let digits = #expect(throws: NetworkFileError.self) {
      try networkFile(String(repeating: "9", count: 400_000) + ",34,3,3,3,64,0,1")
    }
    #expect(
      digits?.description
        == "NetWork_custom.csv:1: column 1 (input height) is '999999999999999999999999...': a number expected"
    )
  }

  @Test("a file that is not there says so")
  func missing() {
    let error = #expect(throws: NetworkFileError.self) { try NetworkFile(path: "nowhere/a.csv") }
    #expect(error?.description == "nowhere/a.csv: cannot be read: No such file or directory")
    let unnamed = #expect(throws: NetworkFileError.self) { try NetworkFile(path: "") }
    #expect(unnamed?.description == "'': cannot be read: the path is empty")
  }
}
