// Between networks and network files.

extension Layer {
  /// The layer that a row of a network file stands for.
  init(_ row: NetworkRow, placement: NetworkFile.LayerGeometry, crossbar: Int) {
    self.init(
      inputHeight: placement.inputHeight, inputWidth: placement.inputWidth, inputChannels: row.inputChannels,
      outputChannels: row.outputChannels, kernelHeight: row.kernelHeight, kernelWidth: row.kernelWidth,
      stride: row.stride, padding: placement.padding, isPooled: placement.isPooled,
      columnSharing: row.columnSharing, adc: row.adc, adcPrecision: ADCPrecision(bits: row.adcPrecision),
      inputBits: row.inputBits, crossbar: crossbar)
  }
}

extension NetworkRow {
  /// The row of a layer: the map with its padding, the ADC precision in bits.
  public init(_ layer: Layer) {
    self.init(
      inputHeight: layer.inputHeight + 2 * layer.padding, inputWidth: layer.inputWidth + 2 * layer.padding,
      inputChannels: layer.inputChannels, kernelHeight: layer.kernelHeight, kernelWidth: layer.kernelWidth,
      outputChannels: layer.outputChannels, isPooled: layer.isPooled, stride: layer.stride,
      columnSharing: layer.columnSharing, adc: layer.adc, inputBits: layer.inputBits,
      adcPrecision: layer.adcPrecision.bits)
  }
}

extension Network {
  /// The network of a file, auxiliary rows left out, the last column taken as bits.
  ///
  /// A fully connected last row (1 x 1 on a 1 x 1 map) becomes the classifier, except in pairs. What rows
  /// leave open is inferred, see ``NetworkFile/layers``.
  ///
  /// - Parameters:
  ///   - name: nil names the network after the file.
  ///   - crossbar: rows and columns of all crossbars, which no file states.
  /// - Throws: ``NetworkFileError`` for an ADC precision that cannot be bits.
  public init(file: NetworkFile, name: String? = nil, crossbar: Int = 64) throws(NetworkFileError) {
    self.init(name: name ?? file.name, layers: [])
    for placement in file.layers {
      let row = file.rows[placement.row]
      guard LayerLimits.adcBits.contains(row.adcPrecision) else {
        let bits = row.adcPrecision.bitWidth - (row.adcPrecision - 1).leadingZeroBitCount
        throw NetworkFileError(
          file: file.name, line: file.lines[placement.row],
          problem: "\(NetworkColumn.adcPrecision.label) is \(row.adcPrecision): "
            + "\(LayerLimits.adcBits.lowerBound) to \(LayerLimits.adcBits.upperBound) bits expected "
            + "(\(row.adcPrecision) levels are \(bits) bits)")
      }
      layers.append(Layer(row, placement: placement, crossbar: crossbar))
    }
    if file.arrangement == .plain, let last = file.layerRows.last, last.isFullyConnected {
      layers[layers.count - 1].isClassifier = true
    }
  }
}

extension NetworkFile {
  /// The file of a network.
  ///
  /// Plain files hold every layer. Pairs follow the published program (spec 15 §2): the pooling column is
  /// always 0, maps of 4 and 2 are written as 6 (Q-C171), the classifier is left out, and each layer is
  /// followed by its auxiliary row. The released program evaluates exactly 12 pairs, whatever the file's
  /// length (Q-C172).
  /// No file states the crossbar.
  ///
  /// - Precondition: the network has at least one layer that is written, all within ``LayerLimits``
  ///   (``Network/validate(path:)``).
  public init(
    _ network: Network, dialect: Dialect = .xpertSim, arrangement: Arrangement = .plain
  ) {
    precondition(dialect == .xpertSim || arrangement == .plain, "pairs have 12 columns")
    let written = arrangement == .pairs ? network.layers.filter { !$0.isClassifier } : network.layers
    let rows = arrangement == .pairs ? written.flatMap(Self.pair) : written.map { NetworkRow($0) }
    let step = arrangement == .pairs ? 2 : 1
    self.init(
      name: network.name, dialect: dialect, arrangement: arrangement, rows: rows,
      layers: written.enumerated().map { index, layer in
        LayerGeometry(
          row: index * step, inputHeight: layer.inputHeight, inputWidth: layer.inputWidth,
          padding: layer.padding,
          isPooled: layer.isPooled)
      })
  }

  private init(
    name: String, dialect: Dialect, arrangement: Arrangement, rows: [NetworkRow], layers: [LayerGeometry]
  ) {
    self.name = name
    self.dialect = dialect
    self.arrangement = arrangement
    self.includesPadding = true
    self.rows = rows
    self.lines = Array(1..<(rows.count + 1))
    self.layers = layers
    self.warnings = []
  }

  /// A layer's row and its auxiliary row.
  static func pair(_ layer: Layer) -> [NetworkRow] {
    var row = NetworkRow(layer)
    row.inputHeight = layer.inputHeight.enlarged + 2 * layer.padding
    row.inputWidth = layer.inputWidth.enlarged + 2 * layer.padding
    row.isPooled = false

    var auxiliary = row
    let isReversed = layer.inputChannels == 64 && layer.outputChannels == 512
    auxiliary.inputHeight = layer.inputHeight + 2
    auxiliary.inputWidth = layer.inputWidth + 2
    auxiliary.inputChannels = isReversed ? 512 : 64
    auxiliary.outputChannels = isReversed ? 64 : 512
    auxiliary.kernelHeight = 3
    auxiliary.kernelWidth = 3
    auxiliary.stride = 1
    return [row, auxiliary]
  }
}
