import XPertKernels

/// A layer at work on images.
extension ProgrammedLayer {
  private var words: Int { (model.crossbar + 63) / 64 }

  /// Words of one window's bits, and from one crossbar's to the next.
  private var bitsPerWindow: Int { model.inputBits * words }
  /// With some in excess: at a distance of a power of two, all crossbars' bits of a window would share a set
  /// of the cache.
  private var bitsPerCrossbar: Int { TiledCells.windowsPerGroup * bitsPerWindow + 8 }

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
      let count = TiledCells.windowsPerGroup * (layer.tiled.paddedColumns + 1)
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
    var windows = [Int](repeating: 0, count: TiledCells.windowsPerGroup)
    for group in 0..<kernel.groups {
      for first in stride(from: 0, to: outputPixels, by: TiledCells.windowsPerGroup) {
        let count = min(TiledCells.windowsPerGroup, outputPixels - first)
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
    // Several images per task: their memory is new to the processor only once.
    let perTask = max(1, loop.threads == 1 ? input.images : input.images / (4 * loop.threads))
    loop((input.images + perTask - 1) / perTask) { task in
      let scratch = Scratch(self, shape)
      defer { scratch.deallocate() }
      for image in task * perTask..<min((task + 1) * perTask, input.images) {
        run(image, input, shape, to: output, scratch)
      }
    }
  }

  private func run(
    _ image: Int, _ input: FeatureMaps, _ shape: MapShape, to output: FeatureMaps, _ scratch: Scratch
  ) {
    let outputs = kernel.outputChannels / kernel.groups
    let sums = scratch.sums
    let padded = tiled.paddedColumns
    forEachWindowGroup(
      input.values + image * input.stride, shape, outputWidth: output.width, outputPixels: output.pixels,
      scratch
    ) { group, first, count, bits in
      var cell = group * padded * rows
      for tile in tiled.tiles {
        let target = sums + tile.first * TiledCells.windowsPerGroup
        target.update(repeating: 0, count: count * tile.width)
        for crossbar in 0..<crossbars {
          TiledCells.convert(
            tiled.cells, from: cell, vectors: tile.vectors, bits: bits + crossbar * bitsPerCrossbar,
            windows: count, planes: model.inputBits, words: words, adc, to: target)
          cell += min(model.crossbar, rows - crossbar * model.crossbar) * tile.width
        }
      }
      if let uniformReference = tiled.uniformReference {
        let target = sums + padded * TiledCells.windowsPerGroup
        target.update(repeating: 0, count: count)
        for crossbar in 0..<crossbars {
          xk_uniform_sums(
            bits + crossbar * bitsPerCrossbar, count, Int32(model.inputBits), Int32(words), uniformReference,
            target)
        }
      }
      shift.withUnsafeBufferPointer { shift in
        xk_combine(
          sums, tiled.places.positions, tiled.places.strides, tiled.references.positions,
          tiled.references.strides, count, Int32(outputs),
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
