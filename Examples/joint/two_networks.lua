-- Two networks on one chip: how much of the area each of them should get, so that the slower one is as fast as
-- possible.
--   xpert-lua Examples/joint/two_networks.lua [area_mm2 [steps]]
--
-- Assumptions:
-- * A VGG8 for CIFAR-10 and a ResNet-20 for 64 x 64 images of 200 classes, channels as published; only the
--   periphery is chosen, per layer: column sharing {2, 4, 8, 16, 32}, flash or SAR.
-- * Both run at the same time, each on tiles, buffers and wires of its own: the chip's area is the sum of both, and
--   both are ready when the slower one is. What one leaks after its end is not counted.
-- * Hardware of Table II, but asynchronous: each layer takes the time that its own converters need. Convention
--   `consistent`. No accuracy: with channels and precision given, nothing that is chosen changes it.
-- * The comparison: the area divided by hand, and a search of its own for each part, with as many steps for the two
--   of them together.
local xpert = require "xpert"
local budget = assert(tonumber(arg[1] or 85), "area_mm2: number expected")
local steps = assert(math.tointeger(tonumber(arg[2] or 2000)), "steps: integer expected")
local hardware = xpert.hardware.xpert_dac_2023 { synchronous = false }

local function choices(options)
  options = options or {}
  options.column_sharing = xpert.choice { 2, 4, 8, 16, 32 }
  options.adc = xpert.choice { "flash", "sar" }
  return options
end
local networks = {
  cifar = xpert.backbone.vgg8(choices()),
  tiny = xpert.backbone.resnet20(choices { classes = 200, input = { size = 64 } }),
}

local weights = { limit = xpert.schedule.linear { from = 3, to = 100 } }

--- Both at once: the least of the larger delay. Prints how the division of the area is found.
local function together()
  local search = xpert.search.gradient {
    networks = networks, hardware = hardware, steps = steps, seed = 1, polish = 0.15, minimize = "worst.delay_us",
    weights = weights,
    loss = function(m, w)
      return m.worst.delay_us:log() + w.limit * (m.total.area_mm2 / budget - 1):relu()
    end,
    accept = function(s) return s.total.area_mm2 <= budget end,
  }
  for step in search:steps() do
    if step.index == 1 or step.index % (steps // 5) == 0 then
      local cifar, tiny = step.networks.cifar, step.networks.tiny
      print(("step %4d: %.1f + %.1f mm2, %.0f and %.0f us"):format(
        step.index, cifar.area_mm2, tiny.area_mm2, cifar.delay_us, tiny.delay_us))
    end
  end
  return search:result().best
end

--- One network within its share of the area.
local function alone(name, area)
  return xpert.search.gradient {
    supernet = networks[name], hardware = hardware, steps = steps // 2, seed = 1, polish = 0.15,
    minimize = "delay_us", weights = weights,
    loss = function(m, w) return m.delay_us:log() + w.limit * (m.area_mm2 / area - 1):relu() end,
    accept = function(s) return s.area_mm2 <= area end,
  }:run().best
end

local best = together()
assert(best, "nothing was found: the area is too small, or there are too few steps")
local rows, divided = {}, {}
for percent = 62, 80, 3 do
  local cifar = alone("cifar", budget * percent / 100)
  local tiny = alone("tiny", budget * (1 - percent / 100))
  if cifar and tiny then
    local worst = math.max(cifar.delay_us, tiny.delay_us)
    divided[#divided + 1] = worst
    rows[#rows + 1] = { percent .. " : " .. 100 - percent, cifar.area_mm2, tiny.area_mm2, cifar.delay_us, tiny.delay_us, worst }
  else
    rows[#rows + 1] = { percent .. " : " .. 100 - percent, "-", "-", "-", "-", "no room" }
  end
end
local cifar, tiny = best.networks.cifar, best.networks.tiny
rows[#rows + 1] = { "searched", cifar.area_mm2, tiny.area_mm2, cifar.delay_us, tiny.delay_us, best.worst.delay_us }
print(xpert.table {
  title = ("two networks in %g mm2"):format(budget),
  columns = { "division", "mm2 cifar", "mm2 tiny", "us cifar", "us tiny", "us worst" }, rows = rows,
})
return { best = best, divided = divided, budget = budget }
