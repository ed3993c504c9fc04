-- NACIM (2020): channels, kernel and weight precision per layer of a VGG11 for CIFAR-10.
--   xpert-lua Examples/nacim_2020/channels_kernel_bits.lua [steps]
--
-- Assumptions:
-- * per convolution: channels {64, 128, 256, 512} x kernel {3, 5, 7} x weight bits {4, 6, 8}, 36 nodes in
--   each of 8; cells of 2 bits, so that a weight takes 2, 3 or 4 of them; crossbars of 64 x 64, SAR
--   converters of 6 bits, each for 8 columns; input precision 8.
-- * Circuits are those of this simulator in the convention `consistent` (32 nm, RRAM), not those of the
--   paper, which also searches devices: numbers compare with each other.
-- * No accuracy: the paper trains every candidate, this script does not. Two measures of capacity stand in
--   for it: ReLU units, and bit operations (multiply-accumulates x weight bits x input bits), of which a
--   network must have as many as the VGG11 with kernels of 3 and the same weight bits everywhere that it is
--   compared with.
local xpert = require "xpert"
local steps = assert(tonumber(arg[1] or 3000), "steps: number expected")
local hardware = xpert.hardware { cell_bits = 2, weight_bits = 8 }

local function vgg11(options)
  options.adc, options.adc_bits, options.column_sharing, options.input_bits = "sar", 6, 8, 8
  return xpert.backbone.vgg11(options)
end

local supernet = vgg11 {
  channels = xpert.choice { 64, 128, 256, 512 },
  kernel = xpert.choice { 3, 5, 7 },
  weight_bits = xpert.choice { 4, 6, 8 },
}

local rows, lines = {}, {}
local function row(name, r)
  rows[#rows + 1] = {
    name, r.area_mm2, r.delay_us, r.energy_uJ, r.edap, r.relu_units, r.bit_operations / 1e9,
  }
end

for _, bits in ipairs { 4, 6, 8 } do
  -- A space of one candidate.
  local baseline = xpert.search.random {
    supernet = vgg11 { weight_bits = bits }, hardware = hardware, minimize = "edap", steps = 1,
  }:run().best
  row(("VGG11, %d-bit weights"):format(bits), baseline)

  local best = xpert.search.gradient {
    supernet = supernet, hardware = hardware, steps = steps, seed = 1, polish = 0.3, minimize = "edap",
    weights = { capacity = xpert.schedule.linear { from = 2, to = 40 } },
    loss = function(m, w)
      return m.edap:log() + w.capacity * ((1 - m.bit_operations / baseline.bit_operations):relu()
        + (1 - m.relu_units / baseline.relu_units):relu())
    end,
    accept = function(s)
      return s.bit_operations >= baseline.bit_operations and s.relu_units >= baseline.relu_units
    end,
  }:run().best
  if best then
    row("searched for as much", best)
    local layers = {}
    for i = 1, #best.network - 1 do
      local layer = best.network[i]
      layers[i] = ("%d/%d/%d"):format(layer.channels, layer.kernel, layer.weight_bits)
    end
    lines[#lines + 1] = ("as much as %d bits: EDAP %+.1f %%, channels/kernel/weight bits %s"):format(
      bits, 100 * (best.edap / baseline.edap - 1), table.concat(layers, " "))
  else
    lines[#lines + 1] = ("as much as %d bits: nothing found"):format(bits)
  end
end
print(xpert.table {
  columns = { "", "mm2", "us", "uJ", "EDAP", "ReLU units", "bit operations, 1e9" }, rows = rows,
})
print(table.concat(lines, "\n"))
