-- What the snippets of Documentation/search.md take for granted: the problem of Phase 1 and a short search.
local xpert = require "xpert"
local nominal = xpert.hardware.xpert_dac_2023 {}
local nodes = { adc = xpert.choice { "flash", "sar" }, adc_bits = 6, input_bits = 8 }
local supernet = xpert.backbone.vgg16 {
  channels = xpert.choice { 64, 128, 256, 512 }, column_sharing = xpert.choice { 2, 4, 8, 16, 32 },
  adc = nodes.adc, adc_bits = nodes.adc_bits, input_bits = nodes.input_bits,
}
local search = xpert.search.gradient {
  supernet = supernet, cost_model = "published", steps = 50, seed = 1, minimize = "delay_fit",
  loss = function(m) return m.delay_fit:log() + (m.area_mm2 / 50 - 1)^2 end,
  accept = function(s) return s.area_mm2 >= 49 and s.area_mm2 <= 51 and s.relu_units >= 276480 end,
}
