import LuaEmbedding

/// What every script of the fuzzer finds: hostile values, small valid objects, and functions that use an
/// object in all ways the catalogue knows.
enum APIPrelude {
  /// The prelude, with the catalogue's members of every type.
  static func text(_ catalog: LuaCatalog) -> String {
    var lines = ["members = {"]
    for (name, members) in catalog.types.sorted(by: { $0.key < $1.key }) {
      let entries =
        members.methods.map { "{ '\($0)', true }" } + members.properties.map { "{ '\($0)', false }" }
      lines.append("  ['\(name)'] = { \(entries.joined(separator: ", ")) },")
    }
    lines += ["}", "least = math.mininteger"]
    return lines.joined(separator: "\n") + "\n" + body
  }

  private static let body = #"""
    local xpert = require "xpert"
    local random = math.random
    local debug = debug
    v, kept = {}, {}
    print = function(...) note(...) end

    -- Errors: a position, and words.

    -- Lua's own, which are raised where no script runs, and the script's own.
    local plain = { "^not enough memory", "^error in error handling", "^C stack overflow", "^own",
      "^attempt to call a ", "^bad argument #%d to '%?' %(table expected", "^attempt to compare two ",
      -- An object that has lost its metatable, in Lua's own functions of tables.
      "^attempt to index a userdata value$", "^cannot resume ", "^attempt to yield " }
    local function check(message)
      if type(message) ~= "string" then return end
      if message:find "^[%w_.]+:%d+: ." then return end
      for _, pattern in ipairs(plain) do
        if message:find(pattern) then return end
      end
      fault("an error without a position, or without words: '" .. message .. "'")
    end

    function try(f, ...)
      local ok, value = pcall(f, ...)
      if not ok then
        note("!", value)
        check(value)
        return nil
      end
      return value
    end

    -- Hostile values.

