-- XPert phase 1 (DAC 2023): a VGG16 for CIFAR-10 in 50 mm2, with the least delay.
--   xpert-lua Examples/xpert_dac_2023/phase1.lua [area_mm2]
local xpert = require "xpert"
local target = assert(tonumber(arg[1] or 50), "area_mm2: number expected")

local supernet = xpert.backbone.vgg16 {
  channels       = xpert.choice { 64, 128, 256, 512 },
  column_sharing = xpert.choice { 2, 4, 8, 16, 32 },
  adc            = xpert.choice { "flash", "sar" },
  adc_bits = 6, input_bits = 8,
}

local search = xpert.search.gradient {
  supernet = supernet, hardware = xpert.hardware.xpert_dac_2023 {},
  steps = 2000, seed = 1, minimize = "delay_us",
  weights = { lambda1 = 0.0001 },                   -- per us; a number, a schedule, or a function of progress
  loss = function(m, w)
    return w.lambda1 * m.delay_us + (m.area_mm2 / target - 1)^2
  end,
  accept = function(s) return math.abs(s.area_mm2 / target - 1) < 0.02 end,
}
for step in search:steps() do
  if step.index % 500 == 0 then print(step) end
end

local result = search:result()
print(result)
print(search:audit())
result:report("phase1.html")
if result.best then
  result.best.network:write_csv("NetWork_custom.csv")  -- the file that XPertSim reads
end
