-- The paper's VGG16 (DAC 2023, Table II hardware) as one chip: totals, layers, components.
--   xpert-lua Examples/evaluate_vgg16.lua [column_sharing]
local xpert = require "xpert"
local sharing = assert(tonumber(arg[1] or 8), "column sharing: number expected")

local layers = {}
for i, channels in ipairs { 64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512, 512, 512 } do
  layers[i] = xpert.layer {
    channels = channels, column_sharing = sharing, adc = "flash", adc_bits = 6, input_bits = 8,
  }
end
local vgg16 = xpert.network {
  name = "VGG16", input = { channels = 3, size = 32 }, classes = 10,
  layers = layers, pool_after = { 2, 4, 7, 10, 13 },
}

local hardware = xpert.hardware.xpert_dac_2023 {}
local report = xpert.evaluate { network = vgg16, hardware = hardware }
print(hardware)
print(report)

-- The same network vector by vector, with weights and inputs from a documented generator.
local traced = xpert.evaluate {
  network = vgg16, hardware = hardware, traces = { seed = 1, inputs = "activations", density = 1 },
}
local line = "dynamic energy: expected %.2f uJ, with traces %.2f uJ"
print(line:format(report.dynamic_energy_uJ, traced.dynamic_energy_uJ))
