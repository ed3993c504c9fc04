extension Supernet {
  /// Checks that every candidate is a network that can be built.
  ///
  /// Every choice within ``LayerLimits`` and given once, kernels of a layer that leave the same map, maps
  /// that do not vanish, shortcuts between equal maps, groups that divide all channels, column sharing within
  /// the crossbar, products within 64 bits.
  ///
  /// - Parameters:
  ///   - path: what a script calls the supernet; starts every message.
  ///   - goesOn: asked now and then; where it says no, the validation ends as if a rule were broken.
  /// - Throws: ``SpecificationError`` for the first rule that is broken.
  package func validate(
    path: String = "xpert.supernet", goesOn: () -> Bool = { true }
  ) throws(SpecificationError) {
    try require(inputChannels, in: LayerLimits.channels, "\(path).input.channels")
    try require(inputSize, in: LayerLimits.mapSize, "\(path).input.size")
    if let classes { try require(classes, in: LayerLimits.classes, "\(path).classes") }
    try requireLayers(layers.count, path)

    for (index, choices) in layers.enumerated() {
      try choices.validate(path: "\(path).layers[\(index + 1)]")
      try validateShortcut(of: index, path: "\(path).layers[\(index + 1)]")
    }
    let walk = SupernetWalk(self)
    var states: [ChannelState] = [walk.start]
    var largest = 0
    var entries = 0
    for index in layers.indices {
      // At most 65,535 nodes behind a table's worth of states: no overflow.
      entries += states.count * layers[index].nodeCount
      guard LayerLimits.costEntries.contains(entries) else {
        throw SpecificationError(
          path: "\(path).layers",
          problem: "nodes times channels of the layer before add up to \(entries); "
            + "at most \(LayerLimits.costEntries.upperBound) expected")
      }
      let path = "\(path).layers[\(index + 1)]"
      try validateMaps(of: index, walk: walk, path: path)
      (states, largest) = try validateLayers(of: index, states: states, walk: walk, path: path, goesOn)
    }
    if classes != nil {
      // Both factors are within their limits, so that the product of three does not overflow.
      let size = walk.sizes[layers.count]
      let inputs = largest * size * size
      guard LayerLimits.channels.contains(inputs) else {
        throw SpecificationError(
          path: "\(path).classes",
          problem: "the classifier would have \(inputs) inputs (\(largest) channels of \(size) x \(size)); "
            + "at most \(LayerLimits.channels.upperBound) expected")
      }
    }
  }

  /// Checks that a shortcut begins within the network and crosses convolutions only.
  private func validateShortcut(of index: Int, path: String) throws(SpecificationError) {
    guard let shortcut = layers[index].shortcut else { return }
    guard shortcut.layers >= 1, shortcut.layers <= index + 1 else {
      throw SpecificationError(
        path: "\(path).residual.layers",
        problem: "1 to \(index + 1) expected (there are no more layers before it), got \(shortcut.layers)")
    }
    for crossed in shortcutSource(of: index)!...index where layers[crossed].kind == .fullyConnected {
      throw SpecificationError(
        path: "\(path).residual", problem: "a shortcut cannot bridge a fully connected layer (\(crossed + 1))"
      )
    }
  }

  /// Checks that all kernels leave maps of one size, and that a shortcut's map has the size of the output.
  private func validateMaps(of index: Int, walk: SupernetWalk, path: String) throws(SpecificationError) {
    let choices = layers[index]
    let size = walk.sizes[index]
    guard choices.kind != .fullyConnected else { return }
    let output = choices.outputSize(of: size)
    for other in choices.kernel.dropFirst() where choices.outputSize(of: size, kernel: other) != output {
      // Searches rely on a layer's cost depending on the previous layers' channels only.
      throw SpecificationError(
        path: "\(path).kernel",
        problem: "all kernels must leave maps of the same size, but \(choices.kernel[0]) leaves \(output) "
          + "and \(other) leaves \(choices.outputSize(of: size, kernel: other))")
    }
    guard let shortcut = choices.shortcut, let source = shortcutSource(of: index) else { return }
    var stride = 1
    for crossed in source...index { stride = min(stride * layers[crossed].stride, 1 << 20) }
    let follows = shortcut.adaptation != .identity
    let brought = follows ? (walk.sizes[source] - 1) / stride + 1 : walk.sizes[source]
    guard brought == output else {
      throw SpecificationError(
        path: "\(path).residual",
        problem: "the shortcut brings a map of \(brought) x \(brought), the layer's output is "
          + "\(output) x \(output)"
          + (follows ? "" : ": only a projected or zero-padded shortcut follows the strides of its layers"))
    }
  }

  /// Checks a layer with the most weights and the least crossbar for every number of channels it can get.
  ///
  /// - Returns: what the next layer can get, and the most channels.
  private func validateLayers(
    of index: Int, states: [ChannelState], walk: SupernetWalk, path: String, _ goesOn: () -> Bool
  ) throws(SpecificationError) -> ([ChannelState], Int) {
    let choices = layers[index]
    var node = choices.node(at: 0)
    node.kernel = choices.kernel.max()!
    node.columnSharing = choices.columnSharing.max()!
    node.crossbar = choices.crossbar.min()!
    var following: [ChannelState] = []
    var known: Set<ChannelState> = []
    var largest = 0
    for state in states {
      guard goesOn() else { throw SpecificationError(path: path, problem: "the validation was ended") }
      for channels in choices.channels.isEmpty ? [0] : choices.channels {
        node.channels = channels
        let step = walk.step(index, node: node, from: state)
        try validateChannels(of: index, given: channels, state: state, path: path)
        for layer in step.layers { try layer.validate(path: path) }
        if known.insert(step.next).inserted { following.append(step.next) }
        largest = max(largest, step.next.input)
      }
    }
    return (following, largest)
  }

  /// Checks channels that the layer cannot choose, where they are given all the same.
  private func validateChannels(
    of index: Int, given: Int, state: ChannelState, path: String
  ) throws(SpecificationError) {
    let choices = layers[index]
    if choices.kind == .depthwise, given != 0, given != state.input {
      throw SpecificationError(
        path: "\(path).channels",
        problem: "a depthwise layer has as many channels as it gets (\(state.input)), not \(given):"
          + " leave channels out")
    }
    guard let shortcut = choices.shortcut, !shortcut.isProjected else { return }
    let isPadded = shortcut.adaptation == .zeroPadding
    let brought =
      state.bufferedShortcuts.first { $0.addedBy == index }?.channels ?? state.input
    let outputs = choices.kind == .depthwise ? state.input : given
    guard !isPadded else {
      guard outputs >= brought else {
        throw SpecificationError(
          path: "\(path).channels",
          problem:
            "a zero-padded shortcut adds to at least as many channels as it brings (\(brought)), not "
            + "\(outputs)"
        )
      }
      return
    }
    guard outputs == 0 || outputs == brought else {
      throw SpecificationError(
        path: "\(path).channels",
        problem: "a shortcut without projection adds to as many channels as it brings (\(brought)),"
          + " not \(outputs): leave channels out, or project it")
    }
  }
}

