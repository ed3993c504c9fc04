import Testing

/// A script that tries to outlive its time limit.
struct EscapeAttempt: Sendable, CustomTestStringConvertible {
  let name: String
  let source: String

  var testDescription: String { name }

  private init(_ name: String, _ source: String) {
    self.name = name
    self.source = source
  }

  static let all: [EscapeAttempt] = [
    EscapeAttempt("plain loop", "while true do end"),
    EscapeAttempt("goto", "::a:: goto a"),
    EscapeAttempt("calls only", "local function f() return f() end f()"),
    EscapeAttempt("pcall loop", "while true do pcall(function() while true do end end) end"),
    EscapeAttempt("recursive pcall", "local function f() pcall(f) f() end f()"),
    EscapeAttempt(
      "coroutine loop",
      """
      while true do coroutine.resume(coroutine.create(function() while true do end end)) end
      """),
    EscapeAttempt(
      "wrapped coroutines",
      """
      while true do pcall(coroutine.wrap(function() while true do end end)) end
      """),
    EscapeAttempt(
      "nested coroutines",
      """
      local function nest(n)
        if n == 0 then while true do end end
        coroutine.wrap(nest)(n - 1)
      end
      while true do pcall(nest, 50) end
      """),
    EscapeAttempt(
      "xpcall with a looping handler",
      """
      xpcall(function() while true do end end, function() while true do end end)
      """),
    EscapeAttempt(
      "xpcall with a handler that calls xpcall",
      """
      local function h() xpcall(h, h) while true do end end
      xpcall(function() while true do end end, h)
      """),
    EscapeAttempt(
      "xpcall with a C function as handler, and strings that can be called",
      """
      getmetatable("").__call = function() while true do end end
      xpcall(function() while true do end end, pcall)
      """),
    EscapeAttempt(
      "__close loop",
      """
      local function f()
        local x <close> = setmetatable({}, { __close = function() while true do end end })
        while true do end
      end
      while true do pcall(f) end
      """),
    EscapeAttempt(
      "__close of a wrapped coroutine that died in the hook",
      """
      coroutine.wrap(function()
        local x <close> = setmetatable({}, { __close = function() while true do end end })
        while true do end
      end)()
      """),
    EscapeAttempt(
      "__close of a wrapped coroutine that died in a comparison, where it cannot yield",
      """
      coroutine.wrap(function()
        local x <close> = setmetatable({}, { __close = function() while true do end end })
        table.sort({ 1, 2, 3 }, function() while true do end end)
      end)()
      """),
    EscapeAttempt(
      "coroutine.close of a coroutine that died in the hook",
      """
      local co = coroutine.create(function()
        local x <close> = setmetatable({}, { __close = function() while true do end end })
        while true do end
      end)
      while true do coroutine.resume(co) pcall(coroutine.close, co) end
      """),
    EscapeAttempt(
      "metamethods",
      """
      local t = setmetatable({}, { __index = function() while true do end end })
      while true do pcall(function() return t.x end) end
      """),
    EscapeAttempt(
      "string.gsub with a function",
      """
      string.gsub(("x"):rep(1e6), ".", function() pcall(function() while true do end end) end)
      """),
    EscapeAttempt("load with an endless reader", "load(function() return ' ' end)"),
    EscapeAttempt(
      "errors with a looping __tostring",
      """
      local value = setmetatable({}, { __tostring = function() while true do end end })
      while true do pcall(error, value) end
      """),
    EscapeAttempt("Swift in between", "while true do pcall(call, function() while true do end end) end"),
  ]
}
