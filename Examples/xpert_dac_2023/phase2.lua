-- XPert phase 2 (DAC 2023): the precision of every layer's inputs and ADCs, for a trained network whose
-- weights stay as they are. Here a ResNet-20 for CIFAR-10.
--   xpert-lua Examples/xpert_dac_2023/phase2.lua [data folder] [images] [estimator] [steps]
-- The data folder holds cifar10-exact/ (CIFAR-10 in its binary form: test_batch.bin, train_batch.bin) and
-- resnet20-cifar10/resnet20.safetensors (the usual names of tensors).
local xpert = require "xpert"
local folder = arg[1] or "data"
local images = assert(tonumber(arg[2] or 64), "images: number expected")
local estimator = arg[3] or "two_path"
local steps = assert(tonumber(arg[4] or 20), "steps: number expected")

local weights = folder .. "/resnet20-cifar10/resnet20.safetensors"
local file = io.open(weights, "rb")
if not file then
  print("no trained network in '" .. folder .. "': the first argument should be the data folder")
  return
end
file:close()

local network = xpert.trained.resnet(weights)
local train, test = xpert.data.cifar10(folder .. "/cifar10-exact")
train = train:shuffled(1)

local search = xpert.search.precision {
  network = network, data = train:first(images), calibration = train:first(32),
  hardware = xpert.hardware.xpert_dac_2023 {},
  choices = { input_bits = { 3, 4, 5, 6, 7, 8 }, adc_bits = { 5, 6 } },
  reference = "differential", estimator = estimator, steps = steps, seed = 1,
  weights = { lambda2 = 0.002 },                    -- per us
  loss = function(m, w) return m.cross_entropy + w.lambda2 * m.delay_us end,
}
-- What all layers alike would give, for comparison.
for _, bits in ipairs { { 8, 6 }, { 6, 6 }, { 4, 6 }, { 8, 5 } } do
  local candidate = search:evaluate { input_bits = bits[1], adc_bits = bits[2] }
  print(("all %d/%d: %s"):format(bits[1], bits[2], candidate))
end
for step in search:steps() do print(step) end

local result = search:result()
print(result)
print(search:audit())

-- The best candidate on images that the search has not seen.
local best = result.best
print("on test images: " .. tostring(xpert.accuracy {
  network = network, data = test:first(200), calibration = train:first(32), reference = "differential",
  input_bits = best.input_bits, adc_bits = best.adc_bits,
}))
return result
