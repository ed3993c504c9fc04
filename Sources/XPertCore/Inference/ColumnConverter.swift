import XPertKernels

/// The ADC of a layer's columns: codes are centred on multiples of its step above the lowest sum.
struct ColumnConverter: Sendable {
  let adc: xk_adc
  /// Whether sums and codes fit 16 bits.
  let isNarrow: Bool
  /// Grid steps of one code; 1 without conversion.
  let step: Double

  /// - Parameter columnSums: smallest and largest column current of calibration, grid steps; nil: full scale.
  /// - Throws: ``InferenceError`` if sums exceed 31 bits.
  init(
    name: String, _ model: CrossbarModel, _ shape: CrossbarShape, _ cells: ProgrammedCells,
    columnSums: ClosedRange<Int>?
  ) throws(InferenceError) {
    let inputCodes = model.largestInputCode
    let totals = cells.largestTotals(shape)
    guard let bits = model.adc?.bits else {
      isNarrow = false
      self.adc = xk_adc(gain: 0, offset: 0, top: -1, rate: 0)
      step = 1
      guard Double(totals.ofAll) * Double(inputCodes) < 0x1p31 else {
        throw InferenceError(
          "\(name): sums without an ADC exceed 31 bits: fewer input_bits or weight_bits are needed")
      }
      return
    }
    let range = columnSums ?? 0...Int(Double(shape.size * (model.cellLevels - 1)) * model.grid)
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
      && totals.ofCrossbar - Int(narrow.offset) <= 32767
    let rate = Float(1 / wanted)
    self.adc = isNarrow ? narrow : adc(gain: 0, rate: rate, step: 1 / Double(rate))
    step = isNarrow ? 0x1p16 / gain : 1 / Double(rate)
    guard Double(shape.crossbars) * Double(topCode) * Double(inputCodes) < 0x1p31 else {
      let crossbars = "\(shape.crossbars) crossbar\(shape.crossbars == 1 ? "" : "s")"
      throw InferenceError(
        "\(name): sums over \(crossbars) exceed 31 bits: fewer adc_bits or input_bits are needed")
    }
  }
}

extension CrossbarModel {
  /// Steps of the grid per level of a cell.
  var grid: Double { Double(1 << gridBits) }

  var largestInputCode: Int { (1 << inputBits) - 1 }
}
