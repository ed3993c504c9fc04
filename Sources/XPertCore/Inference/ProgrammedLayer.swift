import XPertKernels

import Platform

/// One layer's weights in crossbars, with the ranges of its inputs and its ADCs.
final class ProgrammedLayer: Sendable {
  /// How inputs become codes: x = step * (code - zero).
  struct InputScale: Sendable, Hashable {
    let step: Float
    let zero: Int
  }

  /// The kernel and its cells: [group][tile][row][column of the tile].
  private enum Cells: Sendable {
    /// Column totals fit 16 bits.
    case narrow(AlignedValues<Int16>)
    /// Sums of so many rows do.
    case mixed(AlignedValues<UInt16>, mostRows: Int)
    case wide(AlignedValues<Int32>)
  }

  /// Columns that the kernel takes together.
  private struct Tile: Sendable {
    let first: Int
    let vectors: Int
    let width: Int
  }

  let model: CrossbarModel
  let kernel: InferenceGraph.Convolution
  let inputScale: InputScale
  /// Largest absolute weight: the code's full scale.
  let weightScale: Double
  /// Rows of the unrolled kernel of one group, and the crossbars that they take.
  let rows: Int
  let crossbars: Int
  /// Columns of one group: cells of all outputs, then references.
  let columns: Int
  let cellColumns: Int
  /// [group][crossbar row of all crossbars][column], in steps of the grid.
  let conductances: [Int32]
  let adc: xk_adc
  let isNarrow: Bool
  /// Grid steps of one code; 1 without conversion.
  let adcStep: Double

  /// Per number of rows that are set, the code of a reference column whose cells are all alike, as they are
  /// in an ideal chip; nil where they differ. Such columns are not in tiles.
  private let uniformReference: [Int32]?
  private let tiles: [Tile]
  private let cells: Cells
  private let shift: [Float]
  private let scale: Float
  /// Per cell column: where its sums are within a window's sums, and those of its reference.
  private let positions: [Int]
  private let strides: [Int]
  private let references: [Int]
  private let referenceStrides: [Int]
  /// What one unit of the sum of a window's input codes stands for, with a digital offset; else 0.
  private let offsetPerCode: Double

  private static let windowsPerGroup = 64

