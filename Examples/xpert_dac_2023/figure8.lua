-- XPert (DAC 2023), what the search chooses: channels, ADC type and column sharing layer by layer, of a
-- VGG16 for each of several areas.
--   xpert-lua Examples/xpert_dac_2023/figure8.lua [steps] [folder of the figures]
--
-- Assumptions: crossbars of 64 x 64 and the rest of Table II, ADCs of 6 bits, input precision 8, circuits
-- under `consistent`, areas met within 2 %. Delay alone would choose 64 channels nearly everywhere at any
-- area. The paper lets a score of untrained networks pick; the logarithm of the ReLU units all but
-- determines that score, so that here the delay per ReLU unit is least. Hardware is asynchronous: one clock
-- for the chip, that of the slowest sensing, would make a single layer with SAR converters slow down all
-- others (figure9.lua shows both).
local xpert = require "xpert"
local steps = assert(tonumber(arg[1] or 4000), "steps: number expected")
local folder = arg[2] or "."

local supernet = xpert.backbone.vgg16 {
  channels       = xpert.choice { 64, 128, 256, 512 },
  column_sharing = xpert.choice { 2, 4, 8, 16, 32 },
  adc            = xpert.choice { "flash", "sar" },
}
local hardware = xpert.hardware.xpert_dac_2023 { synchronous = false }

local function search(area)
  return xpert.search.gradient {
    supernet = supernet, hardware = hardware, steps = steps, seed = 1, polish = 0.3,
    loss = function(m)
      return m.delay_us:log() - m.relu_units:log() + 30 * (m.area_mm2 / area - 1)^2
    end,
    accept = function(s) return math.abs(s.area_mm2 / area - 1) < 0.02 end,
  }:run().best
end

local found = {}
for _, area in ipairs { 40, 60, 80, 100 } do
  local best = search(area)
  if best then
    found[#found + 1] = { area = area, best = best }
  else
    print(("nothing found at %g mm2"):format(area))
  end
end
assert(#found > 0, "no network was found: more steps may help")

local columns, rows = { "layer" }, {}
for i = 1, #found[1].best.network - 1 do rows[i] = { "conv " .. i } end
for _, entry in ipairs(found) do
  columns[#columns + 1] = ("%g mm2"):format(entry.area)
  for i, row in ipairs(rows) do
    local layer = entry.best.network[i]
    row[#row + 1] = ("%d/%s/%d"):format(layer.channels, layer.adc, layer.column_sharing)
  end
end
print(xpert.table { title = "channels / ADC / columns per ADC", columns = columns, rows = rows })

local summary = {}
for i, entry in ipairs(found) do
  local best = entry.best
  summary[i] = {
    entry.area, best.area_mm2, best.delay_us, best.energy_uJ, best.edap, best.tiles, best.relu_units,
  }
end
print(xpert.table {
  columns = { "target", "mm2", "us", "uJ", "EDAP", "tiles", "ReLU units" }, rows = summary, digits = 6,
})

for _, name in ipairs { "channels", "column_sharing" } do
  local series = {}
  for s, entry in ipairs(found) do
    local x, y = {}, {}
    for i = 1, #rows do
      x[i], y[i] = i, entry.best.network[i][name]
    end
    series[s] = { name = ("%g mm2"):format(entry.area), x = x, y = y }
  end
  assert(xpert.chart {
    x = "convolution", y = name:gsub("_", " "), y_log = true, series = series,
  }:write_svg(("%s/figure8_%s.svg"):format(folder, name)))
end
