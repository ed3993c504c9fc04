import XPertKernels

/// A convolution or a fully connected layer in single precision, weights packed for the kernel.
final class WindowProduct: Sendable {
  private struct Group: Sendable {
    let weight: AlignedValues<Float>
    let bias: [Float]
  }

  private let groups: [Group]
  private let inputsPerGroup: Int
  private let outputsPerGroup: Int
  private let kernelHeight: Int
  private let kernelWidth: Int
  private let stride: Int
  private let padding: Int

  init(_ layer: InferenceGraph.Convolution) {
    let inputs = layer.weight.shape[1]
    let outputs = layer.outputChannels / layer.groups
    let (height, width) = (layer.kernelHeight, layer.kernelWidth)
    inputsPerGroup = inputs
    outputsPerGroup = outputs
    kernelHeight = height
    kernelWidth = width
    stride = layer.stride
    padding = layer.padding
    let taps = height * width
    groups = (0..<layer.groups).map { group in
      Self.pack(
        layer.weight.values, first: group * outputs * inputs * taps, inputs: inputs, taps: taps,
        outputs: outputs,
        bias: layer.bias.isEmpty ? [] : Array(layer.bias[group * outputs..<(group + 1) * outputs]))
    }
  }

  /// - Parameter shape: of the layer's input, which is flattened as (channel, row, column).
  init(_ layer: InferenceGraph.Linear, input shape: MapShape) {
    inputsPerGroup = layer.inputs
    outputsPerGroup = layer.outputs
    kernelHeight = 1
    kernelWidth = 1
    stride = 1
    padding = 0
    groups = [
      Self.pack(
        layer.weight.values, first: 0, inputs: shape.channels, taps: shape.height * shape.width,
        outputs: layer.outputs, bias: layer.bias)
    ]
  }

  /// Weights of an output are in the order (input, tap), rows of the kernel's blocks in the order (tap,
  /// input).
  private static func pack(
    _ values: [Float], first: Int, inputs: Int, taps: Int, outputs: Int, bias: [Float]
  ) -> Group {
    let rows = inputs * taps
    let padded = (outputs + 31) / 32 * 32
    let weight = AlignedValues<Float>(count: padded * rows) { target in
      values.withUnsafeBufferPointer { values in
        let source = values.baseAddress! + first
        var target = target
        var output = 0
        while output < outputs {
          let left = outputs - output
          let width = left > 32 ? 64 : 32
          if left < width { target.update(repeating: 0, count: rows * width) }
          // Some inputs at a time, whose rows stay in the cache while all outputs of the block pass.
          for some in Swift.stride(from: 0, to: inputs, by: 16) {
            for lane in 0..<min(width, left) {
              var weight = source + (output + lane) * rows + some * taps
              for input in some..<min(some + 16, inputs) {
                for tap in 0..<taps {
                  target[(tap * inputs + input) * width + lane] = weight.pointee
                  weight += 1
                }
              }
            }
          }
          target += rows * width
          output += width
        }
      }
    }
    return Group(weight: weight, bias: bias + [Float](repeating: 0, count: padded - bias.count))
  }

  /// Writes the outputs of all windows. A fully connected layer sees every image as one pixel.
  func run(_ input: FeatureMaps, to output: FeatureMaps, flattening: Bool, _ loop: ParallelLoop) {
    let height = flattening ? 1 : input.height
    let width = flattening ? 1 : input.width
    let channels = flattening ? input.stride : input.channels
    let paddedWidth = width + 2 * padding
    let paddedStride = (height + 2 * padding) * paddedWidth * channels
    // Several images together where maps are small, so that weights are read once for many windows.
    let perTask = max(1, 288 / output.pixels)
    let windows = (0..<perTask).flatMap { image in
      (0..<output.pixels).map { pixel in
        image * paddedStride
          + (pixel / output.width * stride * paddedWidth + pixel % output.width * stride) * channels
      }
    }
    let isOneGroup = groups.count == 1
    loop((input.images + perTask - 1) / perTask) { task in
      let first = task * perTask
      let images = min(perTask, input.images - first)
      var source = UnsafePointer(input.values + first * input.stride)
      var padded: UnsafeMutablePointer<Float>?
      if padding > 0 {
        let scratch = UnsafeMutablePointer<Float>.allocate(capacity: images * paddedStride)
        let edge = padding * channels
        var target = scratch
        for image in 0..<images {
          target.update(repeating: 0, count: padding * paddedWidth * channels)
          target += padding * paddedWidth * channels
          for row in 0..<height {
            target.update(repeating: 0, count: edge)
            (target + edge).update(
              from: source + image * input.stride + row * width * channels, count: width * channels)
            (target + edge + width * channels).update(repeating: 0, count: edge)
            target += paddedWidth * channels
          }
          target.update(repeating: 0, count: padding * paddedWidth * channels)
          target += padding * paddedWidth * channels
        }
        padded = scratch
        source = UnsafePointer(scratch)
      }
      for (index, group) in groups.enumerated() {
        let target = output.values + first * output.stride + index * outputsPerGroup
        if isOneGroup {
          xk_convolve(
            source, windows, images * output.pixels, Int32(kernelHeight), paddedWidth * channels,
            Int32(kernelWidth * inputsPerGroup), group.weight.values, group.bias, target, output.channels,
            Int32(outputsPerGroup))
        } else {
          convolveGroup(
            group, source: source + index * inputsPerGroup, windows: windows,
            count: images * output.pixels, rowStride: paddedWidth * channels, columnStride: channels,
            target: target, targetStride: output.channels)
        }
      }
      padded?.deallocate()
    }
  }

  /// A group's inputs are gathered into rows of their own first.
  private func convolveGroup(
    _ group: Group, source: UnsafePointer<Float>, windows: [Int], count: Int, rowStride: Int,
    columnStride: Int, target: UnsafeMutablePointer<Float>, targetStride: Int
  ) {
    let rows = kernelHeight * kernelWidth * inputsPerGroup
    let chunk = 96
    let gathered = UnsafeMutablePointer<Float>.allocate(capacity: chunk * rows)
    defer { gathered.deallocate() }
    let offsets = (0..<chunk).map { $0 * rows }
    var first = 0
    while first < count {
      let size = min(chunk, count - first)
      for window in 0..<size {
        var row = gathered + window * rows
        for i in 0..<kernelHeight {
          for j in 0..<kernelWidth {
            row.update(
              from: source + windows[first + window] + i * rowStride + j * columnStride,
              count: inputsPerGroup)
            row += inputsPerGroup
          }
        }
      }
      xk_convolve(
        gathered, offsets, size, 1, 0, Int32(rows), group.weight.values, group.bias,
        target + first * targetStride,
        targetStride, Int32(outputsPerGroup))
      first += size
    }
  }
}