  /// - Parameters:
  ///   - kernel: a fully connected layer is a convolution whose kernel is its whole input.
  ///   - input: smallest and largest input that is to be told apart.
  ///   - columnSums: smallest and largest column current of calibration, grid steps; nil: full scale.
  /// - Throws: ``InferenceError`` if sums exceed 31 bits.
  init(
    name: String, kernel: InferenceGraph.Convolution, model: CrossbarModel, input: ClosedRange<Float>,
    columnSums: ClosedRange<Int>?, random: RandomGenerator
  ) throws(InferenceError) {
    self.model = model
    self.kernel = kernel
    let rows = kernel.weight.shape[1] * kernel.kernelHeight * kernel.kernelWidth
    let outputs = kernel.outputChannels / kernel.groups
    let size = model.crossbar
    let crossbars = (rows + size - 1) / size
    let digits = model.cellsPerWeight
    let isDifferential = model.reference == .differential
    let isDigital = model.reference == .digitalOffset
    // Columns in the order of the simulator: the cells of an output are neighbours.
    let cellColumns = outputs * digits
    let references = isDifferential ? cellColumns : isDigital ? 0 : (cellColumns + size - 1) / size
    let columns = cellColumns + references
    self.rows = rows
    self.crossbars = crossbars
    self.columns = columns
    self.cellColumns = cellColumns

    let inputCodes = (1 << model.inputBits) - 1
    let low = min(0, input.lowerBound)
    let high = max(0, input.upperBound)
    // Neither what rounds to zero nor what exceeds single precision is a step.
    let step =
      high > low
      ? min(max((high - low) / Float(inputCodes), .leastNormalMagnitude), .greatestFiniteMagnitude) : 1
    let zero = Int((-low / step).rounded(.toNearestOrEven))
    inputScale = InputScale(step: step, zero: zero)

    // Codes and cells.
    let weights = kernel.weight.values
    let largest = Double(weights.reduce(0) { max($0, abs($1)) })
    weightScale = largest > 0 ? largest : 1
    let levels = model.cellLevels
    let top = isDifferential ? (1 << (model.weightBits - 1)) - 1 : (1 << model.weightBits) - 1
    var programmer = CellProgrammer(model, random: random)
    var cells = [Int32](repeating: 0, count: kernel.groups * rows * columns)
    var codeSums = [Double](repeating: 0, count: kernel.outputChannels)
    for group in 0..<kernel.groups {
      for row in 0..<rows {
        let base = (group * rows + row) * columns
        for output in 0..<outputs {
          let weight = Double(weights[(group * outputs + output) * rows + row]) / weightScale
          var positive: Int
          var negative = 0
          if isDifferential {
            let code = Int((weight * Double(top)).rounded(.toNearestOrEven))
            (positive, negative) = (max(code, 0), max(-code, 0))
            codeSums[group * outputs + output] += Double(code)
          } else {
            positive = Int((Double(top) / 2 * (weight + 1)).rounded(.toNearestOrEven))
            codeSums[group * outputs + output] += Double(positive) - Double(top) / 2
          }
          for digit in stride(from: digits - 1, through: 0, by: -1) {
            let column = base + output * digits + digit
            cells[column] = programmer.program(digit: Double(positive % levels))
            positive /= levels
            if isDifferential {
              cells[column + cellColumns] = programmer.program(digit: Double(negative % levels))
              negative /= levels
            }
          }
        }
        if !isDifferential {
          for reference in 0..<references {
            cells[base + cellColumns + reference] = programmer.program(digit: Double(levels - 1) / 2)
          }
        }
      }
    }
    conductances = cells

    // The ADC: codes are centred on multiples of its step above the lowest sum.
    let grid = Double(1 << model.gridBits)
    let totals = Self.largestTotal(cells, groups: kernel.groups, rows: rows, columns: columns, crossbar: size)
    if let bits = model.adc?.bits {
      let range = columnSums ?? 0...Int(Double(size * (levels - 1)) * grid)
      let topCode = (1 << bits) - 1
      let wanted = max(Double(range.upperBound - range.lowerBound) / Double(topCode), 1)
      func adc(gain: Int32, rate: Float, step: Double) -> xk_adc {
        let offset = (Double(range.lowerBound) - step / 2).rounded(.toNearestOrEven)
        return xk_adc(gain: gain, offset: Int32(offset), top: Int32(topCode), rate: rate)
      }
      let gain = max(1, (0x1p16 / wanted).rounded(.down))
      let narrow = adc(gain: Int32(gain), rate: 0, step: 0x1p16 / gain)
      isNarrow =
        (2.001...256).contains(wanted) && model.inputBits + bits <= 15
        && totals.largest - Int(narrow.offset) <= 32767
      let rate = Float(1 / wanted)
      self.adc = isNarrow ? narrow : adc(gain: 0, rate: rate, step: 1 / Double(rate))
      adcStep = isNarrow ? 0x1p16 / gain : 1 / Double(rate)
      let bound = Double(crossbars) * Double(topCode) * Double(inputCodes)
      guard bound < 0x1p31 else {
        throw InferenceError(
          "\(name): sums over \(crossbars) crossbar\(crossbars == 1 ? "" : "s") exceed 31 bits: fewer "
            + "adc_bits or "
            + "input_bits are needed")
      }
    } else {
      isNarrow = false
      self.adc = xk_adc(gain: 0, offset: 0, top: -1, rate: 0)
      adcStep = 1
      guard Double(totals.sum) * Double(inputCodes) < 0x1p31 else {
        throw InferenceError(
          "\(name): sums without an ADC exceed 31 bits: fewer input_bits or weight_bits are needed")
      }
    }

    // Digital part: y = step * (sum of w * code - zero * sum of w) + bias.
    let perCode = weightScale / (isDifferential ? Double(top) : Double(top) / 2)
    let perGridStep = perCode / ((1 - 1 / model.onOffRatio) * grid)
    scale = Float(Double(step) * perGridStep * adcStep)
    let zeroInput = Double(step) * Double(zero)
    shift = (0..<kernel.outputChannels).map { output -> Float in
      let bias = kernel.bias.isEmpty ? 0 : Double(kernel.bias[output])
      return Float(bias - zeroInput * perCode * codeSums[output])
    }

    // Tiles.
    let mostRows = isNarrow ? 0 : Self.mostRowsOf16Bits(cells, adc, model)
    let lanes = isNarrow || mostRows > 0 ? 32 : 16
    let isUniform =
      references > 0 && !isDifferential && Self.isUniform(cells, from: cellColumns, columns: columns)
    let tiledColumns = isUniform ? cellColumns : columns
    let tiles = Self.tiles(columns: tiledColumns, lanes: lanes)
    self.tiles = tiles
    let padded = tiles.reduce(0) { $0 + $1.width }
    var packed = [Int32](repeating: 0, count: kernel.groups * padded * rows)
    var target = 0
    for group in 0..<kernel.groups {
      for tile in tiles {
        for row in 0..<rows {
          for column in tile.first..<min(tile.first + tile.width, tiledColumns) {
            packed[target + column - tile.first] = cells[(group * rows + row) * columns + column]
          }
          target += tile.width
        }
      }
    }
    self.cells = Self.cells(packed, isNarrow: isNarrow, mostRows: mostRows)
    uniformReference =
      isUniform
      ? Self.codesOfRows(
        Self.cells(
          [Int32](repeating: cells[cellColumns], count: size * lanes), isNarrow: isNarrow,
          mostRows: mostRows),
        rows: size, lanes: lanes, adc: adc)
      : nil
    func place(_ column: Int) -> (position: Int, stride: Int) {
      let tile = tiles.last { $0.first <= column }!
      return (tile.first * Self.windowsPerGroup + column - tile.first, tile.width)
    }
    let own = (0..<cellColumns).map(place)
    // Behind all tiles, there is a uniform reference, and a zero to subtract.
    let uniform = (position: padded * Self.windowsPerGroup, stride: 1)
    let nothing = (position: (padded + 1) * Self.windowsPerGroup, stride: 0)
    let other = (0..<cellColumns).map {
      isDigital ? nothing : isUniform ? uniform : place(cellColumns + (isDifferential ? $0 : $0 / size))
    }
    offsetPerCode =
      isDigital
      ? (0..<digits).reduce(0.0) { total, _ in
        total * Double(levels) + model.conductance(digit: Double(levels - 1) / 2)
      }
        * grid * Double(step) * perGridStep
      : 0
    positions = own.map(\.position)
    strides = own.map(\.stride)
    self.references = other.map(\.position)
    referenceStrides = other.map(\.stride)
  }

