import Testing

@testable import XPertLua

/// What scripts try with scalars that Lua itself refuses, and what losses must not do.
@Suite struct ScalarMisuseTests {
  private static let wayOut =
    "x.value is its number; xpert.log(x), xpert.max(x, y) and others keep its derivative"

  @Test(
    "Lua's own functions name the way out of a scalar",
    arguments: [
      "math.log(m.area_mm2)", "math.floor(m.area_mm2)", "math.sqrt(m.area_mm2)",
      "('%.2f'):format(m.area_mm2)", "('x'):rep(m.tiles)", "m.tiles // 2", "m.tiles % 2", "#m.tiles",
    ])
  func lua(expression: String) throws {
    let message = try BindingFixture().message("gradient(function(m) return \(expression) end):run()")
    #expect(
      message.hasPrefix("spec.lua:1: ") && message.contains("xpert.Scalar (\(Self.wayOut))"), "\(message)")
  }

  @Test("a text and a scalar give a text with its number, and getmetatable its plain name")
  func concatenation() throws {
    try BindingFixture().run(
      """
      gradient(function(m)
        assert("tiles: " .. m.tiles == "tiles: " .. m.tiles.value)
        assert(m.area_mm2 .. " mm2" == m.area_mm2.value .. " mm2" and 1 .. m.tiles == 1 .. m.tiles.value)
        local ok, message = pcall(function() return m.tiles .. {} end)
        assert(not ok and message:find("cannot concatenate table and xpert.Scalar"), message)
        assert(getmetatable(m.tiles).__name == "xpert.Scalar")
        return m.area_mm2
      end, { steps = 1 }):run()
      """)
  }

  @Test("a search with a loss inside a loss is refused, and leaves the outer one usable")
  func nested() throws {
    let fixture = try BindingFixture()
    fixture.expect(
      "gradient(function(m) gradient(function(n) return n.delay_us end):run() return m.delay_us end):run()",
      "a search whose loss is computed cannot run inside the loss of another: run it before, and use what it"
        + " found, or search by 'minimize' without a loss")
    try fixture.run(
      """
      local optimum
      gradient(function(m)
        pcall(function() gradient(function(n) return n.delay_us end):run() end)
        optimum = xpert.search.exact { supernet = space(), minimize = "tiles" }:run().achieved
        return m.delay_us
      end, { steps = 2 }):run()
      assert(optimum > 0)
      gradient(function(m) return m.delay_us end, { steps = 1 }):run()
      """)
  }

  @Test("an augmented Lagrangian made inside a loss is refused, since it would begin anew in every step")
  func lagrangian() throws {
    try BindingFixture().expect(
      "gradient(function(m, w) return xpert.loss.augmented_lagrangian { area_mm2 = 1 }(m, w) end):run()",
      "xpert.loss.augmented_lagrangian: made in every step, its multipliers begin anew: make it once, outside"
        + " the loss, and call it inside: term(m, w)")
  }

  @Test("a scalar of a loss that has ended in an error is refused", arguments: ["random", "gradient"])
  func afterError(search: String) throws {
    let fixture = try BindingFixture()
    try fixture.run(
      """
      local kept
      local ok = pcall(function()
        xpert.search.\(search) { supernet = space(), steps = 3, loss = function(m)
          kept = m.area_mm2 * 2
          error "no"
        end }:run()
      end)
      assert(not ok)
      for _, use in ipairs { tostring, function(s) return s + 1 end, function(s) return s.value end } do
        local ok, message = pcall(use, kept)
        assert(ok or message:find("a scalar of an earlier step"), message)
      end
      """)
  }
}
