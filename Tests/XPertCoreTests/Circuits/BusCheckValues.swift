import Testing
import XPertCore

@Suite("Bus: check values")
struct BusCheckValues {
  @Test("repeats a wire along three columns")
  func horizontal() {
    expectCheckValues(
      """
      area | 0 | 0 | 0 | 0
      t_read | 16 | 1.86148755920292e-09 | 16 | 9.98219255553248e-10
      E_read | 8.12156825352356e-12 | 5.09475197920461e-12 | 1.45186126947161e-11 | 7.21374558541636e-12
      P_leak | 1.86868336597181e-09 | 4.88694394464096e-08 | 3.21779775650382e-06 | 6.06184783528273e-09
      """
    ) { environment in
      let bus = Bus(
        orientation: .horizontal, rows: 2, columns: 3, tolerance: 0, bits: 64, unitHeight: 4e-5,
        unitWidth: 6e-5, in: environment)
      return [
        "area": bus.area, "t_read": bus.delay(reads: 16), "E_read": bus.readEnergy(bits: 64, reads: 16),
        "P_leak": bus.leakage,
      ]
    }
  }
}