  /// As few tiles as there can be, of nearly equal width: bits are looked at once per tile. With nine
  /// vectors, 64 rows and the results of a window stay in the first-level cache.
  private static func tiles(columns: Int, lanes: Int) -> [Tile] {
    let vectors = (columns + lanes - 1) / lanes
    let count = (vectors + 8) / 9
    var first = 0
    return (0..<count).map { index in
      let own = (vectors + count - 1 - index) / count
      defer { first += own * lanes }
      return Tile(first: first, vectors: own, width: own * lanes)
    }
  }

  private static func cells(_ values: [Int32], isNarrow: Bool, mostRows: Int) -> Cells {
    isNarrow
      ? .narrow(AlignedValues(values))
      : mostRows > 0 ? .mixed(AlignedValues(values), mostRows: mostRows) : .wide(AlignedValues(values))
  }

  /// Whether all cells of the columns behind `first` are alike.
  private static func isUniform(_ cells: [Int32], from first: Int, columns: Int) -> Bool {
    let value = cells[first]
    return stride(from: 0, to: cells.count, by: columns).allSatisfy { row in
      cells[row + first..<row + columns].allSatisfy { $0 == value }
    }
  }

  /// What the kernel converts 0 to `rows` rows of one vector of like cells to.
  private static func codesOfRows(_ cells: Cells, rows: Int, lanes: Int, adc: xk_adc) -> [Int32] {
    let words = (rows + 63) / 64
    var bits = [UInt64](repeating: 0, count: (rows + 1) * words)
    for count in 0...rows {
      for row in 0..<count { bits[count * words + row / 64] |= 1 << (row % 64) }
    }
    var result = [Int32](repeating: 0, count: (rows + 1) * lanes)
    convert(
      cells, from: 0, vectors: 1, bits: bits, windows: rows + 1, planes: 1, words: words, adc, to: &result)
    return (0...rows).map { result[$0 * lanes] }
  }

