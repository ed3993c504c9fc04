-- XPert (DAC 2023), trends over the area: share of SAR converters, mean column sharing and tiles of the
-- VGG16 that the search finds for each area.
--   xpert-lua Examples/xpert_dac_2023/figure9.lua [steps] [folder of the figures]
--
-- Assumptions and objective are those of figure8.lua. More area buys more channels, so more tiles, and more
-- ADCs: fewer columns share one. Where one clock serves the whole chip, a single layer with SAR converters
-- makes it four times as slow, so that none has them; the paper's flow times each layer by itself, as
-- asynchronous hardware does.
local xpert = require "xpert"
local steps = assert(tonumber(arg[1] or 3000), "steps: number expected")
local folder = arg[2] or "."

local supernet = xpert.backbone.vgg16 {
  channels       = xpert.choice { 64, 128, 256, 512 },
  column_sharing = xpert.choice { 2, 4, 8, 16, 32 },
  adc            = xpert.choice { "flash", "sar" },
}

local function search(area, hardware)
  return xpert.search.gradient {
    supernet = supernet, hardware = hardware, steps = steps, seed = 1, polish = 0.3,
    loss = function(m)
      return m.delay_us:log() - m.relu_units:log() + 30 * (m.area_mm2 / area - 1)^2
    end,
    accept = function(s) return math.abs(s.area_mm2 / area - 1) < 0.02 end,
  }:run().best
end

local figures = {
  sar = { title = "layers with SAR converters", unit = "%", series = {} },
  sharing = { title = "mean columns per ADC", series = {} },
  tiles = { title = "tiles", series = {} },
}
for _, timing in ipairs { "asynchronous", "synchronous" } do
  local hardware = xpert.hardware.xpert_dac_2023 { synchronous = timing == "synchronous" }
  local areas, rows, values = {}, {}, { sar = {}, sharing = {}, tiles = {} }
  for area = 20, 100, 10 do
    local best = search(area, hardware)
    if best then
      local convolutions = #best.network - 1           -- the classifier takes over the last one's periphery
      local sars, sum = 0, 0
      for i = 1, convolutions do
        local layer = best.network[i]
        if layer.adc == "sar" then sars = sars + 1 end
        sum = sum + layer.column_sharing
      end
      local n = #areas + 1
      areas[n], values.tiles[n] = area, best.tiles
      values.sar[n], values.sharing[n] = 100 * sars / convolutions, sum / convolutions
      rows[n] = { area, best.area_mm2, best.delay_us, values.sar[n], values.sharing[n], best.tiles }
    else
      print(("%s: nothing found at %g mm2"):format(timing, area))
    end
  end
  print(xpert.table {
    columns = { "target, mm2", "mm2", "us", "SAR, %", "mean columns per ADC", "tiles" },
    title = timing, rows = rows,
  })
  for name, figure in pairs(figures) do
    table.insert(figure.series, { name = timing, x = areas, y = values[name] })
  end
end

for name, figure in xpert.sorted(figures) do
  assert(xpert.chart {
    x = "area", x_unit = "mm2", y = figure.title, y_unit = figure.unit, series = figure.series,
  }:write_svg(("%s/figure9_%s.svg"):format(folder, name)))
end