    local function own() error("own: asked for") end
    local function fail() error(setmetatable({}, { __tostring = own })) end
    local function deep()
      local t = {}
      for _ = 1, 150 do t = { t } end
      return t
    end
    local function cyclic()
      local t = { 1, 2 }
      t[3], t.layers, t.input, t.next = t, t, t, t
      return setmetatable(t, { __index = t })
    end
    local function long_chain()
      local t = {}
      for _ = 1, 300 do t = setmetatable({}, { __index = t }) end
      return t
    end
    local makers = {
      function() return nil end,
      function() return true end,
      function() return false end,
      function() return 0 end,
      function() return -0.0 end,
      function() return -1 end,
      function() return 1 end,
      function() return 0 / 0 end,
      function() return 1 / 0 end,
      function() return -1 / 0 end,
      function() return least end,
      function() return math.maxinteger end,
      function() return 2.0 ^ 53 end,
      function() return 2.0 ^ 63 end,
      function() return least + 0.0 end,
      function() return 5e-324 end,
      function() return 1e308 end,
      function() return 1.5 end,
      function() return "" end,
      function() return "x" end,
      function() return "8" end,
      function() return "a\0b" end,
      function() return "\xff\xfe" end,
      function() return ("x"):rep(70000) end,
      function() return "nan" end,
      function() return "%s%n" end,
      function() return {} end,
      function() return { 1 } end,
      function() return { 1, nil, 3 } end,
      function() return { [0] = 1, [-1] = 2 } end,
      function() return { a = 1 } end,
      function() return { [1.5] = 1, [true] = 2, [{}] = 3 } end,
      function() return { [least] = 1, [math.maxinteger] = 2 } end,
      function() return { "x", 1, {}, print } end,
      deep, cyclic, long_chain,
      function() return setmetatable({}, { __index = own }) end,
      function() return setmetatable({}, { __index = function() return 8 end }) end,
      function() return setmetatable({ 1 }, { __len = own }) end,
      function() return setmetatable({ 1 }, { __len = function() return math.maxinteger end }) end,
      function() return setmetatable({ 1 }, { __len = function() return "x" end }) end,
      function() return setmetatable({}, { __pairs = own, __tostring = own, __name = 5 }) end,
      function() return setmetatable({}, { __tostring = function() return 5 end }) end,
      function() return setmetatable({}, { __call = own, __close = own, __gc = own }) end,
      function() return setmetatable({}, { __eq = own, __lt = own, __le = own, __concat = own }) end,
      function() return setmetatable({}, { __metatable = false }) end,
      function() return own end,
      function() return fail end,
      function() return print end,
      function() return xpert.hardware end,
      function() return function() coroutine.yield(1) end end,
      function() return function(...) return ... end end,
      function() return coroutine.create(own) end,
      function() return coroutine.running() end,
      function() return coroutine.wrap(own) end,
      function() return io and io.stderr end,
      function() return _G end,
      function() return _ENV.xpert end,
      function() return xpert.search end,
      function() return xpert.choice { 8, 16 } end,
      function() return xpert.choice { 0 / 0, {}, print } end,
      function() return xpert.choice { xpert.choice { 1 } } end,
      function() return xpert.hardware {} end,
      function() return xpert.layer { channels = 8 } end,
      function() return space() end,
      function() return network() end,
      function() return xpert.schedule.constant(0 / 0) end,
      function() return xpert.schedule.linear { from = -1, to = 1 } end,
      function() return xpert.loss.target { area_mm2 = 1 } end,
      function() return xpert.optim.sgd { lr = 1 } end,
      function() return xpert.relaxation.gumbel {} end,
      function() return kept[random(#kept > 0 and #kept or 1)] end,
      function() return v[random(4)] end,
      function() local x = v[random(4)] close(x) return x end,
    }
    bad_count = #makers
    function bad(n) return makers[(n or random(bad_count)) % bad_count + 1]() end
    function any() return bad() end

    function keep(x)
      if #kept > 20 then kept[random(20)] = x else kept[#kept + 1] = x end
      return x
    end

    -- Calls a metamethod by hand, as scripts with the debug library can.
    function meta(x, name, ...)
      local t = debug and debug.getmetatable(x)
      local f = t and rawget(t, name)
      if f ~= nil then return try(f, ...) end
    end
    function close(x)
      if type(x) == "userdata" and kind(x):find "^xpert" then meta(x, "__close", x, nil) end
    end

    -- Small valid objects.

    local function one(t) return t[random(#t)] end
    function layers()
      return {
        { channels = xpert.choice { 8, 16 }, column_sharing = xpert.choice { 4, 8 } },
        { channels = xpert.choice { 8, 16 } },
      }
    end
    function space() return xpert.supernet { input = { size = 8 }, classes = 4, layers = layers() } end
    function network()
      return xpert.network { input = { size = 8 }, classes = 4,
        layers = { { channels = 8 }, { channels = 16 } } }
    end
    function net()
      return xpert.network { input = { size = 8 }, classes = 3, average_pool = true,
        layers = { { channels = 4 }, { channels = 4 }, { channels = 4, residual = { layers = 2 } } } }
    end
    function written()
      trained():write "out.safetensors"
      return "out.safetensors"
    end
    function trained() return xpert.trained.resnet("good.safetensors", 8) end
    function small() return xpert.hardware { node_nm = 22 } end
    function corners() return { hot = xpert.hardware { r_on_kohm = 12 } } end
    function images() return xpert.data.synthetic { images = 12, size = 8, classes = 3, noise = 0.2 } end
    function loss(m) return m.edap:log() + m.area_mm2 * 0.1 end
    function term_loss(m, w)
      local term = xpert.loss.sum { xpert.loss.target { area_mm2 = 3 }, xpert.loss.hinge { delay_us = 1 } }
      local value = term(m, w)
      hit "xpert.LossTerm.__call"
      return value + m.edap
    end
    -- A loss that looks at all that it is given.
    function curious_loss(m, w, step)
      poke(m, 3)
      poke(m.layers, 3)
      poke(w, 1)
      try(function() poke(m.corners, 4) end)
      try(function() poke(m.networks, 4) end)
      return term_loss(m.networks and m.total or m, w)
    end
    function search()
      local name = one { "random", "gradient", "hill_climb", "anneal", "evolution" }
      return xpert.search[name] { supernet = space(), loss = loss, minimize = "edap", steps = 3 }
    end

    -- Arguments that a method expects.

    local metrics = { "area_mm2", "area_um2", "delay_ns", "delay_us", "delay_ms", "delay_fit", "energy_pJ",
      "energy_mJ", "leakage_uW", "edap", "tiles", "relu_units", "weights", "macs", "bit_operations",
      "cross_entropy" }
    local quantities = { "area_mm2", "delay_ns", "delay_us", "dynamic_energy_pJ", "leakage_uW", "energy_pJ",
      "edap",
      "tops", "tops_per_W", "utilisation", "frames_per_s", "clock_period_ns", "leakage_energy_pJ" }
    readable = { "good.csv", "good.safetensors", "cifar.bin", "cifar", "jpeg", "tiny", "damaged",
      "missing.csv",
      "folder", "out.csv", "/dev/null", "", "a\0b", "\xff", "nested/none.csv" }
    local writable = { "out.csv", "out.json", "out.svg", "out.html", "/dev/full", "folder",
      "nested/none.csv", "",
      "a\0b", "\xff", "link" }
    local function path() return one(writable) end
    local arguments = {
      write_csv = function(t)
        return path(), t == "xpert.Network" and one { nil, "pairs", "xpertsim", "neurosim" } or nil
      end,
      write_json = path, write_svg = path, write = path, plot = path,
      explain = function() return one(quantities), one { nil, 1, 2, 9, "flash ADC", "tile H-tree" } end,
      breakdown = function()
        return one { "area_mm2", "delay_ns", "dynamic_energy_pJ", "leakage_uW", "x" }
      end,
      at = function() return one { 0, 0.5, 1, -1, 2 } end,
      nodes = function() return one { 1, 2, 3, 0 } end,
      first = function() return one { 1, 5, 100, 0 } end,
      shuffled = function() return one { 1, 0, -1 } end,
      normalised = function()
        return one { nil, { 0.5, 0.5, 0.5 } }, one { nil, { 1, 1, 1 }, { 0, 1, 1 } }
      end,
      min = function() return one { 0, 1, 1e9 } end,
      max = function() return one { 0, 1, 1e9 } end,
      clamp = function() return one { -1, 0, 5 }, one { 1, 7, -3 } end,
      pareto = function(t)
        if t == "xpert.Result" then return { metrics = { one(metrics), one(metrics) } } end
        return { x = one(metrics), y = one { nil, "edap", "macs" }, points = one { nil, 2, 3 } }
      end,
      report = function(t)
        if t == "xpert.Result" then return path() end
        return one { { baselines = { "random" } }, { baselines = {} }, { exact = {} },
          { exact = { area_mm2 = { max = 50 } } },
          { exact = { effort = 100 }, baselines = { "anneal", "evolution", "hill_climb" } } }
      end,
      evaluate = function() return { input_bits = one { 8, 4, { 6, 5 } }, adc_bits = one { 6, 5 } } end,
    }

    -- Uses a value in the ways the catalogue knows: properties, methods, elements, operators.
    local poke
    local calls = 0
    local function member(x, t, name, is_method, depth)
      local full = t .. (is_method and ":" .. name .. "()" or "." .. name)
      if is_method then
        local make = arguments[name]
        local value
        if make and random() < 0.9 then
          local ok, a, b = pcall(make, t)
          value = x[name](x, a, b)
        elseif make or random() < 0.1 then
          value = x[name](x, any(), any())
        else
          value = x[name](x)
        end
        hit(full)
        poke(value, depth - 1)
      else
        local value = x[name]
        hit(full)
        if depth > 0 then poke(value, depth - 1) else note(value) end
      end
    end
    local operators = {
      __add = function(a, b) return a + b end, __sub = function(a, b) return a - b end,
      __mul = function(a, b) return a * b end, __div = function(a, b) return a / b end,
      __pow = function(a, b) return a ^ b end, __unm = function(a) return -a end,
      __lt = function(a, b) return a < b end, __le = function(a, b) return a <= b end,
      __eq = function(a, b) return a == b end, __len = function(a) return #a end,
      __tostring = function(a) return (tostring(a)) end,
    }
    local operator_names = { "__add", "__sub", "__mul", "__div", "__pow", "__unm", "__lt", "__le", "__eq",
      "__len",
      "__tostring" }
    -- Without tail calls, which leave no line of the script behind.
    local strange = {
      function(x) return x .. "" end, function(x) return x // 1 end, function(x) return x % x end,
      function(x) return ~x end, function(x) return x & 1 end, function(x) return (x()) end,
      function(x) return (x(any(), any())) end, function(x) return x[any()] end,
      function(x) return x[index()] end,
      function(x) x[any()] = any() end, function(x) return x == any() end, function(x) return x < any() end,
      function(x) return any() + x end, function(x) return x - any() end,
      function(x) for _, y in pairs(x) do note(type(y)) break end end,
      function(x) for i, y in ipairs(x) do poke(y, 0) if i > 3 then break end end end,
      function(x) return (next(x)) end, function(x) return (rawlen(x)) end,
      function(x) return (rawequal(x, any())) end,
      function(x) return (select("#", table.unpack(x, 1, 3))) end,
      function(x) return (table.concat(x, ",")) end,
      function(x) return (string.format("%s %q", x, x)) end, function(x) return (("x"):rep(x)) end,
      function(x) table.sort(x) end, function(x) return (table.insert(x, 1)) end,
      function(x) return (getmetatable(x)) end, function(x) return (setmetatable(x, {})) end,
      function(x) local y <close> = x note(type(y)) end,
      function(x) local y <close> = x error("own: in a scope") end,
      function(x) close(x) close(x) return (tostring(x)) end,
      function(x) meta(x, "__gc", x) return x end,
      function(x) meta(x, "__gc", any()) end, function(x) meta(x, "__close", any(), any()) end,
      function(x) meta(x, "__index", any(), any()) end,
      function(x) meta(x, "__newindex", x, any(), any()) end,
      function(x) meta(x, "__index", x) end, function(x) meta(x, "__tostring", any()) end,
      function(x) meta(x, "__len", any()) end, function(x) meta(x, "__eq", x, any()) end,
      function(x) meta(x, "__call", any(), any()) end, function(x) meta(x, "__lt", any(), x) end,
      function(x) if debug then debug.setmetatable(x, {}) end end,
      function(x) if debug then debug.setmetatable(x, nil) end end,
      function(x)
        local y = any()
        if debug and type(y) == "userdata" and kind(y):find "^xpert" then
          debug.setmetatable(x, debug.getmetatable(y))
        end
      end,
      function(x) if debug then debug.setuservalue(x, any(), random(3) - 1) end end,
      function(x)
        local co = coroutine.wrap(function() poke(x, 1) coroutine.yield(x) error("own: after") end)
        co() co()
      end,
      function(x)
        local co = coroutine.create(function() local y <close> = x coroutine.yield() end)
        coroutine.resume(co)
        note(coroutine.close(co))
      end,
      function(x) xpcall(poke, own, x, 1) end,
      function(x) setmetatable({}, { __gc = function() poke(x, 0) end }) collectgarbage() end,
      function(x) collectgarbage("step") return (tostring(x)) end,
    }

    -- An index that the element of an object may get.
    function index() return one(indices) end

    function poke(x, depth)
      calls = calls + 1
      if calls > 400 then return end
      local t = type(x)
      if t == "table" then
        local n = 0
        if getmetatable(x) == nil and depth > 0 then
          for k, y in xpert.sorted(x) do
            n = n + 1
            note(k)
            poke(y, depth - 1)
            if n >= 3 then break end
          end
        end
        return
      elseif t == "function" then
        if depth > 0 then for _ = 1, random(4) do poke(x(), depth - 1) end end
        return
      elseif t ~= "userdata" then
        note(x)
        return
      end
      t = kind(x)
      if random() < 0.2 then keep(x) end
      note(tostring(x))
      hit(t .. ".__tostring")
      local list = members[t]
      if list and #list > 0 and depth >= 0 then
        local some = random() < 0.3 and #list or 3
        for i = 1, some do
          local m = some == #list and list[i] or one(list)
          try(member, x, t, m[1], m[2], depth)
        end
        if random() < 0.1 then try(function() x[one(list)[1]] = any() end) end
        if random() < 0.05 then try(function() return x[one(list)[1]](any(), any()) end) end
        if random() < 0.05 then try(function() return x[one(list)[1] .. "s"] end) end
      end
      for _ = 1, 2 do
        local name = t:find "ByName$" and one { "hot", "a", "b" } or one(metrics)
        try(function() poke(x[name], depth - 1) end)
      end
      if depth > 0 then
        try(function()
          local n = #x
          hit(t .. ".__len")
          for i = 1, math.min(n, 2) do poke(x[i], depth - 1) end
        end)
        for _, name in ipairs(operator_names) do
          if random() < (t == "xpert.Scalar" and 0.5 or 0.15) then
            try(function()
              operators[name](x, one { x, 1, 2.5, x })
              hit(t .. "." .. name)
            end)
          end
        end
      end
      if random() < 0.3 then try(one(strange), x) end
    end
    _ENV.poke = poke

    -- What a callback does before it answers.
    local disturbances = {
      function() coroutine.yield(1) end,
      function() error("own: in a callback") end,
      function() error() end,
      function() error({ code = 7 }) end,
      fail,
      function() collectgarbage() end,
      function() for _, x in pairs(v) do close(x) end end,
      function() for i = 1, 8 do v[i] = nil end collectgarbage() end,
      function() for i = 1, 4 do poke(v[i], 1) end end,
      function() for i = 1, 4 do if kind(v[i]) == "xpert.Search" then v[i]:run() end end end,
      function() for i = 1, 4 do if kind(v[i]) == "xpert.Search" then v[i]:result() v[i]:audit() end end end,
      function()
        for i = 1, 4 do
          if kind(v[i]) == "xpert.Search" then for _ in v[i]:steps() do end end
        end
      end,
      function() for i = 1, 4 do if kind(v[i]) == "xpert.PrecisionSearch" then v[i]:run() end end end,
      function() for i = 1, 4 do if kind(v[i]) == "xpert.ExactSearch" then v[i]:run() end end end,
      function() search():run() end,
      function() for _, x in ipairs(kept) do poke(x, 0) end end,
      function(m) poke(m, 2) end,
      function(m) keep(m) keep(m.area_mm2) keep(m.edap) end,
      function(m, w) poke(w, 1) poke(m.layers, 2) end,
      function(m) poke(m.corners, 2) poke(m.worst, 1) end,
      function(m) poke(m.networks, 2) poke(m.total, 1) end,
      function() for _, t in ipairs(tables) do for k in pairs(t) do t[k] = any() end end end,
      function() for _, t in ipairs(tables) do for k in pairs(t) do t[k] = nil end end end,
      function(m) if debug then debug.setmetatable(m, nil) end end,
      function(m) close(m) end,
      function() local t = {} for i = 1, 1e5 do t[i] = { i } end end,
      function() return string.rep("x", 1 << 20) end,
    }
    disturbance_count = #disturbances
    function disturb(n, ...) return disturbances[n % disturbance_count + 1](...) end

    -- The options of a call, kept for callbacks that change them.
    tables = {}
    function options(t)
      tables[#tables + 1] = t
      return t
    end
    """#
}