  /// One crossbar's part of a tile.
  private static func convert(
    _ cells: Cells, from first: Int, vectors: Int, bits: UnsafePointer<UInt64>, windows: Int, planes: Int,
    words: Int, _ adc: xk_adc, to result: UnsafeMutablePointer<Int32>
  ) {
    let (vectors, planes, words) = (Int32(vectors), Int32(planes), Int32(words))
    switch cells {
    case .narrow(let cells):
      xk_crossbar_narrow(cells.values + first, vectors, bits, windows, planes, words, adc, result)
    case .mixed(let cells, let mostRows):
      xk_crossbar_mixed(
        cells.values + first, vectors, bits, windows, planes, words, Int32(mostRows), adc, result)
    case .wide(let cells):
      xk_crossbar_wide(cells.values + first, vectors, bits, windows, planes, words, adc, result)
    }
  }

  /// Whether sums are carried over from 16 to 32 bits.
  var isMixed: Bool {
    if case .mixed = cells { true } else { false }
  }

  /// How many rows the mixed kernel may add up in 16 bits; 0 where the wide one serves better.
  private static func mostRowsOf16Bits(_ cells: [Int32], _ adc: xk_adc, _ model: CrossbarModel) -> Int {
    let largest = max(Int(cells.max() ?? 1), 1)
    guard let bits = model.adc?.bits, model.inputBits + bits <= 16, adc.rate < 0.5, adc.offset < 65536 else {
      return 0
    }
    let rows = (65535 - max(-Int(adc.offset), 0)) / largest
    return rows >= 6 ? rows : 0
  }

  private static func largestTotal(
    _ cells: [Int32], groups: Int, rows: Int, columns: Int, crossbar: Int
  ) -> (largest: Int, sum: Int) {
    var largest = 0
    var largestSum = 0
    var totals = [Int](repeating: 0, count: columns)
    var sums = totals
    for group in 0..<groups {
      for column in 0..<columns { sums[column] = 0 }
      for row in 0..<rows {
        if row % crossbar == 0 { for column in 0..<columns { totals[column] = 0 } }
        for column in 0..<columns {
          let cell = Int(cells[(group * rows + row) * columns + column])
          totals[column] += cell
          sums[column] += cell
          largest = max(largest, totals[column])
          largestSum = max(largestSum, sums[column])
        }
      }
    }
    return (largest, largestSum)
  }

  // MARK: Running

  private var words: Int { (model.crossbar + 63) / 64 }

  /// Words of one window's bits, and from one crossbar's to the next.
  private var bitsPerWindow: Int { model.inputBits * words }
  /// With some in excess: at a distance of a power of two, all crossbars' bits of a window would share a set
  /// of the cache.
  private var bitsPerCrossbar: Int { Self.windowsPerGroup * bitsPerWindow + 8 }

