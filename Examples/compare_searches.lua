-- How good is a search? All methods at equal budget beside the exact optimum: Phase 1 with the published cost
-- fits, 2 % around an area, at least the ReLU units of VGG16.
--   xpert-lua Examples/compare_searches.lua [area_mm2] [steps]
local xpert = require "xpert"
local target, steps = tonumber(arg[1]) or 50, tonumber(arg[2]) or 2000
local units = 276480                                 -- ReLU units of VGG16 on 32 x 32 images

local supernet = xpert.backbone.vgg16 {
  channels       = xpert.choice { 64, 128, 256, 512 },
  column_sharing = xpert.choice { 2, 4, 8, 16, 32 },
  adc            = xpert.choice { "flash", "sar" },
}

local optimum = xpert.search.exact {
  supernet = supernet, cost_model = "published", minimize = "delay_fit",
  area_mm2 = { min = 0.98 * target, max = 1.02 * target }, relu_units = { min = units },
}:run()
print(optimum.certificate)
print()

local function options()
  return {
    supernet = supernet, cost_model = "published", minimize = "delay_fit", steps = steps, seed = 1,
    loss = function(m)
      return 0.01 * m.delay_fit + (m.area_mm2 / target - 1)^2 + 30 * (1 - m.relu_units / units):relu()^2
    end,
    accept = function(s)
      return math.abs(s.area_mm2 / target - 1) <= 0.02 and s.relu_units >= units
    end,
  }
end

print(("%-12s %10s %8s %10s %10s"):format("method", "delay_fit", "gap %", "feasible %", "distinct"))
for _, method in ipairs { "gradient", "random", "hill_climb", "anneal", "evolution" } do
  local search = xpert.search[method](options())
  local result = search:run()
  local best = result.best
  print(("%-12s %10s %8s %10.1f %10d"):format(
    method, best and ("%.2f"):format(best.delay_fit) or "-",
    best and optimum.achieved and ("%.2f"):format((best.delay_fit / optimum.achieved - 1) * 100) or "-",
    100 * result.accepted_steps / result.steps, result.distinct_candidates))
  if method == "gradient" then print("  " .. search:audit().verdict) end
end
