/// Goes through a supernet layer by layer, with one node per layer, and makes the layers of the network.
///
/// Map sizes are the same for all candidates. Channels are not: they are in ``ChannelState``, which is all
/// that couples a layer to those before it.
///
/// - Precondition: the supernet is valid (``Supernet/validate(path:)``), or at least its shapes are.
package struct SupernetWalk: Sendable {
  package let supernet: Supernet
  /// Side of every layer's input map, and last of what the last layer leaves, pixels.
  package let sizes: [Int]
  /// Layers that add the input of a layer, ascending.
  private let addersOf: [[Int]]

  package init(_ supernet: Supernet) {
    self.supernet = supernet
    sizes = supernet.mapSizes
    var addersOf = [[Int]](repeating: [], count: supernet.layers.count)
    for index in supernet.layers.indices {
      if let source = supernet.shortcutSource(of: index) { addersOf[source].append(index) }
    }
    self.addersOf = addersOf
  }

  package var start: ChannelState { ChannelState(input: supernet.inputChannels) }

  /// The layers that a node stands for, and what the next layer has to know.
  ///
  /// One layer; where a shortcut is projected, that projection first.
  package func step(_ index: Int, node: Node, from state: ChannelState) -> (
    layers: [Layer], next: ChannelState
  ) {
    let choices = supernet.layers[index]
    let size = sizes[index]
    var bufferedShortcuts = state.bufferedShortcuts
    for adder in addersOf[index] { bufferedShortcuts.append(.init(addedBy: adder, channels: state.input)) }
    let isConnected = choices.kind == .fullyConnected
    let own = bufferedShortcuts.first { $0.addedBy == index }
    let outputs =
      !choices.channels.isEmpty
      ? node.channels : choices.kind == .depthwise ? state.input : own?.channels ?? state.input
    let inputs = isConnected ? state.input * size * size : state.input

    var layer = Layer(
      inputHeight: isConnected ? 1 : size, inputWidth: isConnected ? 1 : size, inputChannels: inputs,
      outputChannels: outputs, kernelHeight: isConnected ? 1 : node.kernel,
      kernelWidth: isConnected ? 1 : node.kernel, stride: choices.stride,
      padding: isConnected ? 0 : choices.padding ?? node.kernel / 2, isPooled: choices.isPooled,
      groups: choices.kind == .depthwise ? inputs : choices.groups, addsShortcut: own != nil,
      isAveraged: supernet.averagesGlobally && index == supernet.layers.count - 1,
      columnSharing: node.columnSharing, adc: node.adc, adcPrecision: ADCPrecision(bits: node.adcBits),
      inputBits: node.inputBits, crossbar: node.crossbar, weightBits: node.weightBits, cellBits: node.cellBits
    )

    if own != nil && choices.shortcut!.adaptation == .zeroPadding { layer.shortcutChannels = own!.channels }

    // Maps that wait while this layer runs: not its own input, which is in the buffer anyway.
    let others = bufferedShortcuts.reduce(0) { sum, map in
      map.addedBy == index || source(of: map) == index ? sum : sum + values(of: map)
    }
    var layers: [Layer] = []
    if let own {
      if choices.shortcut!.isProjected {
        var projection = layer
        let sourceSize = sizes[source(of: own)]
        projection.inputHeight = sourceSize
        projection.inputWidth = sourceSize
        projection.inputChannels = own.channels
        projection.kernelHeight = 1
        projection.kernelWidth = 1
        projection.padding = 0
        projection.groups = 1
        projection.stride = supernet.shortcutStride(of: index)
        projection.isPooled = false
        projection.isAveraged = false
        projection.addsShortcut = false
        projection.shortcutChannels = nil
        projection.isProjection = true
        // The adding layer's input waits, unless it is what is projected.
        projection.bufferedShortcutValues =
          others + (source(of: own) == index ? 0 : state.input * size * size)
        layers.append(projection)
        layer.bufferedShortcutValues = others + outputs * layer.windows
      } else {
        layer.bufferedShortcutValues = others + (source(of: own) == index ? 0 : values(of: own))
      }
    } else {
      layer.bufferedShortcutValues = others
    }
    layers.append(layer)

    var next = ChannelState(input: outputs)
    next.bufferedShortcuts = bufferedShortcuts.filter { $0.addedBy != index }
    return (layers, next)
  }

  private func source(of map: ChannelState.BufferedShortcut) -> Int {
    supernet.shortcutSource(of: map.addedBy)!
  }

  private func values(of map: ChannelState.BufferedShortcut) -> Int {
    let size = sizes[source(of: map)]
    return map.channels * size * size
  }
}

extension Supernet {
  /// The layer whose input a layer adds; nil: it adds none.
  func shortcutSource(of index: Int) -> Int? { layers[index].shortcut.map { index - $0.layers + 1 } }

  /// The stride of a projected shortcut: that of all layers it bridges.
  func shortcutStride(of index: Int) -> Int {
    layers[shortcutSource(of: index)!...index].reduce(1) { $0 * $1.stride }
  }

  /// The layer of the supernet that every layer of its networks comes from: projections from the layer that
  /// adds them, the classifier from the last.
  public var owners: [Int] {
    layers.indices.flatMap { layers[$0].shortcut?.isProjected == true ? [$0, $0] : [$0] }
      + (classes == nil ? [] : [layers.count - 1])
  }
}