extension Supernet.LayerChoices {
  fileprivate func validate(path: String) throws(SpecificationError) {
    if !takesChannels || !channels.isEmpty {
      try requireChoices(channels, in: LayerLimits.channels, "\(path).channels")
    }
    try requireChoices(kernel, in: LayerLimits.kernel, "\(path).kernel")
    try require(stride, in: LayerLimits.stride, "\(path).stride")
    if let padding { try require(padding, in: LayerLimits.padding, "\(path).padding") }
    try require(groups, in: LayerLimits.channels, "\(path).groups")
    try requireChoices(columnSharing, in: LayerLimits.columnSharing, "\(path).column_sharing")
    try requireDistinct(adc.map(\.rawValue), "\(path).adc")
    try requireChoices(adcBits, in: LayerLimits.adcBits, "\(path).adc_bits")
    try requireChoices(inputBits, in: LayerLimits.inputBits, "\(path).input_bits")
    try requireChoices(crossbar, in: LayerLimits.crossbar, "\(path).crossbar")
    if !weightBits.isEmpty {
      try requireChoices(weightBits, in: LayerLimits.weightBits, "\(path).weight_bits")
    }
    if !cellBits.isEmpty { try requireChoices(cellBits, in: LayerLimits.cellBits, "\(path).cell_bits") }
    if let fullPrecisionCellBits {
      let cells = 1...LayerLimits.adcBits.upperBound
      try require(fullPrecisionCellBits, in: cells, "\(path).cell_bits")
      let cellBits = cellBits.max() ?? fullPrecisionCellBits
      let bits = ADCPrecision.full(rows: crossbar.max()!, cellBits: cellBits).bits
      try require(bits, in: LayerLimits.adcBits, "\(path).adc_bits ('full')")
    }

    switch kind {
    case .convolution: break
    case .depthwise:
      guard groups == 1 else {
        throw SpecificationError(
          path: "\(path).groups", problem: "a depthwise layer has its own, one per channel")
      }
    case .fullyConnected:
      guard kernel == [1], stride == 1, padding == nil, groups == 1, shortcut == nil, !isPooled else {
        throw SpecificationError(
          path: path,
          problem: "a fully connected layer has neither kernel, stride, padding, groups, pooling nor shortcut"
        )
      }
    }

    let counts = [
      ("channels", max(1, channels.count)), ("kernel", kernel.count), ("column_sharing", columnSharing.count),
      ("adc", adc.count), ("adc_bits", fullPrecisionCellBits == nil ? adcBits.count : 1),
      ("input_bits", inputBits.count), ("crossbar", crossbar.count),
      ("weight_bits", max(1, weightBits.count)),
      ("cell_bits", max(1, cellBits.count)),
    ]
    // The product of all can overflow.
    let limit = LayerLimits.nodes.upperBound
    guard counts.reduce(1, { min($0 * $1.1, limit + 1) }) <= limit else {
      let factors = counts.filter { $0.1 > 1 }.map { "\($0.1) \($0.0)" }
      throw SpecificationError(
        path: path, problem: "at most \(limit) nodes expected, got \(factors.joined(separator: " x "))")
    }
  }

  /// Whether the layer may leave its channels to the layers before it.
  public var takesChannels: Bool { kind == .depthwise || shortcut?.adaptation == .identity }

  private func requireChoices(
    _ values: [Int], in range: ClosedRange<Int>, _ path: String
  ) throws(SpecificationError) {
    try requireDistinct(values, path)
    for value in values { try require(value, in: range, path) }
  }

  private func requireDistinct<Value: Hashable>(_ values: [Value], _ path: String) throws(SpecificationError)
  {
    guard !values.isEmpty else {
      throw SpecificationError(path: path, problem: "at least one value expected, got none")
    }
    var seen: Set<Value> = []
    for value in values where !seen.insert(value).inserted {
      throw SpecificationError(path: path, problem: "\(value) is given twice")
    }
  }
}
