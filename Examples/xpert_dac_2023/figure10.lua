-- XPert (DAC 2023), ablation of the choices over the chip's area: A searches channels only, B also the ADC
-- type, C also column sharing. Every point is the least delay found of a VGG16 with at least the ReLU units
-- of the original. A space contains the one before it, so that what was found there counts for it as well; a
-- star marks points where the search found nothing better.
--   xpert-lua Examples/xpert_dac_2023/figure10.lua [steps] [folder of the figure]
--
-- Assumptions: crossbars of 64 x 64 and the rest of Table II, ADCs of 6 bits, input precision 8, circuits
-- under `consistent`, hardware asynchronous for the reason that figure8.lua gives. What is not searched is
-- fixed: flash converters, 8 columns each. No accuracy: the ReLU units of the original stand in for it.
local xpert = require "xpert"
local steps = assert(tonumber(arg[1] or 2000), "steps: number expected")
local folder = arg[2] or "."
local units = 276480                                 -- ReLU units of VGG16 on 32 x 32 images
local areas = { 20, 30, 40, 50, 60, 70, 80, 90, 100 }

local hardware = xpert.hardware.xpert_dac_2023 { synchronous = false }
local channels = xpert.choice { 64, 128, 256, 512 }
local sharing = xpert.choice { 2, 4, 8, 16, 32 }
local adc = xpert.choice { "flash", "sar" }
local spaces = {
  { "A", xpert.backbone.vgg16 { channels = channels, column_sharing = 8, adc = "flash" } },
  { "B", xpert.backbone.vgg16 { channels = channels, column_sharing = 8, adc = adc } },
  { "C", xpert.backbone.vgg16 { channels = channels, column_sharing = sharing, adc = adc } },
}

local function least_delay(supernet, area)
  local search = xpert.search.gradient {
    supernet = supernet, hardware = hardware, steps = steps, seed = 1, polish = 0.3,
    minimize = "delay_us",
    loss = function(m)
      return 0.5 * m.delay_us:log() + 10 * (m.area_mm2 / area - 1):relu()^2
        + 30 * (1 - m.relu_units / units):relu()^2
    end,
    accept = function(s) return s.area_mm2 <= area and s.relu_units >= units end,
  }
  return search:run().best
end

local curves = {}
for i, entry in ipairs(spaces) do curves[i] = { name = entry[1], x = {}, y = {} } end

print("least delay in us (- : no candidate found)")
print("  mm2" .. ("%10s%10s%10s"):format("A", "B", "C"))
local file = assert(io.open(folder .. "/figure10.csv", "w"))
file:write("area_mm2,space,delay_us,achieved_area_mm2,relu_units\n")
for _, area in ipairs(areas) do
  local line = ("%5d"):format(area)
  local best
  for i, entry in ipairs(spaces) do
    local name, supernet = entry[1], entry[2]
    local found = least_delay(supernet, area)
    local isNew = found and (not best or found.delay_us < best.delay_us)
    if isNew then best = found end
    line = line .. (best and ("%9.1f%s"):format(best.delay_us, isNew and " " or "*") or ("%10s"):format("-"))
    if best then
      table.insert(curves[i].x, area)
      table.insert(curves[i].y, best.delay_us)
      file:write(("%g,%s,%.6g,%.6g,%d\n"):format(area, name, best.delay_us, best.area_mm2, best.relu_units))
    end
  end
  print(line)
end
file:close()
assert(xpert.chart {
  x = "area limit", x_unit = "mm2", y = "least delay", y_unit = "us", series = curves,
}:write_svg(folder .. "/figure10.svg"))
print("written to figure10.csv, figure10.svg")
