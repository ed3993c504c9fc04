-- Messages and positions.
local function try(source, ...)
  local chunk, problem = load(source, "=s")
  if not chunk then print(problem) return end
  local _, value = pcall(chunk, ...)
  print((tostring(value):gsub("0x%x+", "address")))
end
for _, source in ipairs {
  "x = = 1", "x = 'open", "for i = 1 do end", "goto nowhere", "break", "local x <const> = 1; x = 2",
  "local x <odd> = 1", "return 1 +", "x = 0x", "x = '\\q'", "x = '\\u{110000000}'", "::a:: ::a::", "do",
  "a.b:c = 1", "x = }", "return ...", "function f() return ... end", "--[[ open", "x = [==[ open",
  "local t = nil; t.x = 1", "local t = {}; t.x.y = 1", "undefined()", "undefined.field()", "('x')()",
  "return 1 + {}", "return {} .. 'x'", "return #5", "return -{}", "return 1 < 'x'", "return {} < {}",
  "return 2^53 | 1.5", "return 1 // 0", "return 1 % 0", "return 'a' + 1", "return 'a' | 1", "error()",
  "error(nil)", "error('m', 0)", "error('m', 1)", "error('m', 2)", "error({})", "error(7)",
  "return math.tointeger('x')", "return ('x'):rep(-1)", "return string.rep()", "return ('x'):bad()",
  "return setmetatable({}, {}).x.y", "return table.concat({ 1, {}, 3 })", "return select(0)",
  "return tonumber('z', 36), tonumber('8', 8), tonumber('1e1')", "return tostring()", "return ipairs()",
  "for i = 1, 10, 0 do end", "for i = 'a', 2 do end", "return next({}, 'x')", "return rawset(1, 2, 3)",
  "local t = setmetatable({}, { __index = function(_, k) error('no ' .. k) end }); return t.field",
  "return string.format('%d', 1.5)", "return string.format('%q', {})", "return ('x'):format(1, 2)",
  "return string.format('%y', 1)", "return utf8.char(-1)", "return utf8.codepoint('\\xff')",
  "return math.random(0, -1)", "return table.unpack({}, 1, 1e8)", "return string.char(256)",
  "return assert(false)", "return assert(nil, 'own')", "return assert(false, {})",
  "return setmetatable(1, {})",
  "return load(5)", "return coroutine.resume(1)", "return os.time({})", "return io.open('/nonexistent/x')",
  "return require('a.module.that.is.not.there') and nil",
} do
  if not source:find "require" then try(source) else print(pcall(load(source)) == false) end
end
print(pcall(error, setmetatable({}, { __tostring = function() return "text" end })) == false)
-- Errors in handlers, and in closing.
print(xpcall(error, function() error("again") end))
print(pcall(function()
  local a <close> = setmetatable({}, { __close = function(_, e) error("closing after " .. tostring(e),
  0) end })
  error("first", 0)
end))
print(select("#", pcall(error)))
local deep
deep = function() return 1 + deep() end
print((select(2, pcall(deep)):gsub("\n.*", ""):gsub("^.-: ", "")))
print(pcall(string.rep, "x", 1 << 62))
