import Testing
import XPertCore

@Suite("VoltageSenseAmplifier: check values")
struct VoltageSenseAmplifierCheckValues {
  @Test("has no width to be laid out in")
  func senses() {
    expectCheckValues(
      """
      height | inf | inf | inf | inf
      width | 0 | 0 | 0 | 0
      area | 1.91758336e-11 | 1.2798016e-12 | 1.5168384e-10 | 9.0635776e-12
      t_read | 4.04734013373774e-09 | 4.01440461861895e-09 | 4.03302844916485e-09 | 4.03780861201089e-09
      E_read | 1.05447272727273e-13 | 6.37890909090909e-14 | 1.87461818181818e-13 | 9.40563636363636e-14
      P_leak | 1.66109239296e-11 | 2.5868304e-10 | 8.2176e-08 | 2.83850060945018e-11
      """
    ) { environment in
      let amplifier = VoltageSenseAmplifier(amplifiers: 8, amplifierWidth: 0, in: environment)
      return [
        "height": amplifier.height, "width": amplifier.width, "area": amplifier.area,
        "t_read": amplifier.delay(load: 1e-15, reads: 2), "E_read": amplifier.readEnergy(reads: 2),
        "P_leak": amplifier.leakage,
      ]
    }
  }
}
