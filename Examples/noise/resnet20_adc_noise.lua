-- Accuracy of a trained ResNet-20 on crossbars: over ADC precision, and over conductance variation with and
-- without batch-norm adaptation.
--   xpert-lua Examples/noise/resnet20_adc_noise.lua [data folder] [images] [chips]
-- The data folder holds cifar10-exact/ (CIFAR-10 in its binary form: test_batch.bin, train_batch.bin) and
-- resnet20-cifar10/resnet20.safetensors (the usual names of tensors).
local xpert = require "xpert"
local folder = arg[1] or "data"
local images = assert(tonumber(arg[2] or 200), "images: number expected")
local chips = assert(tonumber(arg[3] or 3), "chips: number expected")

local function exists(path)
  local file = io.open(path, "rb")
  if file then file:close() end
  return file ~= nil
end

if not exists(folder .. "/resnet20-cifar10/resnet20.safetensors") then
  print("no trained network in '" .. folder .. "': the first argument should be the data folder")
  return
end
local network = xpert.trained.resnet(folder .. "/resnet20-cifar10/resnet20.safetensors")
local train, test = xpert.data.cifar10(folder .. "/cifar10-exact")
test = test:first(images)
print(network)
print(test)
print("single precision: " .. tostring(xpert.accuracy { network = network, data = test, ideal = true }))

-- All figures with 8-bit weights in 4-bit cells, crossbars of 64 x 64, 8-bit inputs.
local function accuracy(options)
  options.network, options.data, options.calibration = network, test, train:first(32)
  return xpert.accuracy(options)
end

print("\nADC bits   accuracy without errors")
for _, bits in ipairs { "ideal", 10, 9, 8, 7, 6, 5, 4 } do
  print(("%8s   %s"):format(bits, accuracy { adc_bits = bits }))
end

print("\n   sigma   accuracy with 8-bit ADCs")
for _, sigma in ipairs { 0, 0.05, 0.1, 0.2 } do
  local plain = accuracy { adc_bits = 8, noise = { sigma = sigma }, trials = chips, seed = 1 }
  print(("%8g   %s"):format(sigma, plain))
  local adapted = accuracy {
    adc_bits = 8, noise = { sigma = sigma }, trials = chips, seed = 1,
    batchnorm_adaptation = { data = train, images = 10 * images },
  }
  print(("%8s   %s, with batch-norm adaptation"):format("", adapted))
end
