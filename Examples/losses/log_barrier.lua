-- A loss of one's own: the least energy and delay of a VGG16, with a log barrier that keeps the area under a
-- budget and a floor under the number of ReLU units, without which the narrowest network always wins.
--   xpert-lua Examples/losses/log_barrier.lua [budget_mm2]
local xpert = require "xpert"
local budget = assert(tonumber(arg[1] or 60), "budget_mm2: number expected")
local units = 276480                                -- ReLU units of VGG16 on 32 x 32 images

--- -log(slack) / sharpness inside the budget; outside, a parabola that leads back in.
local function barrier(area, sharpness)
  local slack = (budget - area) / budget
  if slack < 0.01 then return (100 * (0.01 - slack))^2 - math.log(0.01) end
  return -slack:log() / sharpness
end

local search = xpert.search.gradient {
  supernet = xpert.backbone.vgg16 {
    channels       = xpert.choice { 64, 128, 256, 512 },
    column_sharing = xpert.choice { 2, 4, 8, 16, 32 },
    adc            = xpert.choice { "flash", "sar" },
  },
  optimizer = xpert.optim.adam { lr = 0.03 },       -- a barrier's gradient varies a lot: Adam does not mind
  steps = 2000, seed = 1, minimize = "edap",
  weights = { sharpness = xpert.schedule.linear { from = 1, to = 20 }, capacity = 5 },
  loss = function(m, w)
    local missing = (1 - m.relu_units / units):relu()
    return 0.2 * m.energy_uJ:log() + m.delay_us:log() + barrier(m.area_mm2, w.sharpness)
      + w.capacity * missing
  end,
  accept = function(s) return s.area_mm2 <= budget and s.relu_units >= units end,
}

for step in search:steps() do
  if step.index % 500 == 0 then print(step, "sharpness " .. step.weights.sharpness) end
end
print(search:result())
