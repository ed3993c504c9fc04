-- A VGG16 for CIFAR-10 in 50 mm2 that stays good when the chip is hot and its cells are not as they should be:
-- the design with the least nominal energy against the one whose worst energy over all corners is least.
--   xpert-lua Examples/robust/corners.lua [area_mm2 [steps]]
--
-- Assumptions:
-- * The space of XPert's Phase 1, convention `consistent`, hardware asynchronous: with one clock for all layers
--   every corner slows all of them alike, and there is nothing to choose.
-- * Nominal: 300 K, R_on 12 kohm, on/off ratio 150. With the paper's 6 kohm no access transistor fits into a cell
--   beyond 310 K, and such hardware is refused. Corners: 400 K; R_on 10 and 15 kohm; on/off ratio 5; and 400 K,
--   10 kohm and 5 together.
-- * A corner is the candidate built for that hardware: circuits are sized for it, so that areas differ, too.
-- * No accuracy: capacity stands in for it, at least 412,672 ReLU units, as in the golden problems of Phase 1. What
--   a small on/off ratio costs in accuracy is not in these numbers.
local xpert = require "xpert"
local budget = assert(tonumber(arg[1] or 50), "area_mm2: number expected")
local steps = assert(math.tointeger(tonumber(arg[2] or 2000)), "steps: integer expected")
local capacity = 412672

--- Nominal hardware, changed.
local function hardware(changes)
  local options = { synchronous = false, r_on_kohm = 12 }
  for name, value in pairs(changes or {}) do options[name] = value end
  return xpert.hardware.xpert_dac_2023(options)
end

local corners = {
  hot = hardware { temperature_K = 400 },
  low = hardware { r_on_kohm = 10 },
  high = hardware { r_on_kohm = 15 },
  weak = hardware { on_off_ratio = 5 },
  all = hardware { temperature_K = 400, r_on_kohm = 10, on_off_ratio = 5 },
}

local supernet = xpert.backbone.vgg16 {
  channels = xpert.choice { 64, 128, 256, 512 },
  column_sharing = xpert.choice { 2, 4, 8, 16, 32 },
  adc = xpert.choice { "flash", "sar" },
}

--- The least of an energy; `of` picks the metrics that the loss is made of. Both searches keep the area in every
--- corner, so that they differ in what they minimise only.
local function search(metric, of)
  return xpert.search.gradient {
    supernet = supernet, hardware = hardware(), corners = corners, steps = steps, seed = 1, polish = 0.15,
    minimize = metric,
    weights = { limits = xpert.schedule.linear { from = 3, to = 30 } },
    loss = function(m, w)
      return of(m).energy_uJ:log()
        + w.limits * ((m.worst.area_mm2 / budget - 1):relu() + (1 - m.relu_units / capacity):relu())
    end,
    accept = function(s) return s.worst.area_mm2 <= budget and s.relu_units >= capacity end,
  }:run().best
end

local nominal = search("energy_uJ", function(m) return m end)
local robust = search("worst.energy_uJ", function(m) return m.worst end)
assert(nominal and robust, "nothing was found: more steps may help")

local rows = {}
local function row(name, of)
  local n, r = of(nominal), of(robust)
  rows[#rows + 1] = { name, n.energy_uJ, r.energy_uJ, n.delay_us, r.delay_us, n.leakage_uW, r.leakage_uW }
end
row("nominal", function(design) return design end)
for name in xpert.sorted(corners) do row(name, function(design) return design.corners[name] end) end
row("worst", function(design) return design.worst end)
print(xpert.table {
  title = "the design for nominal hardware (n) and the robust one (r)",
  columns = { "corner", "uJ n", "uJ r", "us n", "us r", "uW n", "uW r" }, rows = rows,
})
print(("The robust design takes %.1f %% more energy on nominal hardware, and %.1f %% less in the worst corner."):format(
  100 * (robust.energy_uJ / nominal.energy_uJ - 1), 100 * (1 - robust.worst.energy_uJ / nominal.worst.energy_uJ)))
print(xpert.compare(nominal, robust))
return { nominal = nominal, robust = robust, corners = corners }
