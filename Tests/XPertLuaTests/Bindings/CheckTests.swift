import Testing

@testable import XPertCore
@testable import XPertLua

/// What `--check` does with bindings: everything is validated, nothing expensive runs, no file is written.
@Suite struct CheckTests {
  let fixture: BindingFixture

  init() throws {
    fixture = try BindingFixture()
    fixture.state.isChecking = true
  }

  /// Where the check ended early; nil: the script ran through.
  private func check(_ source: String) throws -> String? {
    fixture.state.isChecking = true
    do {
      try fixture.run(source)
    } catch let error as LuaError {
      guard fixture.state.context.checkEnd != nil else { throw error }
    }
    return fixture.state.context.checkEnd
  }

  @Test("a loop over the steps is not entered, and the loss is called once")
  func loops() throws {
    #expect(
      try check(
        """
        calls, seen = 0, 0
        local search = gradient(function(m, w, step)
          calls = calls + 1
          return w.a * m.delay_us
        end, { steps = 100000000, weights = { a = 1 }, accept = function(s) seen = seen + s.index return \
        true end })
        for step in search:steps() do error("a loop's body") end
        for step in search:steps() do error("a loop's body") end
        """) == nil)
    #expect(try fixture.evaluate("return { calls, seen }", as: [Int].self) == [1, 1])
  }

  @Test(
    "what needs a search's outcome ends the check there, as passed", arguments: ["run", "result", "audit"])
  func ends(method: String) throws {
    #expect(
      try check(
        "local s = gradient(function(m) calls = (calls or 0) + 1 return m.delay_us end) "
          + "print(s:\(method)().nonsense)"
      )
        == "search:\(method)()")
    #expect(try fixture.evaluate("return calls or 0", as: Int.self) == (method == "run" ? 1 : 0))
  }

  @Test("a random search is checked in the same way")
  func random() throws {
    #expect(
      try check("xpert.search.random { supernet = space(), minimize = 'edap', steps = 1e8 }:run()")
        == "search:run()")
    #expect(
      try check(
        "for step in xpert.search.random { supernet = space(), minimize = 'edap' }:steps() do error('x') end")
        == nil)
  }

  @Test("mistakes are found: in options, in the loss, in accept")
  func mistakes() {
    for (source, message) in [
      ("xpert.hardware { crosbar = 64 }", "xpert.hardware has no field 'crosbar' (did you mean 'crossbar'?)"),
      (
        "for step in gradient(function(m) return m.area end):steps() do end",
        "xpert.Metrics has no member 'area' (did you mean 'area_mm2' or 'area_um2'?)"
      ),
      ("gradient(function(m) m.area_mm2:log() end):run()", "loss returned nothing: is a 'return' missing?"),
      (
        "gradient(function(m) return m.delay_us end, { accept = function(s) return s.area < 1 end }):run()",
        "xpert.Step has no member 'area' (did you mean 'area_mm2' or 'area_um2'?)"
      ),
    ] {
      fixture.expect(source, message)
      #expect(fixture.state.context.checkEnd == nil)
    }
  }

  @Test("nothing is written")
  func writing() throws {
    let folder = fixture.folder
    #expect(
      try check(
        """
        assert(network():write_csv("\(folder["a.csv"])") == true)
        local report = xpert.evaluate { network = network() }
        assert(report:write_csv("\(folder["b.csv"])") == true and \
        report:write_json("/no/such/folder/c.json") == true)
        """) == nil)
    #expect(folder.names.isEmpty)
  }
}
