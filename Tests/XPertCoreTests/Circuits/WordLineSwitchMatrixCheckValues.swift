import Testing
import XPertCore

@Suite("WordLineSwitchMatrix: check values")
struct WordLineSwitchMatrixCheckValues {
  @Test("drives the rows of a crossbar read in parallel")
  func rows() {
    expectCheckValues(
      """
      height | 8.192e-06 | 1.792e-06 | 2.304e-05 | 5.632e-06
      width | 3.11296e-05 | 9.4976e-06 | 8.7552e-05 | 2.14016e-05
      area | 2.550136832e-10 | 1.70196992e-11 | 2.01719808e-09 | 1.205338112e-10
      t_read | 1.38951262337883e-10 | 1.07096820531063e-10 | 5.83029497322424e-11 | 1.4697122647254e-10
      E_read | 5.46092252781263e-12 | 9.63369934650256e-13 | 2.2771779913299e-11 | 2.93403141474708e-12
      P_leak | 1.5424561152e-08 | 1.18883072e-07 | 5.79393686101863e-05 | 2.9975723008e-08
      t_write | 8.00000000222322 | 5.71354912849701e-09 | 8.00000000093285 | 6.35153962356064e-09
      E_write | 5.55565449814144e-12 | 9.85545286897006e-13 | 2.31422758753145e-11 | 2.97330170424307e-12
      ramp_out | 28787072047.4157 | 37349381430.4208 | 68607163417.4615 | 27216211608.2454
      """
    ) { environment in
      let matrix = WordLineSwitchMatrix(
        rows: 64, fit: .height(environment.features(256)), in: environment)
      let stage = matrix.delay(ramp: 1e20, load: 1e-14, resistance: 500)
      return [
        "height": matrix.height, "width": matrix.width, "area": matrix.area, "t_read": stage.delay * 8,
        "E_read": matrix.readEnergy(reads: 8, activity: 0.3), "P_leak": matrix.leakage,
        "t_write": stage.delay * 128 + matrix.flipFlops.delay(reads: 8),
        "E_write": matrix.writeEnergy(writes: 128, reads: 8), "ramp_out": stage.ramp,
      ]
    }
  }
}
