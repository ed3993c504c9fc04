import Testing

@testable import XPertCore
@testable import XPertLua

/// What scripts are told about their mistakes: message by message, with the line that is to blame.
@Suite struct MessageTests {
  let fixture: BindingFixture

  init() throws { fixture = try BindingFixture() }

  // MARK: Options

  @Test("a misspelt option is answered with the nearest, at the line of the call")
  func misspeltOption() {
    #expect(
      fixture.message("local h = xpert.hardware {\n  crosbar = 64,\n}", line: 11)
        == "spec.lua:11: xpert.hardware has no field 'crosbar' (did you mean 'crossbar'?)")
    fixture.expect(
      "xpert.backbone.vgg16 { chanels = 64 }",
      "xpert.backbone.vgg16 has no field 'chanels' (did you mean 'channels'?)")
    fixture.expect(
      "xpert.loss.target { area_mm2 = 50, realtive = true }",
      "xpert.loss.target has no field 'realtive' (did you mean 'relative'?)")
    fixture.expect(
      "xpert.evaluate { network = network(), traces = { dnsity = 1 } }",
      "xpert.evaluate.traces has no field 'dnsity' (did you mean 'density'?)")
    fixture.expect(
      "xpert.supernet { input = { sise = 32 }, classes = 10, layers = layers() }",
      "xpert.supernet.input has no field 'sise' (did you mean 'size'?)")
  }

  @Test("an unknown option is answered with all there are")
  func unknownOption() {
    fixture.expect(
      "xpert.search.gradient { lr = 13 }",
      "xpert.search.gradient has no field 'lr'; it takes accept, activity, corners, cost_model, hardware, "
        + "impossible, loss, minimize, networks, optimizer, patience, polish, relaxation, seed, spread, "
        + "starts, steps, supernet, "
        + "weights")
    fixture.expect(
      "xpert.search.random { optimiser = 13 }",
      "xpert.search.random has no field 'optimiser'; it takes accept, activity, corners, cost_model, "
        + "hardware, "
        + "impossible, loss, minimize, networks, seed, steps, supernet, weights")
    fixture.expect(
      "xpert.backbone.vgg16 { stride = 2 }",
      "xpert.backbone.vgg16 has no field 'stride'; it takes adc, adc_bits, cell_bits, channels, classes, "
        + "column_sharing, crossbar, input, input_bits, kernel, weight_bits")
    fixture.expect(
      "xpert.loss.sum { relative = true }", "xpert.loss.sum has no field 'relative'; it takes none")
  }

  @Test("a wrong type or value is named with its path, what was expected and what was got")
  func wrongValues() {
    let cases = [
      ("xpert.hardware { crossbar = 64.5 }", "xpert.hardware.crossbar: integer expected, got number (64.5)"),
      (
        "xpert.hardware { crossbar = 2 }",
        "xpert.hardware.crossbar: integer from 8 to 1024 expected, got number (2)"
      ),
      (
        "xpert.hardware { weight_bits = 8, cell_bits = 3 }",
        "xpert.hardware: weight_bits (8) must be a multiple of cell_bits (3)"
      ),
      (
        "xpert.hardware { node_nm = 33 }",
        "xpert.hardware.node_nm: 130, 90, 65, 45, 32, 22, 14, 10, 7 expected, got 33"
      ),
      (
        "xpert.hardware { crossbars_per_tile = 63 }",
        "xpert.hardware: crossbars_per_tile (63) must be the square of an even number, at most 4096: "
          + "4, 16, 36, 64 ..."
      ),
      (
        "xpert.hardware { temperature_K = 500 }",
        "xpert.hardware.temperature_K: integer from 300 to 400 expected, got number (500)"
      ),
      (
        "xpert.hardware { on_off_ratio = 1 }",
        "xpert.hardware.on_off_ratio: number above 1, of at most 1e+09 expected, got number (1)"
      ),
      ("xpert.hardware { calibrated = 1 }", "xpert.hardware.calibrated: boolean expected, got number (1)"),
      ("xpert.hardware(5)", "xpert.hardware: table expected, got number (5)"),
      ("xpert.layer { channels = {} }", "xpert.layer.channels: integer expected, got table"),
      (
        "xpert.layer { channels = xpert.choice { 8, 'a' } }",
        "xpert.layer.channels[2]: integer expected, got string ('a')"
      ),
      ("xpert.choice {}", "xpert.choice needs at least one value"),
      ("xpert.choice({ 1 }, { 2 })", "xpert.choice takes one table, got table behind it ('.', not ':'?)"),
      ("xpert.choice { 1, nil, 3 }", "xpert.choice: entry 2 is nil"),
      ("xpert.choice(1, 2)", "xpert.choice: list expected, got number (1)"),
      (
        "xpert.evaluate { network = space() }",
        "xpert.evaluate.network: a network without choices expected: layer 1 has 4 nodes"
      ),
      (
        "xpert.evaluate { network = network(), traces = {}, activity = {} }",
        "xpert.evaluate: either 'traces' or 'activity' expected, got both"
      ),
      (
        "xpert.evaluate { network = network(), quirks = { ['Q-C172'] = false } }",
        "xpert.evaluate.quirks: only the conventions 'published' and 'whole_network' have them, not "
          + "'consistent'"
      ),
      (
        "xpert.evaluate { network = network(), convention = 'published', quirks = { ['Q-C1'] = false } }",
        "xpert.evaluate.quirks: 'Q-C1' cannot be switched in the convention 'published': "
          + "Q-C102, Q-C171, Q-C172, Q-C173 can"
      ),
      (
        "xpert.search.gradient { supernet = space(), loss = 1 }",
        "xpert.search.gradient.loss: function or xpert.LossTerm expected, got number (1)"
      ),
      (
        "xpert.search.gradient { supernet = space(), loss = print, weights = { lambda1 = 'x' } }",
        "xpert.search.gradient.weights.lambda1: number, xpert.Schedule or function expected, got string ('x')"
      ),
      (
        "xpert.search.gradient { supernet = space(), loss = print, weights = { 0.5 } }",
        "xpert.search.gradient.weights has no positional entries: entry 1 is 0.5"
      ),
      (
        "xpert.search.gradient { supernet = space(), loss = print, steps = 0 }",
        "xpert.search.gradient.steps: integer from 1 to 1e+08 expected, got number (0)"
      ),
      (
        "xpert.search.gradient { supernet = space(), loss = print, seed = -1 }",
        "xpert.search.gradient.seed: integer of at least 0 expected, got number (-1)"
      ),
      (
        "xpert.search.random { supernet = space() }",
        "xpert.search.random: 'loss' or 'minimize' expected, got neither"
      ),
      ("xpert.optim.sgd { lr = 0 }", "xpert.optim.sgd.lr: number above 0 expected, got number (0)"),
      (
        "xpert.optim.adam { lr = 1, beta1 = 1 }",
        "xpert.optim.adam.beta1: number from 0 to 0.9999 expected, got number (1)"
      ),
      (
        "xpert.relaxation.gumbel { temperature = 0 }",
        "xpert.relaxation.gumbel.temperature: number above 0 expected, got number (0)"
      ),
      (
        "xpert.schedule.exponential { from = 1, to = -1 }",
        "xpert.schedule.exponential: from (1) and to (-1) must have the same sign"
      ),
      (
        "xpert.schedule.linear { from = 1, to = 2 }:at(2)",
        "bad argument #1 to 'at' (number from 0 to 1 expected, got 2)"
      ),
      ("xpert.schedule.constant('a')", "bad argument #1 to 'constant' (number expected, got string)"),
      ("xpert.loss.sum { 1 }", "xpert.loss.sum[1]: xpert.LossTerm expected, got number (1)"),
      ("xpert.loss.sum {}", "xpert.loss.sum: at least one xpert.LossTerm expected"),
      ("xpert.repeated(0, 1)", "bad argument #1 to 'repeated' (integer from 1 to 1000 expected, got 0)"),
      ("xpert.repeated(2, 1)", "bad argument #2 to 'repeated' (xpert.Layer expected, got number)"),
      ("xpert.log('a')", "bad argument #1 to 'log' (number or xpert.Scalar expected, got string)"),
      ("xpert.max(1, nil)", "bad argument #2 to 'max' (number or xpert.Scalar expected, got nil)"),
      ("xpert.min()", "bad argument #1 to 'min' (number or xpert.Scalar expected, got no value)"),
    ]
    for (call, message) in cases { fixture.expect(call, message) }
  }

  @Test("a ':' where a '.' belongs, and a list where a choice belongs, are recognised")
  func commonMistakes() {
    fixture.expect(
      "xpert:hardware { crossbar = 64 }",
      "xpert.hardware takes one table, got table behind it ('.', not "
        + "':'?)")
    fixture.expect(
      "xpert.schedule.linear({ from = 1, to = 2 }, 5)",
      "xpert.schedule.linear takes one table, got number (5) behind it ('.', not ':'?)")
    fixture.expect(
      "xpert.backbone.vgg16 { channels = { 64, 128 } }",
      "xpert.backbone.vgg16.channels: integer expected, got table (did you mean xpert.choice { ... }?)")
    fixture.expect(
      "xpert.backbone.vgg16 { channels = {} }",
      "xpert.backbone.vgg16.channels: integer "
        + "expected, got table")
    fixture.expect(
      "xpert.hardware { crossbar = { 64, 128 } }", "xpert.hardware.crossbar: integer expected, got table")
  }

  @Test("a missing option and positional entries")
  func missing() {
    fixture.expect(
      "xpert.supernet { input = { size = 32 }, layers = layers() }", "xpert.supernet needs 'classes'")
    fixture.expect(
      "xpert.supernet { classes = 10, layers = layers(), input = {} }", "xpert.supernet.input needs 'size'")
    fixture.expect("xpert.hardware { 64 }", "xpert.hardware has no positional entries: entry 1 is 64")
    fixture.expect("xpert.evaluate {}", "xpert.evaluate needs 'network'")
    fixture.expect("xpert.layer { kernel = 3 }", "xpert.layer needs 'channels'")
    fixture.expect("xpert.search.gradient { supernet = space() }", "xpert.search.gradient needs 'loss'")
    fixture.expect("xpert.optim.sgd {}", "xpert.optim.sgd needs 'lr'")
    fixture.expect("xpert.schedule.linear { from = 1 }", "xpert.schedule.linear needs 'to'")
  }

  @Test("a misspelt value is found by its path, however deep")
  func misspeltValue() {
    fixture.expect(
      "xpert.supernet { input = { size = 32 }, classes = 10, layers = { { channels = 64, adc = 'falsh' } } }",
      "xpert.supernet.layers[1].adc: unknown ADC 'falsh' (did you mean 'flash'?)")
    fixture.expect(
      "xpert.supernet { input = { size = 32 }, classes = 10, layers = { { channels = 64 }, { channels = 64, "
        + "adc = xpert.choice { 'flash', 'ssar' } } } }",
      "xpert.supernet.layers[2].adc[2]: unknown ADC 'ssar' (did you mean 'sar'?)")
    fixture.expect(
      "xpert.layer { channels = 64, adc = 'delta' }",
      "xpert.layer.adc: unknown ADC 'delta': 'flash' or 'sar' expected")
    fixture.expect(
      "xpert.evaluate { network = network(), convention = 'publshed' }",
      "xpert.evaluate.convention: unknown convention 'publshed' (did you mean 'published'?)")
    fixture.expect(
      "xpert.search.gradient { supernet = space(), loss = print, cost_model = 'simulater' }",
      "xpert.search.gradient.cost_model: unknown cost model 'simulater' (did you mean 'simulator'?)")
    fixture.expect(
      "xpert.hardware { device = 'rramm' }",
      "xpert.hardware.device: unknown memory device 'rramm' (did you mean 'rram'?)")
  }

  @Test("a unit that is forgotten, wrong or unknown")
  func units() {
    fixture.expect(
      "xpert.loss.target { area = 50 }", "xpert.loss.target.area needs its unit: write area_mm2, area_um2")
    fixture.expect(
      "xpert.loss.target { area_mm2 = 5e7 }",
      "xpert.loss.target.area_mm2 = 5e+07 mm2, out of range: did you mean area_um2?")
    fixture.expect(
      "xpert.loss.target { area_cm = 50 }", "xpert.loss.target.area_cm: 'cm' is not a unit of area (mm2, um2)"
    )
    fixture.expect(
      "xpert.loss.hinge { delay_ms = 1e9 }",
      "xpert.loss.hinge.delay_ms = 1e+09 ms, out of range: did you mean delay_ns?")
    fixture.expect(
      "xpert.loss.barrier { energy_pJ = -1 }",
      "xpert.loss.barrier.energy_pJ = -1 pJ, out of range: pJ above 0, of at most 1e+14 expected")
    fixture.expect("xpert.hardware { node = 32 }", "xpert.hardware.node needs its unit: write node_nm")
    fixture.expect(
      "xpert.hardware { clock = 1 }",
      "xpert.hardware.clock needs its unit: write clock_Hz, clock_MHz, clock_GHz")
    fixture.expect(
      "xpert.hardware { r_on_ohm = 1/0 }",
      "xpert.hardware.r_on_ohm = inf ohm, out of range: ohm from 0.001 to 1e+09 expected")
    fixture.expect(
      "xpert.loss.target { area_mm2 = 5, area_um2 = 5 }",
      "xpert.loss.target: area_mm2 and area_um2 are both given, one expected")
    let all =
      "area_mm2, area_um2, delay_ns, delay_us, delay_ms, energy_pJ, energy_nJ, energy_uJ, energy_mJ, "
      + "leakage_uW, leakage_mW"
    fixture.expect("xpert.loss.target {}", "xpert.loss.target: one bound expected, got 0: \(all)")
    fixture.expect(
      "xpert.loss.target { area_mm2 = 5, delay_us = 5 }",
      "xpert.loss.target: one bound expected, got 2: \(all)")
  }

  @Test("a member that a module or an object does not have")
  func members() {
    fixture.expect("xpert.hardwear {}", "xpert has no member 'hardwear' (did you mean 'hardware'?)")
    fixture.expect(
      "xpert.search.gradinet {}", "xpert.search has no member 'gradinet' (did you mean 'gradient'?)")
    fixture.expect(
      "xpert.schedule.linera {}", "xpert.schedule has no member 'linera' (did you mean 'linear'?)")
    fixture.expect(
      "print(xpert.hardware {}.crosbar)", "xpert.Hardware has no member 'crosbar' (did you mean 'crossbar'?)")
    fixture.expect("xpert.hardware {}.crossbar = 5", "xpert.Hardware.crossbar cannot be assigned")
    fixture.expect("space():nodes(3)", "xpert.Supernet: the layer (3) must be between 1 and 2")
  }

  // MARK: Networks

  @Test("networks that cannot be built are refused with the path of the field")
  func networks() {
    let cases = [
      ("layers = {}", "xpert.supernet.layers: at least one layer expected"),
      ("layers = { { channels = 4 }, nil, { channels = 4 } }", "xpert.supernet.layers: entry 2 is nil"),
      (
        "layers = { xpert.choice { 1, 2 } }",
        "xpert.supernet.layers[1]: xpert.Layer or table expected, got xpert.Choice"
      ),
      (
        "layers = { { channels = xpert.choice { 8, 8 } } }",
        "xpert.supernet.layers[1].channels: 8 is given twice"
      ),
      (
        "layers = { { channels = 8 } }, pool_after = { 2 }",
        "xpert.supernet.pool_after: numbers from 1 to 1 expected"
      ),
      (
        "layers = { { channels = 8 } }, pool_after = { 1, 1 }",
        "xpert.supernet.pool_after: layer 1 is there twice: one pooling behind a layer expected"
      ),
      (
        "layers = { { channels = 8, kernel = xpert.choice { 3, 4 } } }",
        "xpert.supernet.layers[1].kernel: all kernels must leave maps of the same size, but 3 leaves 8 and "
          + "4 leaves 9"
      ),
      (
        "layers = { xpert.repeated(3, xpert.layer { channels = 8 }), { channels = 8 } }, pool_after = { 1, "
          + "2, 3, 4 }",
        "xpert.supernet.layers[4]: output (1) is too small for 2 x 2 pooling"
      ),
    ]
    for (fields, message) in cases {
      fixture.expect("xpert.supernet { input = { size = 8 }, classes = 10, \(fields) }", message)
    }
    fixture.expect(
      "xpert.network { input = { size = 8 }, classes = 10, layers = layers() }",
      "xpert.network.layers[1] has 4 nodes: a network has no choices (did you mean xpert.supernet?)")
    fixture.expect(
      "xpert.backbone.vgg16 { channels = xpert.choice { 64, 64 } }",
      "xpert.backbone.vgg16.channels: 64 is given twice")
    fixture.expect(
      "xpert.backbone.vgg16 { input = { size = 8 } }",
      "xpert.backbone.vgg16.layers[10]: output (1) is too small for 2 x 2 pooling")
  }

  @Test("a network file's errors name file, line and column")
  func csv() throws {
    let row = "10,10,8,3,3,8,0,1,8,1,8,6\n"
    func check(_ seventh: String, _ problem: String) throws {
      let path = try fixture.folder.write(
        String(repeating: row, count: 6) + seventh, to: "NetWork_custom.csv")
      #expect(
        fixture.message("local network = xpert.network.read_csv('\(path)')", line: 3)
          == "spec.lua:3: \(path):7: \(problem)")
    }
    try check("10,10,8,3,3,8,0,1,8,3,8,6", "column 10 (ADC type) is 3: 1 (flash) or 2 (SAR) expected")
    try check("10,10,8,3,3,8,0,1,8,1,8", "11 columns: 8 (NeuroSim) or 12 (XPertSim) expected")
    try check("10,10,8,3,3,8,0,1", "8 columns: 12 expected, as in line 1")
    try check("10,10,8,3,3,eight,0,1,8,1,8,6", "column 6 (output channels) is 'eight': a number expected")
    try check(
      "10,10,8,3,3,8,0,0,8,1,8,6",
      "column 8 (stride) is 0: 1 to 1024 expected (padding belongs to columns 1 and 2)")
    let missing = fixture.folder["nope.csv"]
    #expect(
      fixture.message("xpert.network.read_csv('\(missing)')", line: 3)
        == "spec.lua:3: \(missing): cannot be read: No such file or directory")
    fixture.expect(
      "xpert.network.read_csv()", "bad argument #1 to 'read_csv' (string expected, got no value)")
  }

  // MARK: Losses

  @Test("a misspelt metric, or one without its unit, is answered at its own line")
  func metrics() {
    #expect(
      fixture.message("gradient(function(m, w)\n  return m.delya_ns\nend):run()", line: 21)
        == "spec.lua:22: xpert.Metrics has no member 'delya_ns' (did you mean 'delay_ns'?)")
    #expect(
      fixture.message("gradient(function(m, w)\n  return m.area\nend):run()", line: 21)
        == "spec.lua:22: xpert.Metrics has no member 'area' (did you mean 'area_mm2' or 'area_um2'?)")
    fixture.expect(
      "gradient(function(m, w) return w.lambda1 * m.delay_us end, { weights = { lambda2 = 1 } }):run()",
      "xpert.Weights has no member 'lambda1' (did you mean 'lambda2'?)")
    fixture.expect(
      "xpert.search.gradient { supernet = space(), loss = print, minimize = 'delya_us' }",
      "xpert.search.gradient.minimize: the network has no metric 'delya_us' (did you mean 'delay_us'?)")
    fixture.expect(
      "gradient(function(m) return m.delay_us end, { accept = function(s) return s.area < 5 end }):run()",
      "xpert.Step has no member 'area' (did you mean 'area_mm2' or 'area_um2'?)")
    fixture.expect(
      "for s in gradient(function(m, w) return w.lambda1 * m.delay_us end, { weights = { lambda1 = 1 } "
        + "}):steps() do "
        + "print(s.weights.lamda1) end",
      "xpert.Weights has no member 'lamda1' (did you mean 'lambda1'?)")
    fixture.expect(
      "print(gradient(function(m) return m.delay_us end):run().best.delya_us)",
      "xpert.Candidate has no member 'delya_us' (did you mean 'delay_us'?)")
    fixture.expect(
      "gradient(function(m) m.area_mm2 = 5 end):run()", "xpert.Metrics.area_mm2 cannot be assigned")
  }

  @Test("an operand that is nil, or nothing that can be computed with")
  func operands() {
    #expect(
      fixture.message(
        "local w2\nlocal s = gradient(function(m, w)\n  return w2 * m.delay_us\nend)\ns:run()", line: 26)
        == "spec.lua:28: cannot multiply nil: number or xpert.Scalar expected")
    for (expression, message) in [
      ("m.delay_us * nil", "cannot multiply nil"), ("m.delay_us + {}", "cannot add table"),
      ("m.delay_us - '1'", "cannot subtract string ('1')"),
      ("m.delay_us / true", "cannot divide boolean (true)"),
      ("m.delay_us ^ print", "cannot raise function"), ("m.delay_us < nil", "cannot compare nil"),
      ("xpert.loss.hinge { area_mm2 = 1 } + m.delay_us", "cannot add xpert.LossTerm"),
      ("m.delay_us:max()", "cannot take the max of nil"),
    ] {
      fixture.expect(
        "gradient(function(m) return \(expression) end):run()", "\(message): number or xpert.Scalar expected")
    }
    fixture.expect(
      "gradient(function(m) return m.delay_us:lgo() end):run()",
      "xpert.Scalar has no member 'lgo' (did you mean 'log'?)")
    fixture.expect(
      "gradient(function(m) return m.delay_us:clamp(2, 1) end):run()",
      "bad argument #2 to 'clamp' (number of at least 2 expected, got 1)")
    fixture.expect(
      "local term = xpert.loss.target { area_mm2 = 1 }; gradient(function(m, w) return term(w) end):run()",
      "xpert.LossTerm: term(m, w) expected, with the metrics m; got xpert.Weights")
  }

  @Test("a loss that returns nothing, a plain number, or what depends on no metric")
  func lossResults() {
    #expect(
      fixture.message(
        "local s = gradient(\n  function(m, w)\n    local loss = m.delay_us:log()\n  end)\ns:run()", line: 22)
        == "spec.lua:23: loss returned nothing: is a 'return' missing?")
    #expect(
      fixture.message(
        "local s = gradient(\n  function(m, w)\n    return m.area_mm2.value * 0 + 2.32684\n  end)\ns:run()",
        line: 22)
        == "spec.lua:23: loss returned the number 2.32684, which has no gradient: "
        + "build it from the metrics, not from their .value")
    fixture.expect(
      "gradient(function(m) return 'abc' end):run()", "loss returned string ('abc'): xpert.Scalar expected")
    fixture.expect(
      "gradient(function(m) return m end):run()", "loss returned xpert.Metrics: xpert.Scalar expected")
    fixture.expect(
      "gradient(function(m) return xpert.max(1, 2) end):run()",
      "loss returned the number 2, which has no gradient: build it from the metrics, not from their .value")
  }

  @Test("a loss that is not finite is explained by its first operation that is not")
  func notFinite() {
    #expect(
      fixture.message("gradient(function(m, w) return (m.area_mm2 * 0 - 998.837):log() end):run()", line: 26)
        == "spec.lua:26: loss is nan at step 1: log(-998.837)")
    #expect(
      fixture.message(
        "local function f(x) return 1 / x end\n\ngradient(function(m)\n  return f(m.area_mm2 * 0)\nend):run()"
      )
        == "spec.lua:3: loss is inf at step 1: 1 / 0")
    fixture.expect(
      "gradient(function(m) return (m.delay_us - m.delay_us):sqrt() end):run()",
      "the gradient of the loss is not finite at step 1: sqrt(0)")
  }

  @Test("values of an earlier step are refused, whoever kept them")
  func stale() {
    let cases = [
      (
        "s = s or m.delay_us return s",
        "loss at step 2 returned a scalar of an earlier step: build it anew at every step"
      ),
      ("s = s or m.delay_us return 2 * s", "cannot multiply a scalar of an earlier step"),
      ("s = s or m return s.delay_us", "cannot use metrics of an earlier step"),
      ("s = s or m return term(s)", "cannot use metrics of an earlier step"),
      ("if s then print(s.value) end s = m.delay_us return s", "cannot use a scalar of an earlier step"),
    ]
    for (body, message) in cases {
      fixture.expect(
        "local s; local term = xpert.loss.target { area_mm2 = 1 }; gradient(function(m) \(body) end):run()",
        message)
    }
    // Another search has begun a step in between.
    fixture.expect(
      "local kept; gradient(function(m) kept = m return m.delay_us end):run(); "
        + "gradient(function(m) return kept.delay_us end):run()", "cannot use metrics of an earlier step")
    fixture.expect(
      "gradient(function(m) gradient(function(m) return m.area_mm2 end):run() return m.delay_us end):run()",
      "a search whose loss is computed cannot run inside the loss of another: run it before, and use what it"
        + " found, or search by 'minimize' without a loss")
  }

  @Test("an error of the script's own keeps its line and its value")
  func ownErrors() throws {
    #expect(
      fixture.message("local s = gradient(function(m)\n  local t\n  return t.x\nend)\ns:run()", line: 30)
        == "spec.lua:32: attempt to index a nil value (local 't')")
    #expect(
      fixture.message(
        "gradient(function(m) return m.delay_us end, { accept = function(s)\n error('no') end }):run()")
        == "spec.lua:2: no")
    #expect(
      fixture.message(
        "gradient(function(m) return m.delay_us end, {\n optimizer = xpert.optim.sgd { lr = function(p) "
          + "error('lr') end } }):run()"
      )
        == "spec.lua:2: lr")
    try fixture.run(
      """
      local own = { code = 7 }
      local ok, message = pcall(function() gradient(function() error(own) end):run() end)
      assert(not ok and message == own)
      ok, message = pcall(function() gradient(function() error() end):run() end)
      assert(not ok and message == nil)
      """)
  }

  @Test("a schedule that gives what cannot be used is blamed at its own line")
  func schedules() {
    let loss = "function(m) return m.delay_us end"
    let cases = [
      (
        "weights = { a = function(p) return 'x' end }",
        "weight 'a': the function's result: number expected, got string"
      ),
      (
        "weights = { a = function(p) return -1/0 end }",
        "weight 'a': the function's result: finite number expected, got -inf"
      ),
      (
        "weights = { a = xpert.schedule.linear { from = 1, to = 1/0 } }",
        "xpert.schedule.linear.to: finite number expected, got number (inf)"
      ),
      (
        "weights = { a = xpert.schedule.constant(1/0) }",
        "xpert.schedule.constant: finite number expected, got inf"
      ),
      (
        "weights = { a = function(p) return 1/0 end }",
        "weight 'a': the function's result: finite number expected, got inf"
      ),
      (
        "optimizer = xpert.optim.sgd { lr = 1/0 }",
        "xpert.optim.sgd.lr: finite number expected, got number (inf)"
      ),
      (
        "optimizer = xpert.optim.sgd { lr = function(p) end }",
        "xpert.optim.sgd.lr: the function's result: number expected, got nil"
      ),
      (
        "optimizer = xpert.optim.adam { lr = function(p) return -1 end }",
        "learning rate is -1 at step 1: finite number of at least 0 expected"
      ),
      (
        "relaxation = xpert.relaxation.gumbel { temperature = function(p) return 0 end }",
        "temperature is 0 at step 1: finite number above 0 expected"
      ),
    ]
    for (option, message) in cases { fixture.expect("gradient(\(loss), { \(option) }):run()", message) }
    fixture.expect(
      "xpert.search.gradient { supernet = space(), loss = print, weights = { a = -1/0 } }",
      "xpert.search.gradient.weights.a: finite number expected, got number (-inf)")
    #expect(
      fixture.message("local s = gradient(\(loss), {\n weights = { a =\n function(p) end } })\ns:run()")
        == "spec.lua:3: weight 'a': the function's result: number expected, got nil")
    fixture.expect(
      "gradient(function(m) return 1e9 * m.delay_us end, { optimizer = xpert.optim.sgd { lr = 1e308 } "
        + "}):run()",
      "the architecture parameters have overflowed at step 1: is the learning rate too large?")
    fixture.expect(
      "gradient(xpert.loss.barrier { area_mm2 = 1000, sharpness = xpert.schedule.linear { from = 0, to = 1 "
        + "} }):run()",
      "xpert.loss.barrier.sharpness is 0 at step 1: finite number above 0 expected")
  }

  @Test("a node that cannot be built is described in the script's words")
  func impossibleNode() {
    let layer = "{ channels = 8, column_sharing = xpert.choice { 4, 8 }, crossbar = 8, adc = 'sar' }"
    fixture.expect(
      "xpert.search.gradient { loss = print, "
        + "supernet = xpert.supernet { input = { size = 8 }, classes = 10, layers = { \(layer) } } }",
      "xpert.search.gradient: layer 1 with channels 8, kernel 3, column_sharing 8, adc sar, adc_bits 6, "
        + "input_bits 8, crossbar 8: column_sharing (8) must be at most 4, half of the crossbar's 8 columns: "
        + "a tile's output buffer needs at least two lines; take the choice out, or leave out such nodes: "
        + "impossible = \"drop\"")
  }

  @Test("losses and schedules cannot be nested until the stack overflows")
  func deepNesting() throws {
    fixture.expect(
      "local t = xpert.loss.target { area_mm2 = 4 } while true do t = xpert.loss.sum { t } end",
      "xpert.loss.sum: at most 100 sums within each other expected")
    fixture.expect(
      "local s = 1 while true do s = xpert.schedule.warmup { fraction = 0, next = s } end",
      "xpert.schedule.warmup: at most 100 warm-ups within each other expected")
    try fixture.run(
      """
      local t, s = xpert.loss.target { area_mm2 = 4 }, 5
      for i = 1, 100 do t, s = xpert.loss.sum { t }, xpert.schedule.warmup { fraction = 0, next = s } end
      assert(s:at(1) == 5 and gradient(t):run().best)
      """)
  }

  @Test("a table that would not fit into memory is refused where the space is described")
  func hugeTable() {
    let choices = "local c, d = {}, {} for i = 1, 256 do c[i] = i end for i = 1, 128 do d[i] = i end "
    let layer = "{ channels = xpert.choice(c), column_sharing = xpert.choice(d), crossbar = 1024 }"
    fixture.expect(
      choices + "xpert.supernet { input = { size = 2 }, classes = 2, layers = { \(layer), \(layer) } }",
      "xpert.supernet.layers: nodes times channels of the layer before add up to 8421376; at most 8388608 "
        + "expected")
  }

  @Test("the published fits refuse what they do not hold for, with the path")
  func publishedFits() throws {
    fixture.expect(
      "xpert.search.gradient { loss = print, supernet = xpert.backbone.vgg16 { adc_bits = 5 }, cost_model = "
        + "'published' }",
      "xpert.search.gradient.supernet.layers[1].adc_bits: the published fits hold for 6 only, got 5")
    fixture.expect(
      "gradient(function(m) return m.delay_us end, { supernet = xpert.backbone.vgg16 {}, cost_model = "
        + "'published' }):run()",
      "xpert.Metrics has no member 'delay_us' (did you mean 'delay_fit'?)")
    let search =
      "xpert.search.random { minimize = 'delay_fit', supernet = xpert.backbone.vgg16 {}, cost_model = "
      + "'complete'"
    fixture.expect(
      "\(search), hardware = xpert.hardware { node_nm = 22 } }",
      "xpert.search.random.hardware: the published fits hold for the paper's hardware only")
    fixture.expect(
      "\(search), activity = { bit_density = 0.1 } }",
      "xpert.search.random.activity: the published fits do not depend on it")
    try fixture.run("\(search), hardware = xpert.hardware {}, steps = 1 }:run()")
  }
}
