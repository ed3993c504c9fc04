-- XPert (DAC 2023) from end to end on real images: Phase 1 searches a VGG16 for an area; an untrained score
-- picks one of its finalists; that is trained; Phase 2 finds the precision of every layer; everything is
-- written.
--   xpert-lua Examples/xpert_dac_2023/pipeline.lua DATA [--quick] [--resume] [--out FOLDER]
-- DATA, or its folder cifar10-exact, holds CIFAR-10 in its binary form (train_batch.bin or
-- data_batch_1.bin ..., test_batch.bin). --quick: minutes on two cores, a narrow network; otherwise the
-- paper's budget, hours on a GPU. --resume goes on where a run with the same arguments was ended; it ends
-- with the same result. Training needs the tensor plug-in (scripts/install-torch-plugin).
local xpert = require "xpert"

local data, quick, resume, out = nil, false, false, "pipeline"
local i = 1
while arg[i] do
  if arg[i] == "--quick" then quick = true
  elseif arg[i] == "--resume" then resume = true
  elseif arg[i] == "--out" then i = i + 1; out = assert(arg[i], "--out: a folder expected")
  else data = arg[i] end
  i = i + 1
end
if not data then
  print("the first argument should be the folder of CIFAR-10: nothing was run")
  return
end
os.execute(("mkdir -p '%s'"):format(out))
local function path(name) return out .. "/" .. name end

-- Phase 2: a table of what every layer's precisions do by themselves finds a good assignment in a few steps;
-- two_path begins from random choices and needs hundreds.
local budget = quick
  and { area = 30, steps = 2000, finalists = 4, batch = 64, epochs = 6, lr = 0.05, images = 64, test = 500,
        channels = { 16, 32, 64 }, estimator = "sensitivity", precision_steps = 5 }
  or { area = 50, steps = 2000, finalists = 16, batch = 128, epochs = 200, lr = 0.1, images = 512,
       test = 10000, channels = { 64, 128, 256, 512 } }

-- Phase 1: the least delay for the area.
local search = xpert.search.gradient {
  supernet = xpert.backbone.vgg16 {
    channels = xpert.choice(budget.channels), column_sharing = xpert.choice { 2, 4, 8, 16, 32 },
    adc = xpert.choice { "flash", "sar" }, adc_bits = 6, input_bits = 8,
  },
  steps = budget.steps, seed = 1, minimize = "delay_us", weights = { lambda1 = 0.0001 },
  loss = function(m, w) return w.lambda1 * m.delay_us + (m.area_mm2 / budget.area - 1)^2 end,
  accept = function(s) return math.abs(s.area_mm2 / budget.area - 1) < 0.02 end,
}
local phase1 = search:run()
assert(phase1.best, "Phase 1 found no network of this area")
print(("Phase 1: %d candidates of %g mm2"):format(#phase1.candidates, budget.area))
phase1:report(path "phase1.html")

-- The score of untrained networks on real images picks one of the fastest.
local inner = io.open(data .. "/cifar10-exact/test_batch.bin", "rb")
if inner then
  inner:close()
  data = data .. "/cifar10-exact"
end
local train, test = xpert.data.cifar10(data)
local networks = {}
for n = 1, math.min(budget.finalists, #phase1.candidates) do networks[n] = phase1.candidates[n].network end
local scores = xpert.score.hamming { networks = networks, data = train, batch = budget.batch, seed = 1 }
local chosen = 1
for n, score in ipairs(scores) do
  print(("  finalist %d: %.0f us, score %.2f, %d ReLU units"):format(
    n, phase1.candidates[n].delay_us, score.score, score.relu_units))
  if score.score > scores[chosen].score then chosen = n end
end
local network = networks[chosen]
print("chosen: " .. chosen)
print(network)

-- Training; a checkpoint after every epoch.
local trained, epochs = xpert.train {
  network = network, data = train, epochs = budget.epochs, seed = 1,
  optimizer = xpert.optim.sgd {
    lr = xpert.schedule.cosine { from = budget.lr, to = 0 }, momentum = 0.9, weight_decay = 5e-4,
  },
  checkpoint = path "checkpoint.safetensors", resume = resume,
}
print(("trained: loss %.4f, accuracy %.2f %% on training images"):format(
  epochs[#epochs].loss, 100 * epochs[#epochs].accuracy))
assert(trained:write(path "weights.safetensors"))
test = test:first(budget.test)
print("in single precision: " .. tostring(xpert.accuracy { network = trained, data = test, ideal = true }))

-- Phase 2: precision of inputs and ADCs, weights as they are.
local precision = xpert.search.precision {
  network = trained, periphery = network, data = train:shuffled(2):first(budget.images),
  calibration = train:first(32), reference = "differential", seed = 1,
  estimator = budget.estimator, steps = budget.precision_steps,
  weights = { lambda2 = 0.001 },                    -- per us
  loss = function(m, w) return m.cross_entropy + w.lambda2 * m.delay_us end,
}
local uniform = precision:evaluate { input_bits = 8, adc_bits = 6 }
local phase2 = precision:run()
print(phase2)
phase2:write_csv(path "phase2.csv")
local best = phase2.best
for _, entry in ipairs { { "8/6 bits everywhere", uniform }, { "found", best } } do
  local accuracy = xpert.accuracy {
    network = trained, data = test, calibration = train:first(32), reference = "differential",
    input_bits = entry[2].input_bits, adc_bits = entry[2].adc_bits,
  }
  print(("%s: EDAP %.4g, on test images %s"):format(entry[1], entry[2].edap, accuracy))
end

-- What the paper's users go on with.
assert(best.network:write_csv(path "NetWork_custom.csv"))
local report = xpert.evaluate { network = best.network }
assert(report:write_json(path "report.json"))
print(report)
print("written to " .. out)
