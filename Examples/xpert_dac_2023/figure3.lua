-- Column sharing and the type of the ADC (XPert, DAC 2023, figure 3 and Table I): area, delay and energy of
-- VGG16 on one chip, all layers alike. More columns per ADC save area and cost conversions.
--   xpert-lua Examples/xpert_dac_2023/figure3.lua [folder of the figures]
local xpert = require "xpert"
local folder = arg[1] or "."
local hardware = xpert.hardware.xpert_dac_2023 {}

local function vgg16(periphery)
  local layers = {}
  for i, channels in ipairs { 64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512, 512, 512 } do
    layers[i] = { channels = channels, adc_bits = 6, input_bits = 8 }
    for name, value in pairs(periphery) do layers[i][name] = value end
  end
  return xpert.network {
    name = "VGG16", input = { size = 32 }, classes = 10, layers = layers, pool_after = { 2, 4, 7, 10, 13 },
  }
end

local sharings = { 2, 4, 8, 16, 32 }
local figures = { area_mm2 = "area", delay_ms = "delay", energy_uJ = "energy" }
local curves, rows = {}, {}
for _, adc in ipairs { "flash", "sar" } do
  local curve = { reports = {} }
  for i, sharing in ipairs(sharings) do
    local report = xpert.evaluate {
      network = vgg16 { column_sharing = sharing, adc = adc }, hardware = hardware,
    }
    curve.reports[i] = report
    for name in pairs(figures) do
      curve[name] = curve[name] or {}
      curve[name][i] = report[name]
    end
    local conversions = 0
    for _, row in ipairs(report:breakdown "delay_ms") do
      if row.component == "conversions" then conversions = row.total end
    end
    curve.conversions_ms = curve.conversions_ms or {}
    curve.conversions_ms[i] = conversions
    rows[#rows + 1] = {
      adc, sharing, report.area_mm2, report.delay_ms, conversions, report.clock_period_ns, report.energy_uJ,
      report.edap,
    }
  end
  curves[adc] = curve
end

print(xpert.table {
  title = "VGG16, ADCs of 6 bits, input precision 8, convention 'consistent'", rows = rows,
  columns = { "ADC", "columns per ADC", "mm2", "ms", "converting, ms", "clock, ns", "uJ", "EDAP" },
})

for name, title in xpert.sorted(figures) do
  local series = {}
  for i, adc in ipairs { "flash", "sar" } do
    series[i] = { name = adc, x = sharings, y = curves[adc][name] }
  end
  assert(xpert.chart {
    x = "columns per ADC", x_log = true, y = title, y_unit = name:match "_(%w+)$", series = series,
  }:write_svg(folder .. "/figure3_" .. title .. ".svg"))
end
return curves
