/// What the rows of a network file leave open, worked out from how the layers follow each other: padding,
/// pooling, whether rows are pairs, whether sizes include padding. Rules: ``NetworkFile/layers``.
struct NetworkFileGeometry {
  private(set) var arrangement: NetworkFile.Arrangement
  private(set) var includesPadding: Bool
  private(set) var layers: [NetworkFile.LayerGeometry] = []
  private(set) var warnings: [String] = []

  private let name: String
  private let rows: [NetworkRow]
  private let lines: [Int]
  /// Layers that do not follow from the one before.
  private var breaks = 0
  /// The first row whose kernel does not fit; the reading is not acceptable.
  private var failure: NetworkFileError?

  /// The reading with the fewest breaks.
  ///
  /// - Parameter arrangement: nil tries pairs wherever the rows could be pairs.
  static func read(
    name: String, dialect: NetworkFile.Dialect, arrangement: NetworkFile.Arrangement?, rows: [NetworkRow],
    lines: [Int]
  ) throws(NetworkFileError) -> NetworkFileGeometry {
    let objection = objection(toPairsIn: rows, dialect)
    if arrangement == .pairs, let objection {
      throw NetworkFileError(file: name, line: objection.row.map { lines[$0] }, problem: objection.text)
    }

    var best = Self(name, rows, lines, arrangement == .pairs ? .pairs : .plain, includesPadding: true)
    if arrangement == nil, objection == nil {
      var pairs = Self(name, rows, lines, .pairs, includesPadding: true)
      if best.failure == nil, best.breaks == pairs.breaks {
        pairs.warnings.append(
          "\(name): taken as pairs of a layer and its auxiliary row, but could be a plain list of layers")
      }
      if best.failure != nil || (pairs.failure == nil && pairs.breaks <= best.breaks) { best = pairs }
    } else if dialect == .neuroSim {
      let unpadded = Self(name, rows, lines, .plain, includesPadding: false)
      if unpadded.failure == nil, best.failure != nil || unpadded.breaks < best.breaks { best = unpadded }
    }
    if let failure = best.failure { throw failure }
    return best
  }

  /// Reads the rows in one given way.
  private init(
    _ name: String, _ rows: [NetworkRow], _ lines: [Int], _ arrangement: NetworkFile.Arrangement,
    includesPadding: Bool
  ) {
    self.name = name
    self.rows = rows
    self.lines = lines
    self.arrangement = arrangement
    self.includesPadding = includesPadding
    for row in stride(from: 0, to: rows.count, by: arrangement == .pairs ? 2 : 1) { place(row) }
  }

  // MARK: - Layer by layer

  private mutating func place(_ index: Int) {
    var placement = standalone(index)
    if let previous = layers.last { connect(&placement, to: previous) }
    check(index, placement)
    removeEmptyPooling(&placement)
    layers.append(placement)
  }

  /// Takes map and padding from the layer before where the row follows from it; finds that layer's pooling.
  private mutating func connect(
    _ placement: inout NetworkFile.LayerGeometry, to previous: NetworkFile.LayerGeometry
  ) {
    let row = rows[placement.row]
    let before = rows[previous.row]
    let output = outputMap(of: previous)
    let halved = (height: output.height / 2, width: output.width / 2)

    var readings = [(map: previous.isPooled ? halved : output, isPooled: previous.isPooled)]
    if !previous.isPooled { readings.append((halved, true)) }
    var follows = false
    for reading in readings where !follows && reading.map.height > 0 && reading.map.width > 0 {
      guard let padding = padding(of: placement.row, after: reading.map, channels: before.outputChannels)
      else { continue }
      follows = true
      layers[layers.count - 1].isPooled = reading.isPooled
      if !isFullyConnected(row) {
        placement.inputHeight = reading.map.height
        placement.inputWidth = reading.map.width
        placement.padding = padding
      }
    }

    let hasChannels = row.inputChannels == before.outputChannels
    if isFullyConnected(row) {
      // Averaging over the whole map leaves one value per channel.
      if !follows && !hasChannels { reportMap(placement.row, after: previous) }
    } else {
      if !follows { reportMap(placement.row, after: previous) }
      if !hasChannels { reportChannels(placement.row, after: previous) }
    }
  }