  /// Memory of one thread, for one image after the other.
  private struct Scratch {
    let codes: UnsafeMutablePointer<UInt16>
    let row: UnsafeMutablePointer<UInt16>
    let bits: UnsafeMutablePointer<UInt64>
    /// Of all tiles and of a uniform reference. Behind them, there is a zero.
    let sums: UnsafeMutablePointer<Int32>

    init(_ layer: ProgrammedLayer, _ shape: MapShape) {
      let padding = 2 * layer.kernel.padding
      codes = .allocate(capacity: (shape.height + padding) * (shape.width + padding) * shape.channels + 1)
      row = .allocate(capacity: layer.rows + 1)
      bits = .allocate(capacity: layer.crossbars * layer.bitsPerCrossbar)
      let count = ProgrammedLayer.windowsPerGroup * (layer.paddedColumns + 1)
      sums = UnsafeMutableRawPointer.allocate(byteCount: (count + 1) * 4, alignment: 64)
        .bindMemory(to: Int32.self, capacity: count + 1)
      sums[count] = 0
    }

    func deallocate() {
      codes.deallocate()
      row.deallocate()
      bits.deallocate()
      sums.deallocate()
    }
  }

  private var paddedColumns: Int { tiles.reduce(0) { $0 + $1.width } }

  /// Bit planes of one image's windows of one group, given to `body` in groups of windows:
  /// [crossbar][window][plane].
  private func forEachWindowGroup(
    _ source: UnsafePointer<Float>, _ shape: MapShape, outputWidth: Int, outputPixels: Int,
    _ scratch: Scratch,
    _ body: (_ group: Int, _ first: Int, _ count: Int, _ bits: UnsafePointer<UInt64>) -> Void
  ) {
    let padding = kernel.padding
    let columns = shape.width + 2 * padding
    let plane = (shape.height + 2 * padding) * columns
    let (codes, row, bits) = (scratch.codes, scratch.row, scratch.bits)
    xk_quantise(
      source, Int32(shape.height), Int32(shape.width), Int32(shape.channels), Int32(padding),
      1 / inputScale.step, Int32(inputScale.zero), Int32((1 << model.inputBits) - 1), codes)
    let inputs = kernel.weight.shape[1]
    var windows = [Int](repeating: 0, count: Self.windowsPerGroup)
    for group in 0..<kernel.groups {
      for first in stride(from: 0, to: outputPixels, by: Self.windowsPerGroup) {
        let count = min(Self.windowsPerGroup, outputPixels - first)
        for window in 0..<count {
          let pixel = first + window
          windows[window] =
            pixel / outputWidth * kernel.stride * columns + pixel % outputWidth * kernel.stride
        }
        xk_pack_windows(
          codes + group * inputs * plane, windows, count, Int32(inputs), plane, Int32(columns),
          Int32(kernel.kernelHeight), Int32(kernel.kernelWidth), Int32(model.crossbar),
          Int32(model.inputBits),
          Int32(words), bitsPerCrossbar, row, bits)
        body(group, first, count, bits)
      }
    }
  }

  /// The sum of the input codes of a window, from its bits.
  private func sumOfCodes(_ bits: UnsafePointer<UInt64>) -> Int {
    var sum = 0
    for crossbar in 0..<crossbars {
      for plane in 0..<model.inputBits {
        for word in 0..<words {
          let rows = bits[crossbar * bitsPerCrossbar + plane * words + word].nonzeroBitCount
          sum += rows << (model.inputBits - 1 - plane)
        }
      }
    }
    return sum
  }

  func run(_ input: FeatureMaps, to output: FeatureMaps, _ loop: ParallelLoop) {
    let shape = MapShape(channels: input.channels, height: input.height, width: input.width)
    let padded = paddedColumns
    // Several images per task: their memory is new to the processor only once.
    let perTask = max(1, loop.threads == 1 ? input.images : input.images / (4 * loop.threads))
    loop((input.images + perTask - 1) / perTask) { task in
      let scratch = Scratch(self, shape)
      defer { scratch.deallocate() }
      for image in task * perTask..<min((task + 1) * perTask, input.images) {
        run(image, input, shape, to: output, padded: padded, scratch)
      }
    }
  }

