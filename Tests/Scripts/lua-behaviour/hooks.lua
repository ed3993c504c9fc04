-- What hooks see: the events of the script and no other.
local function events(mask, count, body)
  local seen = {}
  local function see(event, line)
    local info = debug.getinfo(2, "nS")
    seen[#seen + 1] = event .. ":" .. tostring(line) .. ":" .. info.what .. ":" .. tostring(info.name)
  end
  debug.sethook(see, mask, count)
  body()
  debug.sethook()
  return seen
end
for _, mask in ipairs { "c", "r", "cr", "l", "crl" } do
  print(mask, table.concat(events(mask, 0, function() string.len("x"); local a = 1; return a end), " "))
end
print(#events("", 10, function() for _ = 1, 100 do end end) > 5)
print(debug.gethook())
debug.sethook(print, "c", 7)
local hook, mask, count = debug.gethook()
debug.sethook()
print(hook == print, mask, count)
-- A hook of a coroutine is its own.
local co = coroutine.create(function() local x = 1; coroutine.yield(x); return 2 end)
local lines = {}
debug.sethook(co, function(_, line) lines[#lines + 1] = line end, "l")
print(coroutine.resume(co))
print(coroutine.resume(co))
print(table.concat(lines, " "), debug.gethook(co) ~= nil, debug.gethook())
-- An error in a hook is an error of the script.
print(pcall(function()
  debug.sethook(function() debug.sethook(); error("from the hook", 0) end, "l")
  local x = 1
  return x
end))
print(pcall(debug.sethook, 1, "c"))
print(debug.getinfo(debug.sethook, "S").what, debug.getinfo(xpcall, "S").what)
-- Tracebacks; `lua` has a C function of its own below the script.
local function plain(text) return (text:gsub("%s*%[C%]: in %?%s*$", "")) end
print(plain(debug.traceback("message", 1)))
print(plain(select(2, xpcall(function() error("deep") end, debug.traceback))))
print(plain(select(2, xpcall(function() error("deep") end, function(m) return debug.traceback(m, 1) end))))
print(select(2, xpcall(function() local x = nil; x() end, function(m) return debug.getinfo(2,
  "l").currentline .. m end)))
