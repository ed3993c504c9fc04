import Testing
import XPertCore

@Suite("SigmoidTable: check values")
struct SigmoidTableCheckValues {
  @Test("looks up 21 entries")
  func looksUp() {
    expectCheckValues(
      """
      height | 1.5751708672e-05 | 9.48677632e-07 | 0.0001378363392 | 7.445143552e-06
      width | 0.0001 | 0.0001 | 0.0001 | 0.0001
      area | 1.5751708672e-09 | 9.48677632e-11 | 1.378363392e-08 | 7.445143552e-10
      t_read | 9 | 6.21354341073186e-09 | 9 | 6.47307934416854e-09
      E_read | 2.63656916656709e-12 | 1.94125390193253e-12 | 1.27885926851722e-11 | 2.31230884555203e-12
      P_leak | 1.94016155027675e-09 | 2.311574958e-08 | 7.59347866826661e-06 | 3.74747650514936e-09
      """
    ) { environment in
      let table = SigmoidTable(
        isSRAM: false, bits: 8, entries: 21, functions: 16, fit: .width(1e-4), in: environment)
      return [
        "height": table.height, "width": table.width, "area": table.area, "t_read": table.delay(reads: 3),
        "E_read": table.readEnergy(reads: 3), "P_leak": table.leakage,
      ]
    }
  }
}
