import Foundation
import Testing

@testable import XPertCore
@testable import XPertLua

/// Files that scripts write and read.
@Suite struct FileTests {
  let fixture: BindingFixture

  init() throws { fixture = try BindingFixture() }

  /// Everything that writes, on a result `r`, a report `e` and a network `n`.
  private static let writers = [
    "r:write_csv(path)", "r:write_json(path)", "r:plot(path)", "r:report(path)", "e:write_csv(path)",
    "e:write_json(path)", "n:write_csv(path)",
  ]

  private func run(_ writer: String, path: String) throws -> [String] {
    try fixture.evaluate(
      """
      local r = gradient(function(m) return m.delay_us end):run()
      local e, n = xpert.evaluate { network = network() }, network()
      local path = "\(path)"
      local results = table.pack(\(writer))
      for i = 1, results.n do results[i] = tostring(results[i]) end
      results.n = nil
      return results
      """, as: [String].self)
  }

  @Test(
    "a file is written as a whole, an older one replaced, and nothing else left in the folder",
    arguments: writers)
  func writing(writer: String) throws {
    let folder = TemporaryFolder()
    #expect(try run(writer, path: folder["out"]) == ["true"])
    let text = try folder.read("out")
    #expect(text.count > 100)
    _ = try folder.write(String(repeating: "old", count: 100_000), to: "out")
    #expect(try run(writer, path: folder["out"]) == ["true"])
    #expect(try folder.read("out") == text)
    #expect(folder.names == ["out"])
  }