  private func run(
    _ image: Int, _ input: FeatureMaps, _ shape: MapShape, to output: FeatureMaps, padded: Int,
    _ scratch: Scratch
  ) {
    let outputs = kernel.outputChannels / kernel.groups
    let sums = scratch.sums
    forEachWindowGroup(
      input.values + image * input.stride, shape, outputWidth: output.width, outputPixels: output.pixels,
      scratch
    ) { group, first, count, bits in
      var cell = group * padded * rows
      for tile in tiles {
        let target = sums + tile.first * Self.windowsPerGroup
        target.update(repeating: 0, count: count * tile.width)
        for crossbar in 0..<crossbars {
          Self.convert(
            cells, from: cell, vectors: tile.vectors, bits: bits + crossbar * bitsPerCrossbar, windows: count,
            planes: model.inputBits, words: words, adc, to: target)
          cell += min(model.crossbar, rows - crossbar * model.crossbar) * tile.width
        }
      }
      if let uniformReference {
        let target = sums + padded * Self.windowsPerGroup
        target.update(repeating: 0, count: count)
        for crossbar in 0..<crossbars {
          xk_uniform_sums(
            bits + crossbar * bitsPerCrossbar, count, Int32(model.inputBits), Int32(words), uniformReference,
            target)
        }
      }
      shift.withUnsafeBufferPointer { shift in
        xk_combine(
          sums, positions, strides, references, referenceStrides, count, Int32(outputs),
          Int32(model.cellsPerWeight), Int32(model.cellLevels), scale, shift.baseAddress! + group * outputs,
          output.values + image * output.stride + first * output.channels + group * outputs, output.channels)
      }
      guard offsetPerCode != 0 else { return }
      for window in 0..<count {
        let codes = sumOfCodes(bits + window * bitsPerWindow)
        let offset = Float(Double(codes) * offsetPerCode)
        let target =
          output.values + image * output.stride + (first + window) * output.channels + group * outputs
        for channel in 0..<outputs { target[channel] -= offset }
      }
    }
  }

  /// The smallest and the largest column sum of all windows, planes and crossbars, in steps of the grid.
  func columnSums(_ input: FeatureMaps, output: MapShape, _ loop: ParallelLoop) -> ClosedRange<Int> {
    let shape = MapShape(channels: input.channels, height: input.height, width: input.width)
    var ranges = [ClosedRange<Int>](repeating: 0...0, count: input.images)
    ranges.withUnsafeMutableBufferPointer { ranges in
      let ranges = ranges.baseAddress!
      loop(input.images) { image in
        var (low, high) = (Int.max, 0)
        var column = [Int32](repeating: 0, count: columns)
        let scratch = Scratch(self, shape)
        defer { scratch.deallocate() }
        forEachWindowGroup(
          input.values + image * input.stride, shape, outputWidth: output.width,
          outputPixels: output.height * output.width, scratch
        ) { group, _, count, bits in
          for window in 0..<count {
            for crossbar in 0..<crossbars {
              var smallest: Int32 = 0
              let largest = conductances.withUnsafeBufferPointer {
                xk_largest_sum(
                  $0.baseAddress! + (group * rows + crossbar * model.crossbar) * columns, Int32(columns),
                  bits + crossbar * bitsPerCrossbar + window * bitsPerWindow, Int32(model.inputBits),
                  Int32(words), &column, &smallest)
              }
              low = min(low, Int(smallest))
              high = max(high, largest)
            }
          }
        }
        ranges[image] = min(low, high)...high
      }
    }
    let low = ranges.map(\.lowerBound).min() ?? 0
    return low...max(low, ranges.map(\.upperBound).max() ?? 0)
  }
}
