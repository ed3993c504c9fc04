-- How much of the Hamming-distance score of untrained networks is their number of ReLU units? Random VGG16
-- candidates on real images.
--   xpert-lua Examples/hamming_capacity.lua [data folder] [candidates] [images]
-- The data folder holds cifar10-exact/ (CIFAR-10 in its binary form: train_batch.bin); without it images
-- are normally distributed.
local xpert = require "xpert"
local folder = arg[1] or "data"

local path = folder .. "/cifar10-exact/train_batch.bin"
local file = io.open(path, "rb")
local count = assert(tonumber(arg[2] or (file and 40 or 10)), "candidates: number expected")
local batch = assert(tonumber(arg[3] or (file and 128 or 32)), "images: number expected")
local data
if file then
  file:close()
  data = xpert.data.cifar10(path)
else
  print("no '" .. path .. "': normally distributed images instead")
end

local search = xpert.search.random {
  supernet = xpert.backbone.vgg16 { channels = xpert.choice { 64, 128, 256, 512 } },
  minimize = "relu_units", steps = count, seed = 1,
}
local networks = {}
for _, candidate in ipairs(search:run().candidates) do networks[#networks + 1] = candidate.network end
local scores = xpert.score.hamming { networks = networks, data = data, batch = batch, seed = 1 }

-- Pearson's correlation of the score with the logarithm of the units.
local n, sx, sy, sxx, syy, sxy = #scores, 0, 0, 0, 0, 0
for _, s in ipairs(scores) do
  local x, y = math.log(s.relu_units), s.score
  sx, sy, sxx, syy, sxy = sx + x, sy + y, sxx + x * x, syy + y * y, sxy + x * y
  print(("%8d ReLU units   score %.4f"):format(s.relu_units, y))
end
local correlation = (n * sxy - sx * sy) / math.sqrt((n * sxx - sx * sx) * (n * syy - sy * sy))
print(("%d candidates, %d images: correlation of the score with log(ReLU units) %.5f"):format(
  n, batch, correlation))
return { correlation = correlation, scores = scores }
