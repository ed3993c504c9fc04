import Testing

@testable import XPertCore
@testable import XPertLua

@Suite struct InferenceBindingTests {
  let fixture: BindingFixture

  init() throws {
    fixture = try BindingFixture()
    try Safetensors.write(Self.tensors, to: fixture.folder["net.safetensors"])
    try fixture.run("path = '\(fixture.folder["net.safetensors"])'")
    try fixture.run(
      "net = xpert.trained.resnet(path, 8)\n"
        + "images = xpert.data.synthetic { images = 30, size = 8, classes = 3, noise = 0.2 }")
  }

  /// A residual network of one block for 8 x 8 images and three classes.
  static let tensors: [String: Tensor] = {
    var random = RandomGenerator(seed: 1)
    func normal(_ shape: [Int], _ scale: Double) -> Tensor {
      Tensor(shape: shape, values: (0..<shape.reduce(1, *)).map { _ in Float(scale * random.normal()) })
    }
    var tensors = ["conv1.weight": normal([4, 3, 3, 3], 0.3)]
    tensors["layer1.0.conv1.weight"] = normal([4, 4, 3, 3], 0.3)
    tensors["layer1.0.conv2.weight"] = normal([4, 4, 3, 3], 0.3)
    tensors["linear.weight"] = normal([3, 4], 1)
    tensors["linear.bias"] = normal([3], 0.1)
    for name in ["bn1", "layer1.0.bn1", "layer1.0.bn2"] {
      tensors["\(name).weight"] = Tensor(shape: [4], repeating: 1)
      tensors["\(name).bias"] = Tensor(shape: [4], repeating: 0.1)
      tensors["\(name).running_mean"] = Tensor(shape: [4], repeating: 0)
      tensors["\(name).running_var"] = Tensor(shape: [4], repeating: 1)
    }
    return tensors
  }()

  @Test("scores come in the order of the networks, the same for the same seed and any number of threads")
  func score() throws {
    try fixture.run(
      """
      local wide = xpert.network { name = "wide", input = { size = 8 }, classes = 10,
        layers = { { channels = 16 }, { channels = 32 } } }
      local scores = xpert.score.hamming { networks = { network(), wide }, batch = 16, seed = 3 }
      assert(#scores == 2 and scores[2].network == "wide" and scores[1].images == 16)
      assert(scores[1].relu_units == network().relu_units and scores[2].relu_units == wide.relu_units)
      assert(scores[2].score > scores[1].score and scores[1].score > 0)
      local again = xpert.score.hamming { networks = wide, batch = 16, seed = 3, threads = 1 }
      assert(again[1].score == scores[2].score)
      assert(xpert.score.hamming { networks = wide, batch = 16, seed = 4 }[1].score ~= again[1].score)
      local data = xpert.data.synthetic { images = 40, size = 8 }
      assert(xpert.score.hamming { networks = wide, batch = 40, data = data }[1].score > 0)
      """)
  }

