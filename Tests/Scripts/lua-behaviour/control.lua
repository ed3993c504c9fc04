-- goto, closures, loops, multiple values, integer division and overflow.
for i = 1, 3 do
  for j = 1, 3 do
    if j == 2 then goto continue end
    io.write(i, ":", j, " ")
    ::continue::
  end
end
print()
do local k = 0 ::top:: k = k + 1 if k < 5 then goto top end print(k) end
local functions = {}
for i = 1, 3 do local j = i * 2 functions[i] = function() j = j + 1 return i, j end end
print(functions[1]()) print(functions[1]()) print(functions[3]())
print((function(...) return select("#", ...), ... end)(nil, nil, 3))
local a, b, c = (function() return 1, 2, 3 end)()
print(a, b, c, ((function() return 1, 2 end)()))
local x, y = 1
print(x, y)
for i = 3, 1, -1 do io.write(i, " ") end
for i = math.maxinteger - 1, math.maxinteger do io.write(i, " ") end
for i = 1.0, 2 do io.write(i, " ") end
print()
print(7 // 2, -7 // 2, 7 % -3, -7 % 3, 7.5 // 2, 1e308 * 10, -(0 / 0) ~= 0 / 0, 3 | 4, 5 ~ 1, ~0,
  1 << 63, 1 << 64)
print(math.maxinteger + 1 == math.mininteger, math.mininteger // -1, 5 // 0.0, -5 % math.huge,
  2^53 == 2^53 + 1)
print(1 == 1.0, "1" == 1, 0x7fffffffffffffff, 0xffffffffffffffff, 1e15, 1e16, 2^63, -0.0, 100000000000000)
print(10 / 2, 3 // 1.0, 7 // 1, "10" + 5, "0x10" + 0, "3.0" + 1, 10 .. 20)
do
  local log = {}
  for k, v in (function()
    local closer = setmetatable({}, { __close = function() log[#log + 1] = "closed" end })
    return next, { 1 }, nil, closer
  end)() do log[#log + 1] = k + v break end
  print(table.concat(log, " "))
end
local t = setmetatable({}, {
  __index = function(_, k) return k .. "!" end, __newindex = function(t, k, v) rawset(t, k, v * 2) end,
  __call = function(_, ...) return "called", ... end, __len = function() return 42 end,
  __eq = function() return true end, __lt = function() return true end, __le = function() return false end,
  __concat = function(l, r) return "joined" end, __unm = function() return "minus" end,
  __name = "Named", __idiv = function() return "idiv" end, __band = function() return "band" end,
})
t.n = 4
print(t.x, t.n, t(1, 2), #t, t == setmetatable({}, getmetatable(t)), t < t, t <= t, t .. 1, -t, t // 1, t & 1)
print((tostring(t):gsub("0x%x+", "address")))
local many = {} for i = 1, 300 do many[i] = i end
print(select("#", table.unpack(many)), select(-1, table.unpack(many)), math.max(table.unpack(many)))