  private mutating func removeEmptyPooling(_ placement: inout NetworkFile.LayerGeometry) {
    let output = outputMap(of: placement)
    guard placement.isPooled, min(output.height, output.width) < 2 else { return }
    placement.isPooled = false
    warn(
      placement.row,
      "\(NetworkColumn.pooling.label) is 1: ignored, the output of \(output.height) x \(output.width) is "
        + "too small")
  }

  /// The padding with which a row follows from a map, nil if it does not.
  private func padding(of index: Int, after map: (height: Int, width: Int), channels: Int) -> Int? {
    let row = rows[index]
    if isFullyConnected(row) {
      return row.inputChannels == map.height * map.width * channels ? 0 : nil
    }
    if arrangement == .pairs || !includesPadding {
      let placement = standalone(index)
      let isSame = placement.inputHeight == map.height && placement.inputWidth == map.width
      return isSame ? placement.padding : nil
    }
    let extra = (height: row.inputHeight - map.height, width: row.inputWidth - map.width)
    let limit = min(row.kernelHeight, row.kernelWidth) / 2
    guard extra.height == extra.width, extra.height >= 0, extra.height % 2 == 0, extra.height / 2 <= limit
    else { return nil }
    return extra.height / 2
  }

  /// A row read without its neighbours.
  private func standalone(_ index: Int) -> NetworkFile.LayerGeometry {
    let row = rows[index]
    var placement = NetworkFile.LayerGeometry(
      row: index, inputHeight: row.inputHeight, inputWidth: row.inputWidth, padding: 0, isPooled: row.isPooled
    )
    if arrangement == .pairs {
      let auxiliary = rows[index + 1]
      let trueMap = (height: auxiliary.inputHeight - 2, width: auxiliary.inputWidth - 2)
      guard let padding = Self.pairPadding(of: row, trueMap: trueMap) else { return placement }
      placement.inputHeight = trueMap.height
      placement.inputWidth = trueMap.width
      placement.padding = padding
      return placement
    }
    let same = row.samePadding
    if !includesPadding {
      placement.padding = same
    } else if min(row.inputHeight, row.inputWidth) > 2 * same {
      placement.inputHeight -= 2 * same
      placement.inputWidth -= 2 * same
      placement.padding = same
    }
    return placement
  }

  /// Pairs hold convolutions only.
  private func isFullyConnected(_ row: NetworkRow) -> Bool { arrangement == .plain && row.isFullyConnected }

  private func outputMap(of placement: NetworkFile.LayerGeometry) -> (height: Int, width: Int) {
    let row = rows[placement.row]
    return (
      max((placement.inputHeight + 2 * placement.padding - row.kernelHeight) / row.stride + 1, 1),
      max((placement.inputWidth + 2 * placement.padding - row.kernelWidth) / row.stride + 1, 1)
    )
  }

  // MARK: - Objections

  /// Records the first row whose kernel does not fit or whose products are beyond 64 bits.
  private mutating func check(_ index: Int, _ placement: NetworkFile.LayerGeometry) {
    guard failure == nil else { return }
    let row = rows[index]
    let padded = (
      height: placement.inputHeight + 2 * placement.padding,
      width: placement.inputWidth + 2 * placement.padding
    )
    var problem: String?
    if row.kernelHeight > padded.height {
      problem =
        "\(NetworkColumn.kernelHeight.label) is \(row.kernelHeight): "
        + "at most \(padded.height), the height of the padded input, expected"
    } else if row.kernelWidth > padded.width {
      problem =
        "\(NetworkColumn.kernelWidth.label) is \(row.kernelWidth): "
        + "at most \(padded.width), the width of the padded input, expected"
    } else {
      // The row's own map can be larger than the true one of a pair (Q-C171).
      let written = Layer(row, placement: placement, crossbar: 1)
      var larger = written
      larger.inputHeight = max(written.inputHeight, row.inputHeight)
      larger.inputWidth = max(written.inputWidth, row.inputWidth)
      let limit = LayerLimits.multiplyAccumulates.upperBound
      if larger.checkedMultiplyAccumulates.map({ $0 > limit }) ?? true {
        problem = "more than 2^50 multiply-accumulates in one layer"
      }
    }
    failure = problem.map { NetworkFileError(file: name, line: lines[index], problem: $0) }
  }