  @Test("image sets say what they are, and can be cut, shuffled and normalised")
  func data() throws {
    try fixture.run(
      """
      assert(#images == 30 and images.classes == 3 and images.height == 8 and images.channels == 3)
      assert(tostring(images) == "synthetic: 30 images of 3 x 8 x 8, 3 classes")
      assert(#images:first(7) == 7 and images.labels[1] == 1 and images.labels[3] == 3)
      assert(#images:shuffled(1) == 30)
      assert(#images:normalised({ 0.5, 0.5, 0.5 }, { 1, 1, 1 }) == 30)
      """)
    #expect(
      fixture.message("images:normalised({ 0.5 }, { 1 })")
        == "spec.lua:1: bad argument #1 to 'normalised' (3 numbers expected, one per channel, got 1)")
  }

  @Test("accuracy is that of chips: the same for the same seed, with mean, deviation and interval")
  func accuracy() throws {
    try fixture.run(
      """
      local ideal = xpert.accuracy { network = net, data = images, ideal = true }
      assert(#ideal.correct == 1 and ideal.mean == ideal.correct[1] / 30 and ideal.deviation == 0)
      local function run(options)
        options.network, options.data, options.seed = net, images, 5
        return xpert.accuracy(options)
      end
      -- Ten bits change hardly anything.
      local fine = run { adc_bits = 10, input_bits = 10, hardware = xpert.hardware { crossbar = 16 } }
      assert(math.abs(fine.correct[1] - ideal.correct[1]) <= 2)
      local noisy = run { adc_bits = 8, noise = { sigma = 0.5 }, trials = 4 }
      assert(#noisy.correct == 4 and noisy.low <= noisy.mean and noisy.mean <= noisy.high)
      local again = run { adc_bits = 8, noise = { sigma = 0.5 }, trials = 2, threads = 1 }
      assert(again.correct[1] == noisy.correct[1] and again.correct[2] == noisy.correct[2])
      local list = run { adc_bits = { 8, 8, 8, 8 }, noise = { sigma = 0.5 }, trials = 2 }
      assert(list.correct[1] == noisy.correct[1])
      run { adc_bits = "ideal", reference = "differential", retention = { time = 100, drift = 0.1, towards \
      = 0 } }
      run { adc_range = "full_scale", batchnorm_adaptation = { data = images, images = 20, batch = 10 } }
      assert(tostring(noisy):find("over 4 chips", 1, true))
      """)
  }

  @Test("mistakes are named with the path of the field")
  func errors() {
    fixture.expect(
      "xpert.accuracy { network = net, data = images, adc_bits = { 6, 6 } }",
      "xpert.accuracy.adc_bits: 4 numbers expected, one per layer, got 2")
    fixture.expect(
      "xpert.accuracy { network = net, data = images, noise = { sgima = 1 } }",
      "xpert.accuracy.noise has no field 'sgima' (did you mean 'sigma'?)")
    fixture.expect(
      "xpert.accuracy { network = net, data = xpert.data.synthetic { images = 1, size = 16 } }",
      "xpert.accuracy: \(fixture.folder["net.safetensors"]): images of 3 x 8 x 8 expected, got 3 x 16 x 16")
    fixture.expect(
      "xpert.score.hamming { networks = network(), data = images }",
      "xpert.score.hamming.batch: 128 images wanted, but data has 30")
    fixture.expect(
      "xpert.data.cifar10('/nowhere/test.bin')",
      "/nowhere/test.bin: cannot be read: No such file or directory")
    fixture.expect("xpert.data.jpeg('/nowhere')", "/nowhere: cannot be read: No such file or directory")
    fixture.expect(
      "xpert.data.jpeg('/nowhere', 0)", "bad argument #2 to 'jpeg' (positive integer expected, got 0)")
  }

  @Test("a sandboxed script reads no data")
  func sandbox() throws {
    let sandboxed = try BindingFixture { $0.isSandboxed = true }
    sandboxed.expect("xpert.data.jpeg('x')", "xpert.data.jpeg: a sandboxed script may not read files")
    sandboxed.expect("xpert.data.cifar10('x')", "xpert.data.cifar10: a sandboxed script may not read files")
    sandboxed.expect(
      "xpert.trained.resnet('x')", "xpert.trained.resnet: a sandboxed script may not read files")
  }

  @Test("what says nothing about single precision is refused beside 'ideal'")
  func idealWithoutCrossbars() {
    for option in [
      "model = 'physical'", "hardware = xpert.hardware {}", "adc_bits = 4", "input_bits = 4",
      "adc_range = 'calibrated'", "reference = 'differential'", "noise = { sigma = 0.1 }",
      "retention = { time = 2, drift = 0.1 }", "calibration = images", "trials = 3",
      "batchnorm_adaptation = { data = images }",
    ] {
      let key = option.prefix { $0 != " " }
      fixture.expect(
        "xpert.accuracy { network = net, data = images, ideal = true, \(option) }",
        "xpert.accuracy.\(key): 'ideal' is without crossbars")
    }
    fixture.expect(
      "xpert.accuracy { network = net, data = xpert.data.synthetic { images = 8, size = 8, classes = 4 }, "
        + "ideal = true }",
      "xpert.accuracy: \(fixture.folder["net.safetensors"]): leaves 3 x 1 x 1, the images have 4 classes")
  }

  @Test("means and deviations that pixels cannot have are refused")
  func normalisation() {
    fixture.expect(
      "images:normalised({ 123.675, 0, 0 }, { 1, 1, 1 })",
      "bad argument #1 to 'normalised' (numbers from 0 to 1 expected, as pixels are, got 123.67500305175781)")
    for deviation in ["0", "-1", "1/0", "0/0"] {
      fixture.expect(
        "images:normalised({ 0, 0, 0 }, { 1, 1, \(deviation) })",
        "bad argument #2 to 'normalised' (positive numbers expected)")
    }
  }

  @Test("a supernet that leaves no choice serves as a network")
  func fixedSupernets() throws {
    try fixture.run(
      """
      local one = xpert.backbone.resnet20 { channels = 4, input = { size = 8 } }
      local scores = xpert.score.hamming { networks = { one, network() }, batch = 4 }
      assert(#scores == 2 and scores[1].network == "ResNet-20" and scores[1].relu_units > 0)
      assert(xpert.score.hamming { networks = one, batch = 4 }[1].score == scores[1].score)
      """)
    let open = "xpert.backbone.vgg8 { channels = xpert.choice { 4, 8 } }"
    let problem = "a network without choices expected: layer 1 has 2 nodes"
    fixture.expect("xpert.score.hamming { networks = \(open) }", "xpert.score.hamming.networks: \(problem)")
    fixture.expect(
      "xpert.score.hamming { networks = { network(), \(open) } }",
      "xpert.score.hamming.networks[2]: \(problem)")
    fixture.expect(
      "xpert.train { network = \(open), data = images, epochs = 1 }", "xpert.train.network: \(problem)")
    fixture.expect("xpert.trained.read(\(open), path)", "bad argument #1 to 'read' (\(problem))")
  }

  @Test("training says what it cannot do before it begins")
  func trainingRefusals() {
    fixture.expect(
      "xpert.train { network = net, data = images, epochs = 1, optimizer = xpert.optim.adam { lr = 0.1 } }",
      "xpert.train.optimizer: networks are trained by xpert.optim.sgd")
    fixture.expect(
      "xpert.train { network = net, data = images, epochs = 1, resume = true }",
      "xpert.train.resume: needs 'checkpoint', the file to go on from")
    fixture.expect("xpert.train { network = net, data = images }", "xpert.train needs 'epochs'")
  }

  @Test("weights are written and read back into the same network")
  func weights() throws {
    try fixture.run(
      """
      local file = path .. ".weights"
      local n = xpert.network { name = "chain", input = { size = 8 }, classes = 3, layers = { { channels = \
      8 } } }
      local ok, reason = net:write("/no/folder/x.safetensors")
      assert(ok == nil and reason:find "/no/folder/x.safetensors")
      assert(net:write(file))
      ok, reason = pcall(xpert.trained.read, n, file)
      assert(not ok and reason:find "the file's tensor 'bn1.beta' belongs to no layer", reason)
      assert(reason:find(file .. ": ", 1, true), reason)
      """)
  }

  @Test(
    "Phase 2 chooses precisions per layer, and says what it evaluated",
    arguments: ["two_path", "sensitivity", "score_function"])
  func precision(estimator: String) throws {
    try fixture.run(
      """
      local search = xpert.search.precision {
        network = net, data = images, calibration = images:first(8), steps = 3, seed = 1, estimator = \
        "\(estimator)",
        choices = { input_bits = { 4, 8 }, adc_bits = xpert.choice { 6, 8 } }, reference = "differential",
        weights = { lambda2 = 0.01 },
        loss = function(m, w) return m.cross_entropy + w.lambda2 * m.delay_us end,
      }
      assert(#search.layers == 4 and search.step_count == 3)
      local plain = search:evaluate { input_bits = 8, adc_bits = { 8, 8, 6, 8 } }
      assert(plain.step == 0 and plain.adc_bits[3] == 6 and plain.input_bits[4] == 8)
      local same = xpert.accuracy {
        network = net, data = images, calibration = images:first(8), reference = "differential",
        input_bits = 8, adc_bits = { 8, 8, 6, 8 },
      }
      assert(same.correct[1] == plain.correct and plain.accuracy == plain.correct / 30)
      local report = xpert.evaluate { network = plain.network }
      assert(math.abs(report.delay_us / plain.delay_us - 1) < 1e-9)
      assert(math.abs(report.edap / plain.edap - 1) < 1e-9)
      for step in search:steps() do
        local c = step.candidate
        assert(math.abs(step.loss - (c.cross_entropy + 0.01 * c.delay_us)) < 1e-12)
        assert(step.weights.lambda2 == 0.01 and step.relaxed_loss > 0 and step.cross_entropy == \
        c.cross_entropy)
      end
      local result = search:result()
      assert(result.steps == 3 and result.images == 30 and #result.history == 3)
      assert(#result.candidates >= 2 and #result.front >= 1 and result.best.loss == result.candidates[1].loss)
      assert(tostring(result):find("candidates evaluated on 30 images"), tostring(result))
      assert(search:audit().steps == 3)
      assert(result:write_csv(path .. ".csv") and io.open(path .. \
      ".csv"):read():find("rank,step,loss,accuracy,area_mm2"))
      """)
  }

  @Test(
    "mistakes in Phase 2 are answered",
    arguments: [
      (
        "choices = { input_bits = {} }",
        "xpert.search.precision.choices.input_bits: at least one value expected, got none"
      ),
      ("choices = { adc_bits = { 5, 5 } }", "xpert.search.precision.choices.adc_bits: 5 is given twice"),
      (
        "choices = { input_bits = { 1 } }",
        "xpert.search.precision.choices.input_bits[1]: integer from 2 to 16 expected, got number (1)"
      ),
      (
        "estimator = 'two_paths'",
        "xpert.search.precision.estimator: unknown estimator 'two_paths' (did you mean 'two_path'?)"
      ),
      ("column_sharing = 128", "xpert.search.precision: column_sharing (128) is larger than crossbar (64)"),
      (
        "hardware = xpert.hardware { execution = 'pipelined' }",
        "xpert.search.precision: a search must run layer by layer: the delay of a pipeline is that of its"
          + " slowest layer and no sum over layers"
      ),
      (
        "loss = function(m) return 1 end",
        "loss returned the number 1, which has no gradient: build it from the metrics, not from their .value"
      ),
      (
        "loss = function(m) return m.cross_entropi end",
        "xpert.Metrics has no member 'cross_entropi' (did you mean 'cross_entropy'?)"
      ),
    ])
  func precisionMistakes(option: String, message: String) throws {
    let text: String = try fixture.evaluate(
      """
      local options = { network = net, data = images:first(4), steps = 1, loss = function(m) return \
      m.cross_entropy end, \(option) }
      local ok, text = pcall(function() xpert.search.precision(options):run() end)
      assert(not ok)
      return text
      """)
    #expect(text.hasSuffix(message), "\(text)")
  }

  @Test("the published program's models stand beside the physical one")
  func published() throws {
    try fixture.run(
      """
      for _, model in ipairs { "published_crossbar", "published_quantised", "published_float" } do
        local a = xpert.accuracy { network = net, data = images, model = model, adc_bits = 8, noise = { \
        sigma = 0.1 }, seed = 2 }
        local b = xpert.accuracy { network = net, data = images, model = model, adc_bits = 8, noise = { \
        sigma = 0.1 }, seed = 2, threads = 1 }
        assert(a.correct[1] == b.correct[1] and a.images == 30)
      end
      local ok, text = pcall(xpert.accuracy, { network = net, data = images, model = "published_float", \
      reference = "differential" })
      assert(not ok and text:find("xpert.accuracy.reference: the published program has none: its ranges are \
      those of tensors", 1, true), text)
      ok, text = pcall(xpert.accuracy, { network = net, data = images, model = "published_float", adc_bits \
      = "ideal" })
      assert(not ok and text:find("the published program always converts", 1, true), text)
      """)
  }

  @Test("a candidate outside of the choices is refused")
  func precisionOutside() throws {
    let text: String = try fixture.evaluate(
      """
      local search = xpert.search.precision { network = net, data = images:first(4), loss = function(m) \
      return m.cross_entropy end }
      local _, first = pcall(search.evaluate, search, { input_bits = 2, adc_bits = 6 })
      local _, second = pcall(search.evaluate, search, { input_bits = 8, adc_bits = { 6 } })
      return first .. "|" .. second
      """)
    #expect(text.contains("search:evaluate.input_bits: 2 is not among the choices 3, 4, 5, 6, 7, 8"))
    #expect(text.contains("search:evaluate.adc_bits: 4 numbers expected, one per layer, got 1"))
  }

  @Test("Phase 2 takes column sharing and ADCs of a network that Phase 1 has found")
  func periphery() throws {
    try fixture.run(
      """
      local found = xpert.network { input = { size = 8 }, classes = 3, layers = {
        { channels = 4, column_sharing = 2 }, { channels = 4, column_sharing = 16, adc = "sar" },
        { channels = 4, column_sharing = 4 } } }
      local function search(periphery)
        return xpert.search.precision {
          network = net, data = images, calibration = images:first(8), periphery = periphery,
          loss = function(m) return m.cross_entropy end,
        }:evaluate { input_bits = 8, adc_bits = 6 }
      end
      local candidate, plain = search(found), search()
      for i, sharing in ipairs { 2, 16, 4, 4 } do assert(candidate.network[i].column_sharing == sharing, i) \
      end
      assert(candidate.network[2].adc == "sar" and plain.network[2].adc == "flash")
      assert(candidate.accuracy == plain.accuracy and candidate.delay_ns ~= plain.delay_ns)
      """)
    fixture.expect(
      "xpert.search.precision { network = net, data = images, periphery = network(), "
        + "loss = function(m) return m.cross_entropy end }",
      "xpert.search.precision.periphery: 4 layers of 4, 4, 4, 3 channels expected, as the network has, "
        + "got 8, 16, 10")
  }
}
