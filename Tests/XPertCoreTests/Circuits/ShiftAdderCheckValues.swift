import Testing
import XPertCore

@Suite("ShiftAdder: check values")
struct ShiftAdderCheckValues {
  @Test("accumulates eight steps")
  func accumulates() {
    expectCheckValues(
      """
      height | 1.54784e-05 | 4.50065e-06 | 5.4306e-05 | 1.06414e-05
      width | 2.4576e-05 | 5.376e-06 | 6.912e-05 | 1.6896e-05
      area | 3.803971584e-10 | 2.41954944e-11 | 3.75363072e-09 | 1.797970944e-10
      t_read | 8 | 6.27275980302098e-10 | 8 | 7.85255772592895e-10
      E_read | 4.18974807185335e-12 | 1.78815323238057e-12 | 5.05127288529516e-11 | 2.23683007771052e-12
      P_leak | 3.02775697180763e-08 | 2.1557496576e-07 | 0.000117967453004582 | 5.78315246083901e-08
      """
    ) { environment in
      let unit = ShiftAdder(
        units: 8, adderBits: 4, steps: 8, fit: .width(environment.features(768)), in: environment)
      return [
        "height": unit.height, "width": unit.width, "area": unit.area, "t_read": unit.delay(reads: 8),
        "E_read": unit.readEnergy(reads: 8), "P_leak": unit.leakage,
      ]
    }
  }
}
