@testable import XPertCore

/// A layer on crossbars, computed as plainly as the model is written (spec 16 §9): one sum at a time, in
/// integers, from the conductances that were programmed.
struct CrossbarReference {
  let layer: ProgrammedLayer

  /// Outputs [output][pixel] of one image [channel][row][column].
  func run(_ image: [Float], channels: Int, height: Int, width: Int) -> [Double] {
    let model = layer.model
    let kernel = layer.kernel
    let inputsPerGroup = kernel.weight.shape[1]
    let outputsPerGroup = kernel.outputChannels / kernel.groups
    let outputHeight = (height + 2 * kernel.padding - kernel.kernelHeight) / kernel.stride + 1
    let outputWidth = (width + 2 * kernel.padding - kernel.kernelWidth) / kernel.stride + 1
    let top = (1 << model.inputBits) - 1
    let digits = model.cellsPerWeight
    let isDifferential = model.reference == .differential
    let grid = Double(1 << model.gridBits)

    func code(_ group: Int, _ row: Int, _ y: Int, _ x: Int) -> Int {
      let taps = kernel.kernelHeight * kernel.kernelWidth
      let channel = group * inputsPerGroup + row / taps
      let inputRow = y * kernel.stride + row % taps / kernel.kernelWidth - kernel.padding
      let inputColumn = x * kernel.stride + row % kernel.kernelWidth - kernel.padding
      guard (0..<height).contains(inputRow), (0..<width).contains(inputColumn) else {
        return layer.inputScale.zero
      }
      let value = image[(channel * height + inputRow) * width + inputColumn]
      let scaled = (value * (1 / layer.inputScale.step)).rounded(.toNearestOrEven)
      return min(max(Int(scaled) + layer.inputScale.zero, 0), top)
    }
    func converted(_ sum: Int) -> Double {
      guard model.adc != nil else { return Double(sum) }
      let above = max(sum - Int(layer.adc.offset), 0)
      let index = layer.isNarrow ? (above * Int(layer.adc.gain)) >> 16 : Int(Float(above) * layer.adc.rate)
      return Double(min(max(index, 0), Int(layer.adc.top))) * layer.adcStep
    }

    var result: [Double] = []
    for output in 0..<kernel.outputChannels {
      let group = output / outputsPerGroup
      for y in 0..<outputHeight {
        for x in 0..<outputWidth {
          var total = 0.0
          for crossbar in 0..<layer.crossbars {
            let rows = crossbar * model.crossbar..<min((crossbar + 1) * model.crossbar, layer.rows)
            for bit in 0..<model.inputBits {
              func read(_ column: Int) -> Double {
                var sum = 0
                for row in rows where code(group, row, y, x) >> bit & 1 == 1 {
                  sum += Int(layer.conductances[(group * layer.rows + row) * layer.columns + column])
                }
                return converted(sum)
              }
              for digit in 0..<digits {
                let column = output % outputsPerGroup * digits + digit
                let reference =
                  layer.cellColumns + (isDifferential ? column : column / model.crossbar)
                let place = (0..<digits - 1 - digit).reduce(1.0) { product, _ in
                  product * Double(model.cellLevels)
                }
                var other = 0.0
                if model.reference == .digitalOffset {
                  let set = rows.count { code(group, $0, y, x) >> bit & 1 == 1 }
                  other = Double(set) * model.conductance(digit: Double(model.cellLevels - 1) / 2) * grid
                } else {
                  other = read(reference)
                }
                total += Double(1 << bit) * place * (read(column) - other) / grid
              }
            }
          }
          // The code of a weight is 2 / (2^bits - 1) of the largest weight; the zero point is taken away
          // digitally.
          let perCode =
            isDifferential
            ? layer.weightScale / Double((1 << (model.weightBits - 1)) - 1)
            : 2 * layer.weightScale / Double((1 << model.weightBits) - 1)
          var correction = 0.0
          for row in 0..<layer.rows {
            let weight = Double(kernel.weight.values[output * layer.rows + row]) / layer.weightScale
            if isDifferential {
              correction += (weight * Double((1 << (model.weightBits - 1)) - 1)).rounded(.toNearestOrEven)
            } else {
              let half = Double((1 << model.weightBits) - 1) / 2
              correction += (half * (weight + 1)).rounded(.toNearestOrEven) - half
            }
          }
          let inputStep = Double(layer.inputScale.step)
          result.append(
            inputStep * perCode
              * (total / (1 - 1 / model.onOffRatio) - Double(layer.inputScale.zero) * correction)
              + (kernel.bias.isEmpty ? 0 : Double(kernel.bias[output])))
        }
      }
    }
    return result
  }
}
