import XPertCore
import Foundation
import Testing
import XPertValidation

@Suite("Golden tables")
struct GoldenTableTests {
  private func error(_ text: String) -> String? {
    do {
      _ = try GoldenTable(text: text, path: "adders.csv")
      return nil
    } catch {
      return error.description
    }
  }

  @Test("A malformed file is an error with its line")
  func malformed() {
    #expect(error("") == "adders.csv:1: has no header")
    #expect(error("a,b,a\n1,2,3\n") == "adders.csv:1: column 'a' appears twice")
    #expect(error("a,,c\n1,2,3\n") == "adders.csv:1: column 2 has no name")
    #expect(error("a,b\n1,2\n3\n") == "adders.csv:3: has 1 fields instead of 2")
    #expect(error("a,b\n1,2\n") == nil)
  }

  @Test("A missing column or a value of another kind is an error with line and column")
  func fields() throws {
    let row = try GoldenTable(text: "a,b,c\n1e-9,x,2\n", path: "adders.csv").rows[0]
    #expect(try row.real("a") == 1e-9)
    #expect(throws: GoldenError("adders.csv:2: has no column 'd'")) { try row.real("d") }
    #expect(throws: GoldenError("adders.csv:2: column 'b': 'x' is not a number")) { try row.real("b") }
    #expect(throws: GoldenError("adders.csv:2: column 'a': '1e-9' is not an integer")) {
      try row.integer("a")
    }
    #expect(throws: GoldenError("adders.csv:2: column 'c': '2' is not 0 or 1")) { try row.flag("c") }
  }

  @Test("Equal infinities and NaN agree; an error is relative unless 0 is expected")
  func errors() {
    #expect(Comparison.error(.infinity, .infinity) == 0)
    #expect(Comparison.error(.nan, .nan) == 0)
    #expect(Comparison.error(0, 0) == 0)
    #expect(Comparison.error(-.infinity, .infinity) == .infinity)
    #expect(Comparison.error(1, .nan) == .infinity)
    #expect(Comparison.error(.nan, 1) == .infinity)
    #expect(Comparison.error(1.5, 1) == 0.5)
    #expect(Comparison.error(3, -2) == 2.5)
    #expect(Comparison.error(-1e-3, 0) == 1e-3)
  }

  @Test("A number off by more than the tolerance fails and is reported with its line")
  func comparison() throws {
    let table = try GoldenTable(text: "x,y\n1,2\n3,4\n", path: "t.csv")
    var comparison = Comparison(tolerance: 1e-9)
    for row in table.rows {
      try comparison.check("x", try row.real("x") * (row.line == 3 ? 1 + 1e-8 : 1), row)
      comparison.skip(["y"], reason: "undefined in the reference")
    }
    #expect(comparison.failed == 1)
    #expect(comparison.checked == 2)
    #expect(comparison.quantities[0].worstLine == 3)
    #expect(abs(comparison.worstError - 1e-8) < 1e-15)
    #expect(
      ComparisonReport(fileName: "t.csv", comparison: comparison).text == """
        t.csv: FAILED, 2 numbers, worst 1.0e-08
          quantity                     checked   skipped    failed     worst      line
          x                                  2         0         1   1.0e-08         3
          y                                  0         2         0         -         -
          not supported, 2 rows: undefined in the reference
        """)
  }

  @Test("A golden zero wants exactly zero")
  func zero() throws {
    let row = try GoldenTable(text: "x\n0\n", path: "t.csv").rows[0]
    var comparison = Comparison()
    try comparison.check("x", 0, row)
    #expect(comparison.failed == 0)
    try comparison.check("x", 1e-15, row)
    #expect(comparison.failed == 1)
  }

  @Test("A folder is searched for known files; unknown ones and unreadable ones are listed")
  func run() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("golden-\(UUID())")
    let inner = folder.appendingPathComponent("inner")
    try FileManager.default.createDirectory(at: inner, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    func write(_ text: String, _ name: String) throws {
      try text.write(to: folder.appendingPathComponent(name), atomically: true, encoding: .utf8)
    }
    #expect(throws: GoldenError("\(folder.path): contains no golden file (*.csv)")) {
      try ValidationRun(folder: folder.path)
    }
    try write("a,b\n", "strange.csv")
    try write("node_nm,roadmap,temperature_K\n32,2,500\n", "technology.csv")
    try write("time_constant_s,ramp_in,delay_s,ramp_out\n1e-9,1e20,9,9\n", "inner/primitive_horowitz.csv")
    let run = try ValidationRun(folder: folder.path)
    #expect(run.notSupported == ["strange.csv"])
    #expect(
      run.errors == ["\(folder.path)/technology.csv:2: temperature_K (500) must be between 300 and 400"])
    #expect(run.reports.map(\.fileName) == ["inner/primitive_horowitz.csv"])
    #expect(run.reports.first?.comparison.failed == 2)
    #expect(!run.succeeded)
    #expect(throws: GoldenError("/nowhere: is not a folder")) { try ValidationRun(folder: "/nowhere") }
  }

  @Test("The stream of the golden files is SplitMix64")
  func stream() {
    // First outputs of the published generator for the seed 1234567.
    let stream = SplitMix64(seed: 1_234_567)
    #expect(stream[0] == 6_457_827_717_110_365_317)
    #expect(stream[1] == 3_203_168_211_198_807_973)
    #expect(SplitMix64.fraction(stream[0]) >= 0 && SplitMix64.fraction(stream[0]) < 1)
  }
}
