-- The joint space of XPert (DAC 2023) and NAX (DAC 2022): channels x kernel x crossbar x column sharing x
-- kind of ADC x ADC precision x input precision, per layer of a VGG16 for CIFAR-10, and what each of them
-- is worth.
--   xpert-lua Examples/joint/xpert_nax.lua [steps]
--
-- Assumptions:
-- * per convolution: channels {64, 128, 256, 512}, kernel {3, 5}, crossbar {32, 64, 128}, column sharing
--   {4, 8, 16}, flash or SAR, ADC bits {5, 6}, input bits {4, 6, 8}: 864 nodes in each of 13 layers. Table
--   II otherwise, hardware asynchronous (a clock for all layers would rule SAR converters out), convention
--   `consistent`.
-- * No accuracy. Two measures of capacity stand in for it: ReLU units, and bit operations (multiply-
--   accumulates x weight bits x input bits); a network must have as many as a VGG16 of the same space: 128
--   channels, kernel 3, input bits 6. ADC precision has no such measure: its share says what 5 bits save,
--   not what they cost.
-- * The ablation fixes one dimension at a time to the baseline's value and searches the others; the last
--   column is how much more EDAP that costs.
local xpert = require "xpert"
local steps = assert(tonumber(arg[1] or 3000), "steps: number expected")
local hardware = xpert.hardware.xpert_dac_2023 { synchronous = false }

local fixed = {
  channels = 128, kernel = 3, crossbar = 64, column_sharing = 8, adc = "flash", adc_bits = 6, input_bits = 6,
}
local choices = {
  channels = { 64, 128, 256, 512 }, kernel = { 3, 5 }, crossbar = { 32, 64, 128 },
  column_sharing = { 4, 8, 16 }, adc = { "flash", "sar" }, adc_bits = { 5, 6 }, input_bits = { 4, 6, 8 },
}

--- The space in which the dimensions that `chosen` names are free.
local function space(chosen)
  local options = {}
  for name, value in pairs(fixed) do
    options[name] = chosen[name] and xpert.choice(choices[name]) or value
  end
  return xpert.backbone.vgg16(options)
end

local baseline = xpert.search.random {
  supernet = space {}, hardware = hardware, minimize = "edap", steps = 1,
}:run().best

local function search(supernet)
  return xpert.search.gradient {
    supernet = supernet, hardware = hardware, steps = steps, seed = 1, polish = 0.3, minimize = "edap",
    weights = { capacity = xpert.schedule.linear { from = 2, to = 40 } },
    loss = function(m, w)
      return m.edap:log() + w.capacity * ((1 - m.bit_operations / baseline.bit_operations):relu()
        + (1 - m.relu_units / baseline.relu_units):relu())
    end,
    accept = function(s)
      return s.bit_operations >= baseline.bit_operations and s.relu_units >= baseline.relu_units
    end,
  }:run()
end

local everything = {}
for name in pairs(choices) do everything[name] = true end
local joint = search(space(everything))
assert(joint.best, "nothing was found: more steps may help")

local rows = {}
local function row(name, r)
  rows[#rows + 1] = { name, r.area_mm2, r.delay_us, r.energy_uJ, r.edap, r.edap / joint.best.edap }
end
row("baseline", baseline)
row("all free", joint.best)
for name in xpert.sorted(choices) do
  everything[name] = nil
  local best = search(space(everything)).best
  everything[name] = true
  if best then row(("%s = %s"):format(name, fixed[name]), best) end
end
print(xpert.table { columns = { "", "mm2", "us", "uJ", "EDAP", "/ all free" }, rows = rows })
print(joint.best.network)