  private mutating func reportMap(_ index: Int, after previous: NetworkFile.LayerGeometry) {
    breaks += 1
    let row = rows[index]
    let output = outputMap(of: previous)
    let factor = previous.isPooled ? 2 : 1
    let map = "\(output.height / factor) x \(output.width / factor)"
    let line = lines[previous.row]
    if isFullyConnected(row) {
      warn(
        index,
        "\(NetworkColumn.inputChannels.label) is \(row.inputChannels): line \(line) leaves "
          + "\(rows[previous.row].outputChannels) channels of \(map)")
    } else {
      warn(
        index,
        "columns 1 and 2 (input map) are \(row.inputHeight) x \(row.inputWidth): line \(line) leaves \(map)")
    }
  }

  private mutating func reportChannels(_ index: Int, after previous: NetworkFile.LayerGeometry) {
    breaks += 1
    warn(
      index,
      "\(NetworkColumn.inputChannels.label) is \(rows[index].inputChannels): line \(lines[previous.row]) has "
        + "\(rows[previous.row].outputChannels) output channels")
  }

  private mutating func warn(_ index: Int, _ problem: String) {
    warnings.append("\(name):\(lines[index]): \(problem)")
  }

  // MARK: - Pairs

  /// Why rows are not pairs of a layer and its auxiliary row; nil if they are (spec 15 §2).
  private static func objection(
    toPairsIn rows: [NetworkRow], _ dialect: NetworkFile.Dialect
  ) -> (row: Int?, text: String)? {
    guard dialect == .xpertSim else { return (nil, "8 columns: pairs have 12") }
    guard rows.count % 2 == 0 else {
      return (nil, "\(rows.count) row\(rows.count == 1 ? "" : "s"): an even number expected in pairs")
    }
    for index in stride(from: 0, to: rows.count, by: 2) where !isPair(rows[index], rows[index + 1]) {
      return (index + 1, "not the auxiliary row of the layer before it")
    }
    return nil
  }

  private static func isPair(_ layer: NetworkRow, _ auxiliary: NetworkRow) -> Bool {
    let isReversed = layer.inputChannels == 64 && layer.outputChannels == 512
    return auxiliary.kernelHeight == 3 && auxiliary.kernelWidth == 3 && auxiliary.stride == 1
      && !auxiliary.isPooled
      && auxiliary.inputChannels == (isReversed ? 512 : 64)
      && auxiliary.outputChannels == (isReversed ? 64 : 512)
      && auxiliary.columnSharing == layer.columnSharing && auxiliary.adc == layer.adc
      && auxiliary.inputHeight > 2 && auxiliary.inputWidth > 2
      && pairPadding(of: layer, trueMap: (auxiliary.inputHeight - 2, auxiliary.inputWidth - 2)) != nil
  }

  /// The padding that makes a true map the one written, with or without the enlargement of Q-C171.
  private static func pairPadding(of layer: NetworkRow, trueMap: (height: Int, width: Int)) -> Int? {
    func padding(from map: (height: Int, width: Int)) -> Int? {
      let extra = layer.inputHeight - map.height
      guard extra == layer.inputWidth - map.width, extra >= 0, extra % 2 == 0 else { return nil }
      guard extra / 2 <= max(layer.kernelHeight, layer.kernelWidth) / 2 else { return nil }
      return extra / 2
    }
    let published = padding(from: (trueMap.height.enlarged, trueMap.width.enlarged))
    let clean = padding(from: trueMap)
    return clean == layer.samePadding && published != layer.samePadding ? clean : published ?? clean
  }
}

extension Int {
  /// The map side that the published program writes: 6 instead of 4 and 2 (Q-C171).
  var enlarged: Int { self == 4 || self == 2 ? 6 : self }
}

extension NetworkRow {
  /// A fully connected layer is a 1 x 1 convolution on a 1 x 1 map.
  var isFullyConnected: Bool { inputHeight == 1 && inputWidth == 1 && kernelHeight == 1 && kernelWidth == 1 }

  /// Padding that keeps the size of the map; 0 for kernels that have none.
  var samePadding: Int {
    kernelHeight == kernelWidth && kernelHeight % 2 == 1 ? (kernelHeight - 1) / 2 : 0
  }
}
