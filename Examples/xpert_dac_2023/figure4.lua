-- ADC precision and input precision (XPert, DAC 2023, figure 4 and Table I): area, delay and energy of VGG16
-- on one chip. Every bit of a flash ADC doubles its comparators; every input bit is one more read.
--   xpert-lua Examples/xpert_dac_2023/figure4.lua [folder of the figures]
local xpert = require "xpert"
local folder = arg[1] or "."
local hardware = xpert.hardware.xpert_dac_2023 {}

local function vgg16(periphery)
  local layers = {}
  for i, channels in ipairs { 64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512, 512, 512 } do
    layers[i] = { channels = channels, column_sharing = 8 }
    for name, value in pairs(periphery) do layers[i][name] = value end
  end
  return xpert.network {
    name = "VGG16", input = { size = 32 }, classes = 10, layers = layers, pool_after = { 2, 4, 7, 10, 13 },
  }
end

local figures = { area_mm2 = "area", delay_ms = "delay", energy_uJ = "energy" }

-- One curve: a field of all layers takes each of the values.
local function curve(field, values, periphery)
  local result = { x = values }
  for i, value in ipairs(values) do
    periphery[field] = value
    local report = xpert.evaluate { network = vgg16(periphery), hardware = hardware }
    for name in pairs(figures) do
      result[name] = result[name] or {}
      result[name][i] = report[name]
    end
    local adc = 0
    for _, row in ipairs(report:breakdown "area_mm2") do
      if row.component == "flash ADC" or row.component == "SAR ADC" then adc = adc + row.total end
    end
    result.adc_mm2 = result.adc_mm2 or {}
    result.adc_mm2[i] = adc
  end
  return result
end

local precisions, inputs = { 3, 4, 5, 6, 7, 8 }, { 2, 3, 4, 5, 6, 7, 8 }
local curves = {
  flash = curve("adc_bits", precisions, { adc = "flash", input_bits = 8 }),
  sar = curve("adc_bits", precisions, { adc = "sar", input_bits = 8 }),
  inputs = curve("input_bits", inputs, { adc = "flash", adc_bits = 6 }),
}

for _, name in ipairs { "flash", "sar", "inputs" } do
  local rows = {}
  for i, bits in ipairs(curves[name].x) do
    local c = curves[name]
    rows[i] = { bits, c.area_mm2[i], c.adc_mm2[i], c.delay_ms[i], c.energy_uJ[i] }
  end
  local what = name == "inputs" and "input precision, flash ADCs of 6 bits" or "ADC precision, " .. name
  print(xpert.table {
    title = "VGG16, 8 columns per ADC, over " .. what, rows = rows,
    columns = { "bits", "mm2", "of it ADCs, mm2", "ms", "uJ" },
  })
  print()
end

for name, title in xpert.sorted(figures) do
  local series = {}
  for i, adc in ipairs { "flash", "sar" } do
    series[i] = { name = adc, x = precisions, y = curves[adc][name] }
  end
  series[3] = { name = "flash, over input bits", x = inputs, y = curves.inputs[name] }
  assert(xpert.chart {
    x = "ADC precision, input precision", x_unit = "bit", y = title, y_unit = name:match "_(%w+)$",
    y_log = true, series = series,
  }:write_svg(folder .. "/figure4_" .. title .. ".svg"))
end
return curves
