import Foundation
import Testing

@testable import XPertCore

@Suite("Result tables and manifests")
struct ResultTableTests {
  static var table: ResultTable {
    var table = ResultTable(columns: [
      .init("candidate"), .init("area", unit: "mm2"), .init("delay", unit: "us"), .init("note"),
    ])
    table.append([.integer(1), .number(49.5), .number(0.1 + 0.2), .text("best, \"so far\"")])
    table.append([.integer(2), .number(1.25e-7), .missing, .text("plain")])
    return table
  }

  static let manifest = Manifest(
    version: "0.1.0", luaVersion: "Lua 5.4.4", script: ("phase1.lua", Array("abc".utf8)), seed: 1,
    convention: "consistent", hardware: [.init("node_nm", "32"), .init("crossbar", "64")],
    commandLine: ["xpert-lua", "phase1.lua", "50"])

  @Test("CSV has units in its header, quotes where needed and empty cells where values miss")
  func csv() {
    #expect(
      Self.table.csv == """
        candidate,area_mm2,delay_us,note
        1,49.5,0.30000000000000004,"best, ""so far\"""
        2,1.25e-07,,plain

        """)
  }

  @Test("JSON has columns with units, rows by name, and the manifest")
  func json() throws {
    struct Document: Decodable {
      struct Column: Decodable { var name: String, unit: String? }
      struct Row: Decodable { var candidate: Int, area_mm2: Double, delay_us: Double?, note: String }
      struct Manifest: Decodable { var seed: Int }
      var columns: [Column], rows: [Row], manifest: Manifest
    }
    let bytes = try Self.table.json(manifest: Self.manifest).bytes()
    let document = try JSONDecoder().decode(Document.self, from: Data(bytes))
    #expect(document.columns.map(\.name) == ["candidate", "area_mm2", "delay_us", "note"])
    #expect(document.columns.map(\.unit) == [nil, "mm2", "us", nil])
    #expect(document.rows[0].candidate == 1 && document.rows[0].note == "best, \"so far\"")
    #expect(document.rows[0].delay_us == 0.1 + 0.2 && document.rows[1].delay_us == nil)
    #expect(document.manifest.seed == 1)
  }

  @Test("files are written as a whole, and a value that JSON cannot express is named")
  func files() throws {
    let folder = TemporaryFolder()
    try Self.table.write(csv: folder.file("a.csv"))
    #expect(try String(contentsOfFile: folder.file("a.csv"), encoding: .utf8) == Self.table.csv)
    try Self.table.write(json: folder.file("a.json"), manifest: Self.manifest)
    #expect(try FileSystem.read(folder.file("a.json")) == Self.table.json(manifest: Self.manifest).bytes())

    var broken = Self.table
    broken.append([.integer(3), .number(.nan), .missing, .missing])
    let path = folder.file("broken.json")
    let error = #expect(throws: FileError.self) { try broken.write(json: path) }
    #expect(error?.description == "\(path): cannot be written: result.rows[3].area_mm2: JSON has no nan")
    #expect(folder.contents == ["a.csv", "a.json"])
    #expect(broken.csv.hasSuffix("3,nan,,\n"))
  }

  @Test("the printed table has units in its header and four digits")
  func printed() {
    #expect(
      Self.table.textTable.description == """
        candidate  area (mm²)  delay (µs)  note
        ---------  ----------  ----------  --------------
                1        49.5         0.3  best, "so far"
                2    1.25e-07           -  plain
        """)
  }

  @Test("a manifest says what made a result and has a date only when asked")
  func manifest() throws {
    var manifest = Self.manifest
    #expect(
      String(decoding: try manifest.json.bytes(), as: UTF8.self) == """
        {
          "command_line" : [
            "xpert-lua",
            "phase1.lua",
            "50"
          ],
          "convention" : "consistent",
          "hardware" : {
            "crossbar" : "64",
            "node_nm" : "32"
          },
          "lua_version" : "Lua 5.4.4",
          "script" : "phase1.lua",
          "script_sha256" : "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
          "seed" : 1,
          "version" : "0.1.0"
        }

        """)
    #expect(manifest.entries.map(\.name).suffix(4) == ["convention", "command line", "node_nm", "crossbar"])
    manifest.date = "2026-01-31T12:00:00Z"
    guard case .object(let members) = manifest.json else { Issue.record("not an object"); return }
    #expect(members["date"] == .string("2026-01-31T12:00:00Z"))
    #expect(manifest.entries.contains(.init("date", "2026-01-31T12:00:00Z")))
  }
}
