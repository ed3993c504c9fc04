-- The string, table, utf8, math and os libraries at their edges.
print(("hello world"):find("o w"), ("hello"):find("l+"), ("a.b"):find(".", 1, true), ("x"):find("", 5),
  (""):find(""))
print(("key = value"):match("^(%w+)%s*=%s*(%w+)$"), ("[[x]]"):match("%[(%b[])%]"),
  ("THE (quick) fox"):find("%((%a+)%)"))
print(("abc"):gsub("%w", "%0%0"), ("abc"):gsub("", "-"), ("hello"):gsub("l", { l = "L" }),
  ("abc"):gsub("b", function() end))
print(pcall(string.gsub, "x", "(", ""), pcall(string.gsub, "x", "x", "%2"), pcall(string.find, "x",
  "[a"), pcall(string.find, "x", "%"))
for k, v in ("a=1, b=2"):gmatch("(%w+)=(%w+)") do io.write(k, v, ";") end
for p in ("abc"):gmatch("()") do io.write(p, " ") end
print(("x"):rep(3, ","), ("abc"):reverse(), ("abc"):byte(1, -1), ("abc"):sub(-2), ("abc"):sub(0),
  ("abc"):sub(3, 2))
print(("%f[%w]%w+"):len(), ("THE fox"):gsub("%f[%w]%w+", "<%0>"), ("a,b,,c"):gsub(",", ";", 2))
print(string.format("%5d|%-5d|%05d|%+d|%x|%X|%o|%c|%e|%g|%a", 42, 42, 42, 42, 255, 255, 8, 65, 1.5,
  1e20, 1.0))
print(string.format("%q %q %q %q", "a\n\0\"\\", 1 / 3, math.mininteger, 7),
  string.format("%-5s|%5s|%.2s", "ab", "ab", "abc"))
print(string.format("%s %s %s", nil, true, setmetatable({}, { __tostring = function() return "own" end })))
print(string.format("%i %u", 3, 4) == "3 4" or "no", pcall(string.format, "%10000d", 1))
print(string.pack("<i4", 100):byte(1, -1)) print(string.unpack("<i4", "\100\0\0\0"))
print(string.pack("z", "hi"):len(), string.packsize("i4i8"), pcall(string.pack, "i17", 1))
print(string.unpack("s1", "\3abc"), string.pack(">I2", 258):byte(1, 2), pcall(string.unpack, "i4", "x"))
print(utf8.len("ä€"), utf8.len("\xff"), utf8.char(228, 8364), utf8.codepoint("ä€", 1, -1),
  utf8.offset("ä€", 2))
for p, c in utf8.codes("ä€x") do io.write(p, ":", c, " ") end
print()
print(table.concat({ 1, 2, 3 }, "-", 2), table.unpack({ 1, 2, 3 }, 2), table.pack(nil, nil).n,
  select("#", table.unpack({}, 1, 3)))
local t = { 5, 2, 8, 1 } table.sort(t) print(table.concat(t, " ")) table.sort(t, function(a,
  b) return a > b end)
print(table.concat(t, " "), table.remove(t), table.remove(t, 1), #t, table.insert(t, 1, 9), t[1],
  pcall(table.insert, t, 9, 1))
print(table.concat(table.move({ 1, 2, 3 }, 1, 3, 2), " "), pcall(table.sort, { 3, 1, "x" }) == false)
print(math.type(1), math.type(1.0), math.type("1"), math.tointeger(3.0), math.tointeger(3.5),
  math.tointeger("8"))
print(math.floor(-3.5), math.ceil(-3.5), math.fmod(-7, 3), math.modf(3.7), math.abs(math.mininteger),
  math.ult(1, -1))
print(math.max(1, 2.5), math.min(3), pcall(math.max), math.sqrt(2), math.pi, math.exp(1), math.log(8,
  2), math.log(100, 10))
print(tonumber("0x1p4"), tonumber("1e"), tonumber(" 10 "), tonumber("10", 2), tonumber("zz", 36),
  tonumber("1_0"), tonumber("0x"))
print(tostring(1e100), tostring(-0.0), tostring(3.0), 2^31, 1e15, 123456789012345678)
print(os.time({ year = 2020, month = 1, day = 1, hour = 12 }) ~= nil, os.date("!%Y-%m-%d", 0),
  pcall(os.date, "%Ez", 0))
print(type(os.clock()), os.getenv("A_VARIABLE_THAT_IS_NOT_SET"), os.rename("/nonexistent/a",
  "/nonexistent/b"))
local file = io.tmpfile()
print(io.type(file), file:write("one\n", 2, " ", 3.5, "\nlast") == file, file:seek("set"))
print(file:read("l", "n", "n", "L", "a", "a", "l"))
print(file:seek("set", 2), file:read(0), file:read(2), file:read("n"))
print(file:close(), io.type(file), pcall(file.read, file))
print(tostring(file))
print(pcall(io.lines, "/nonexistent"))
print(("x"):len(), #"\u{7FFFFFFF}", "\x41\65\z
       B", 'a\
b')
