-- load, its modes and environments; require.
print(load("return 1", "=c", "t")(), load("return 1", "=c", "bt")())
print(load("return 1", "=c", "b"))
local binary = string.dump(function(...) return select("#", ...) end)
print(load(binary, "=c", "t"))
print(load(binary, "=c", "b")(1, 2, 3), load(binary)(1))
print(load(binary:sub(1, 20), "=c"))
local pieces = { "return ", "4", "2" }
local at = 0
print(load(function() at = at + 1 return pieces[at] end)())
print(pcall(load, function() error("reader", 0) end))
print(pcall(load, function() return {} end))
print(load("x = 1; return x", "=c", "t", {})(), x)
local environment = { y = 3 }
print(load("return y", "=c", "t", environment)())
print(debug.getinfo(load("", "@file.lua"), "S").short_src, debug.getinfo(load("", "text\nmore"),
  "S").short_src)
package.preload.made = function(...) print("loader", ...) return { made = true } end
print(require("made").made, select(2, require("made")))
print(package.loaded.made.made, package.config:sub(1, 1), #package.searchers)
print(pcall(require, "not.there") == false)
print(package.searchpath("x", "./?.nothing;/?.none"))
print(pcall(dofile, "/nonexistent.lua"))
print(loadfile("/nonexistent.lua"))
local stripped = load(string.dump(load("local a = 1; error('m')", "=named"), true))
print(pcall(stripped))
