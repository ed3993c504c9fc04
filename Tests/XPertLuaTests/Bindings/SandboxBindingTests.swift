import Testing

@testable import XPertCore
@testable import XPertLua

/// What an untrusted script cannot do with bindings.
@Suite struct SandboxBindingTests {
  let fixture: BindingFixture

  init() throws { fixture = try BindingFixture { $0.isSandboxed = true } }

  @Test("no file is read or written through xpert")
  func files() throws {
    let path = fixture.folder["x"]
    fixture.expect(
      "xpert.network.read_csv('/etc/passwd')", "xpert.network.read_csv: a sandboxed script may not read files"
    )
    for (object, method) in [
      ("network()", "write_csv"), ("xpert.evaluate { network = network() }", "write_csv"),
      ("xpert.evaluate { network = network() }", "write_json"),
      ("gradient(function(m) return m.delay_us end):run()", "write_csv"),
      ("gradient(function(m) return m.delay_us end):run()", "write_json"),
      ("gradient(function(m) return m.delay_us end):run()", "plot"),
      ("gradient(function(m) return m.delay_us end):run()", "report"),
    ] {
      fixture.expect(
        "local object = \(object) object:\(method)('\(path)')",
        "\(method): a sandboxed script may not write files")
    }
    #expect(fixture.folder.names.isEmpty)
  }

  @Test("a manifest does not tell what is in a file that the script names")
  func manifests() throws {
    let secret = try fixture.folder.write("secret", to: "secret")
    try fixture.run(
      """
      arg = { [-1] = "xpert-lua", [0] = "\(secret)" }
      local m = gradient(function(m) return m.delay_us end):run().manifest
      for name, value in pairs(m) do assert(not \
      value:find("\(SHA256.hexDigest(of: Array("secret".utf8)))")) end
      assert(m["script SHA-256"] == nil)
      """)
  }

  @Test("a search stops at the time limit, in a loop over its steps as in run")
  func timeLimit() throws {
    let fixture = try BindingFixture {
      $0.isSandboxed = true
      $0.timeLimit = 0.2
    }
    for use in ["s:run()", "for step in s:steps() do end", "pcall(s.run, s) s:run()"] {
      fixture.state.startClock()
      #expect(
        fixture.message(
          "local s = xpert.search.random { supernet = space(), minimize = 'edap', steps = 1000000 } \(use)"
        ).contains("time limit"))
    }
  }

  @Test("what does not touch files works as usual")
  func searches() throws {
    try fixture.run(
      """
      local result = gradient(function(m) return m.delay_us:log() end):run()
      assert(result.best.area_mm2 > 0 and tostring(result):find("best candidates"))
      assert(xpert.evaluate { network = result.best.network }.tiles > 0)
      """)
  }
}
