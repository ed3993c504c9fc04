-- NAX (DAC 2022): kernel and crossbar size per layer of a ResNet-20 for CIFAR-10, or a ResNet-18 for
-- Tiny-ImageNet.
--   xpert-lua Examples/nax_dac_2022/kernel_crossbar.lua [resnet20|resnet18] [steps]
--
-- Assumptions:
-- * kernel {3, 5, 7} x crossbar {32, 64, 128} per layer, 9 nodes in each convolution; cells of 2 bits,
--   weights and inputs of 8 bits, inputs bit by bit.
-- * ADC precision follows from the crossbar: log2(3 X) rounded up, that is 7, 8 and 9 bits, the least that
--   tells all sums of a column of X cells apart. SAR converters, each for 8 columns.
-- * Circuits are those of this simulator, not of the paper: 32 nm, RRAM of 6 kohm with an on/off ratio of 150
--   (Table II of XPert), tiles of 16 crossbars in every size, the convention `consistent`. So numbers compare
--   with each other, not with those of the paper.
-- * Widths are those of the network; where stages meet, shortcuts are projected by 1 x 1 convolutions.
-- * No accuracy: the paper trains, this script does not. Larger kernels are only worth their cost for
--   accuracy, so multiply-accumulates stand in for it: every search must have at least as many as the
--   network that it is compared with.
local xpert = require "xpert"
local steps = assert(tonumber(arg[2] or 4000), "steps: number expected")
local name = arg[1] or "resnet20"
local backbone = assert(({
  resnet20 = { make = xpert.backbone.resnet20, classes = 10, size = 32 },
  resnet18 = { make = xpert.backbone.resnet18, classes = 200, size = 64 },
})[name], "resnet20 or resnet18 expected, not " .. name)

local kernels, crossbars = { 3, 5, 7 }, { 32, 64, 128 }
local hardware = xpert.hardware { cell_bits = 2, weight_bits = 8, crossbars_per_tile = 16 }

local function space(kernel, crossbar)
  return backbone.make {
    classes = backbone.classes, input = { size = backbone.size },
    kernel = kernel, crossbar = crossbar, adc = "sar", adc_bits = "full", column_sharing = 8, input_bits = 8,
  }
end

local function row(title, r)
  print(("%-34s %8.2f %9.1f %9.1f %10.3f %8.1f"):format(
    title, r.area_mm2, r.delay_us, r.energy_uJ, r.edap, r.macs / 1e6))
end

print(("%-34s %8s %9s %9s %10s %8s"):format("", "mm2", "us", "uJ", "EDAP", "M MACs"))
local best = {}
for _, kernel in ipairs(kernels) do
  for _, crossbar in ipairs(crossbars) do
    -- A space of one candidate.
    local only = xpert.search.random {
      supernet = space(kernel, crossbar), hardware = hardware, minimize = "edap", steps = 1,
    }
    local network = only:run().best.network
    local report = xpert.evaluate { network = network, hardware = hardware }
    row(("kernel %d, crossbar %d"):format(kernel, crossbar), report)
    if not best[kernel] or report.edap < best[kernel].edap then best[kernel] = report end
  end
end

for _, kernel in ipairs(kernels) do
  -- Only the largest kernel everywhere has as many MACs as the largest kernel everywhere.
  local free = kernel < kernels[#kernels] and xpert.choice(kernels) or kernel
  local supernet = space(free, xpert.choice(crossbars))
  local baseline = best[kernel]
  local search = xpert.search.gradient {
    supernet = supernet, hardware = hardware, steps = steps, seed = 1,
    weights = { capacity = xpert.schedule.linear { from = 2, to = 50 } },
    loss = function(m, w)
      return m.edap:log() + w.capacity * (1 - m.macs / baseline.macs):relu()
    end,
    accept = function(s) return s.macs >= baseline.macs end,
    minimize = "edap",
  }
  local result = search:run()
  local found = result.best
  if found then
    print()
    row(("searched, MACs of kernel %d or more"):format(kernel), found)
    print(("EDAP %+.1f %% against the best of one size"):format(100 * (found.edap / baseline.edap - 1)))
    local layers = {}
    for _, layer in ipairs(found.network) do
      local mark = layer.classifier and "fc " or layer.projection and "shortcut " or ""
      layers[#layers + 1] = ("%s%d/%d"):format(mark, layer.kernel, layer.crossbar)
    end
    print("kernel/crossbar: " .. table.concat(layers, " "))
  else
    print(("nothing with the MACs of kernel %d was found"):format(kernel))
  end
end
