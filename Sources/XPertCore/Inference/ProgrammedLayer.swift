import XPertKernels

/// One layer's weights in crossbars, with the ranges of its inputs and its ADCs.
final class ProgrammedLayer: Sendable {
  let model: CrossbarModel
  let kernel: InferenceGraph.Convolution
  let inputScale: InputScale
  let crossbarShape: CrossbarShape
  /// Largest absolute weight: the code's full scale.
  let weightScale: Double
  /// [group][crossbar row of all crossbars][column], in steps of the grid.
  let conductances: [Int32]
  let converter: ColumnConverter
  let tiled: TiledCells

  /// The digital part: an output is `scale` times its sum plus `shift`.
  let scale: Float
  let shift: [Float]
  /// What one unit of the sum of a window's input codes stands for, with a digital offset; else 0.
  let offsetPerCode: Double

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
    let shape = CrossbarShape(kernel, model)
    let inputScale = InputScale(of: input, codes: model.largestInputCode)
    let cells = ProgrammedCells(kernel, model, shape, random: random)
    let converter = try ColumnConverter(name: name, model, shape, cells, columnSums: columnSums)
    tiled = TiledCells(cells.conductances, shape, converter, model)
    crossbarShape = shape
    self.inputScale = inputScale
    weightScale = cells.weightScale
    conductances = cells.conductances
    self.converter = converter

    // y = step * (sum of w * code - zero * sum of w) + bias.
    let step = Double(inputScale.step)
    let perGridStep = cells.perCode / ((1 - 1 / model.onOffRatio) * model.grid)
    scale = Float(step * perGridStep * converter.step)
    let zeroInput = step * Double(inputScale.zero)
    shift = (0..<kernel.outputChannels).map { output -> Float in
      let bias = kernel.bias.isEmpty ? 0 : Double(kernel.bias[output])
      return Float(bias - zeroInput * cells.perCode * cells.codeSums[output])
    }
    offsetPerCode =
      model.reference == .digitalOffset
      ? (0..<shape.digits).reduce(0.0) { total, _ in
        total * Double(model.cellLevels) + model.conductance(digit: Double(model.cellLevels - 1) / 2)
      } * model.grid * step * perGridStep
      : 0
  }
}

extension ProgrammedLayer {
  /// How inputs become codes: x = step * (code - zero).
  struct InputScale: Sendable, Hashable {
    let step: Float
    let zero: Int

    /// - Parameters:
    ///   - range: smallest and largest input that is to be told apart; 0 always is.
    ///   - codes: the largest code.
    init(of range: ClosedRange<Float>, codes: Int) {
      let low = min(0, range.lowerBound)
      let high = max(0, range.upperBound)
      // Neither what rounds to zero nor what exceeds single precision is a step.
      step =
        high > low
        ? min(max((high - low) / Float(codes), .leastNormalMagnitude), .greatestFiniteMagnitude) : 1
      zero = Int((-low / step).rounded(.toNearestOrEven))
    }
  }

  var rows: Int { crossbarShape.rows }
  var crossbars: Int { crossbarShape.crossbars }
  var columns: Int { crossbarShape.columns }
  var cellColumns: Int { crossbarShape.cellColumns }
  var adc: xk_adc { converter.adc }
  /// Grid steps of one code; 1 without conversion.
  var adcStep: Double { converter.step }
  var isNarrow: Bool { converter.isNarrow }
  var isMixed: Bool { tiled.isMixed }
}
