-- How good is a search? Beside all baselines at equal budget and the exact optimum: Phase 1 with the
-- published cost fits, 2 % around an area, at least the ReLU units of VGG16.
--   xpert-lua Examples/compare_searches.lua [area_mm2] [steps]
local xpert = require "xpert"
local target = assert(tonumber(arg[1] or 50), "area_mm2: number expected")
local steps = assert(math.tointeger(tonumber(arg[2] or 2000)), "steps: integer expected")
local units = 276480                                 -- ReLU units of VGG16 on 32 x 32 images

local search = xpert.search.gradient {
  supernet = xpert.backbone.vgg16 {
    channels       = xpert.choice { 64, 128, 256, 512 },
    column_sharing = xpert.choice { 2, 4, 8, 16, 32 },
    adc            = xpert.choice { "flash", "sar" },
  },
  cost_model = "published", minimize = "delay_fit", steps = steps, seed = 1,
  loss = function(m)
    return 0.01 * m.delay_fit + (m.area_mm2 / target - 1)^2 + 30 * (1 - m.relu_units / units):relu()^2
  end,
  accept = function(s)
    return math.abs(s.area_mm2 / target - 1) <= 0.02 and s.relu_units >= units
  end,
}

local report = search:report {
  baselines = { "random", "hill_climb", "anneal", "evolution" },
  -- What accept asks for, as numbers that the exact search can use.
  exact = { area_mm2 = { min = 0.98 * target, max = 1.02 * target }, relu_units = { min = units } },
}
print(report)
print(report.exact.certificate)