  @Test(
    "a path that cannot be written gives nil and the reason, and leaves what was there", arguments: writers)
  func unwritable(writer: String) throws {
    let folder = TemporaryFolder()
    #expect(
      try run(writer, path: folder["no/such/folder"])
        == ["nil", "\(folder["no/such/folder"]): cannot be written: No such file or directory"])
    #expect(
      try run(writer, path: folder.path) == ["nil", "\(folder.path): cannot be written: Is a directory"])
    #expect(try run(writer, path: "") == ["nil", "'': cannot be written: the path is empty"])
    #expect(
      try run(writer, path: "\(folder["a"])\\0b") == [
        "nil", "\(folder["a"]): cannot be written: the path contains a NUL byte",
      ])
    #expect(
      try run(writer, path: "/dev/full") == ["nil", "/dev/full: cannot be written: No space left on device"])
    #expect(folder.names.isEmpty)
  }

  @Test("a path that is none is a mistake of the script", arguments: writers)
  func noPath(writer: String) throws {
    let (name, call) = (
      String(writer.dropFirst(2).prefix { $0 != "(" }), writer.replacing("(path)", with: "(nil)")
    )
    #expect(
      fixture.message(
        "local r, e, n = gradient(function(m) return m.delay_us end):run(), xpert.evaluate { network = "
          + "network() }, "
          + "network() \(call)")
        == "spec.lua:1: bad argument #1 to '\(name)' (string expected, got nil)")
  }

  @Test("a network written and read is the same network, in each of the three forms")
  func networks() throws {
    let path = fixture.folder["n.csv"]
    try fixture.run(
      """
      local n = xpert.network { input = { size = 16 }, classes = 10, pool_after = { 1 },
        layers = { { channels = 8, adc = "sar", column_sharing = 16, adc_bits = 5, input_bits = 4 }, { \
        channels = 24, stride = 2 }, { channels = 8, kernel = 5 } } }
      local function layers(network)
        local lines = {}
        for _, layer in ipairs(network) do
          local fields = {}
          for name, value in xpert.sorted(layer) do fields[#fields + 1] = name .. "=" .. tostring(value) end
          lines[#lines + 1] = table.concat(fields, " ")
        end
        return lines
      end
      local written = layers(n)
      assert(n:write_csv("\(path)", "xpertsim"))
      assert(table.concat(layers(xpert.network.read_csv("\(path)")), "\\n") == table.concat(written, "\\n"))

      -- pairs leave the classifier out
      assert(n:write_csv("\(path)"))
      local pairs = xpert.network.read_csv("\(path)")
      assert(#pairs == 3 and table.concat(layers(pairs), "\\n") == table.concat(written, "\\n", 1, 3))
      assert(n:write_csv("\(path)", "pairs"))

      -- NeuroSim's file has no periphery
      assert(n:write_csv("\(path)", "neurosim"))
      local plain = xpert.network.read_csv("\(path)")
      assert(#plain == 4 and plain[1].adc == "flash" and plain[2].stride == 2 and plain[1].pooled and \
      plain[3].kernel == 5)
      """)
    #expect(
      fixture.message("network():write_csv('x', 'pairz')")
        == "spec.lua:1: bad argument #2 to 'write_csv' ('pairs' (XPertSim, layer and auxiliary rows), "
        + "'xpertsim' (12 columns) or 'neurosim' (8) expected, got 'pairz')")
  }

  @Test("the published example comes back byte for byte")
  func published() throws {
    let path = try fixture.folder.write(EvaluationTests.publishedFile, to: "in.csv")
    try fixture.run("assert(xpert.network.read_csv('\(path)'):write_csv('\(fixture.folder["out.csv"])'))")
    #expect(try fixture.folder.read("out.csv") == EvaluationTests.publishedFile)
  }

  @Test("what is odd in a file is a warning of the network")
  func warnings() throws {
    let path = try fixture.folder.write("34,34,3,3,3,64,0,1\n20,20,64,3,3,64,0,1\n", to: "odd.csv")
    try fixture.run(
      """
      local warnings = xpert.network.read_csv("\(path)").warnings
      assert(#warnings == 1 and warnings[1]:find(":2: columns 1 and 2", 1, true), warnings[1])
      assert(#network().warnings == 0)
      """)
  }

  @Test("a network of a classifier alone can be read, and what cannot be done with it is said")
  func classifierAlone() throws {
    let path = try fixture.folder.write("1,1,512,1,1,10,0,1\n", to: "fc.csv")
    try fixture.run(
      """
      local n = xpert.network.read_csv("\(path)")
      assert(#n == 1 and n[1].classifier and xpert.evaluate { network = n }.tiles >= 1)
      tostring(n)
      local ok, message = pcall(xpert.evaluate, { network = n, convention = "published" })
      assert(not ok and message:find("must have a convolution"))
      local written, reason = n:write_csv("\(fixture.folder["out.csv"])")
      assert(written == nil and reason:find("cannot be written: pairs leave the classifier out", 1, true), \
      reason)
      assert(n:write_csv("\(fixture.folder["plain.csv"])", "xpertsim"))
      assert(xpert.network.read_csv("\(fixture.folder["plain.csv"])")[1].input_channels == 512)
      """)
    #expect(fixture.folder.names == ["fc.csv", "plain.csv"])
  }

  @Test("a report's files carry the chip's totals: a last row of the CSV, a member of the JSON")
  func reportTotals() throws {
    let (csv, json) = (fixture.folder["r.csv"], fixture.folder["r.json"])
    try fixture.run(
      """
      local r = xpert.evaluate { network = network() }
      assert(r:write_csv("\(csv)") and r:write_json("\(json)"))
      local last
      for line in io.lines("\(csv)") do last = line end
      local fields = {}
      for field in (last .. ","):gmatch("([^,]*),") do fields[#fields + 1] = field end
      assert(#fields == 8 and fields[1] == "chip" and fields[7] == "")
      assert(tonumber(fields[2]) == r.area_mm2 and tonumber(fields[3]) == r.delay_ns)
      assert(tonumber(fields[4]) == r.dynamic_energy_pJ and tonumber(fields[5]) == r.leakage_energy_pJ)
      assert(tonumber(fields[6]) == r.tiles and tonumber(fields[8]) == r.utilisation)
      area, edap = r.area_mm2, r.edap
      """)
    #expect(try fixture.folder.read("r.csv").split(separator: "\n").count == 5)
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(fixture.folder.read("r.json").utf8)) as? [String: Any])
    let chip = try #require(document["chip"] as? [String: Any])
    #expect(try agree(chip["area_mm2"] as? Double ?? 0, fixture.evaluate("return area"), within: 1e-15))
    #expect(try agree(chip["edap"] as? Double ?? 0, fixture.evaluate("return edap"), within: 1e-15))
    #expect(chip["convention"] as? String == "consistent")
    for name in ["tops_per_W", "frames_per_s", "leakage_energy_pJ", "clock_period_ns", "tiles", "weights"] {
      #expect(chip[name] as? Double ?? 0 > 0, "\(name)")
    }
    #expect((document["rows"] as? [Any])?.count == 3 && document["manifest"] != nil)
  }

  @Test("a result without losses is written with the losses missing")
  func missingLosses() throws {
    let (csv, json) = (fixture.folder["r.csv"], fixture.folder["r.json"])
    try fixture.run(
      """
      local r = xpert.search.random { supernet = space(), minimize = "edap", steps = 4 }:run()
      assert(r:write_csv("\(csv)") and r:write_json("\(json)") and r:plot("\(fixture.folder["r.svg"])"))
      assert(r:report("\(fixture.folder["r.html"])"))
      """)
    let rows = try fixture.folder.read("r.csv").split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    #expect(rows[0][2] == "loss")
    #expect(rows.dropFirst().allSatisfy { $0[2].isEmpty && $0.count == rows[0].count })
    #expect(try fixture.folder.read("r.json").contains("\"loss\" : null"))
    #expect(try !fixture.folder.read("r.svg").contains("nan"))
    #expect(try !fixture.folder.read("r.html").contains(">nan<"))
  }

  @Test("the CSV of a result has the numbers of its candidates, exactly")
  func resultCSV() throws {
    try fixture.run(
      """
      local r = gradient(function(m) return m.delay_us:log() end, { steps = 20 }):run()
      assert(r:write_csv("\(fixture.folder["r.csv"])"))
      local names, row
      for line in io.lines("\(fixture.folder["r.csv"])") do
        local fields = {}
        for field in (line .. ","):gmatch("([^,]*),") do fields[#fields + 1] = field end
        if not names then names, row = fields, 0
        else
          row = row + 1
          for i, name in ipairs(names) do
            if name == "rank" then assert(tonumber(fields[i]) == row)
            elseif name ~= "architecture" then assert(tonumber(fields[i]) == r.candidates[row][name], name) \
            end
          end
        end
      end
      assert(row == #r.candidates)
      """)
  }

  @Test("the CSV of a result tells apart all that a space chooses among")
  func architectures() throws {
    try fixture.run(
      """
      local s = xpert.supernet { input = { size = 8 }, classes = 10, layers = {
        { channels = 8, kernel = xpert.choice { 3, 5 }, adc_bits = xpert.choice { 5, 6 } },
        { channels = 16, adc = "sar", crossbar = xpert.choice { 32, 64 }, input_bits = xpert.choice { 4, 8 \
        } },
      } }
      local r = xpert.search.random { supernet = s, minimize = "edap", steps = 200 }:run()
      assert(#r.candidates == 16 and r:write_csv("\(fixture.folder["r.csv"])"))
      """)
    let names = try fixture.folder.read("r.csv").split(separator: "\n").dropFirst()
      .map { $0.split(separator: ",").last! }
    #expect(Set(names).count == 16)
    #expect(names.contains("8/flash/8/kernel=5/adc_bits=6 16/sar/8/input_bits=4/crossbar=32"))
  }

  @Test("a result without steps has nothing to plot, and says so")
  func nothingToPlot() throws {
    try fixture.run(
      """
      local r = gradient(function(m) return m.delay_us end):result()
      local ok, reason = r:plot("\(fixture.folder["r.svg"])")
      assert(ok == nil and reason == "there is nothing to plot" and r.best == nil)
      assert(r:report("\(fixture.folder["r.html"])") and r:write_csv("\(fixture.folder["r.csv"])") and \
      r:write_json("\(fixture.folder["r.json"])"))
      """)
    #expect(try fixture.folder.read("r.csv").split(separator: "\n").count == 1)
  }
}
