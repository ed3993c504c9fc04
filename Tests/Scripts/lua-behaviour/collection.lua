-- The collector: weak tables, finalisers, modes.
local weak = setmetatable({}, { __mode = "v" })
weak[1], weak[2] = {}, "string"
collectgarbage()
print(weak[1], weak[2])
local keys = setmetatable({}, { __mode = "k" })
keys[{}] = 1
do local k = {} keys[k] = k end
collectgarbage()
print(next(keys))
local order = {}
for i = 1, 3 do setmetatable({}, { __gc = function() order[#order + 1] = i end }) end
collectgarbage()
print(table.concat(order, " "))
local risen
do local x = setmetatable({ name = "x" }, { __gc = function(o) risen = o end }) end
collectgarbage()
print(risen and risen.name)
collectgarbage("incremental")
print(collectgarbage("incremental"), collectgarbage("generational"), collectgarbage("incremental"))
print(collectgarbage("isrunning"), collectgarbage("stop"), collectgarbage("isrunning"),
  collectgarbage("restart"))
print(math.type(collectgarbage("count")), type(collectgarbage("step")), pcall(collectgarbage, "odd"))
local before = collectgarbage("count")
local waste = {}
for i = 1, 1e4 do waste[i] = { i } end
print(collectgarbage("count") > before)
waste = nil
collectgarbage()
print(collectgarbage("count") < before + 100)
warn("@on")
setmetatable({}, { __gc = function() error("in a finaliser") end })
collectgarbage()
setmetatable({}, { __gc = function() print("at the end") end })
