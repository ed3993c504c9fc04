import Testing
import XPertCore

@Suite("CrossPointDriver: check values")
struct CrossPointDriverCheckValues {
  @Test("drives rows; the reference carries write delay over from its first call (Q-C40)")
  func drives() {
    expectCheckValues(
      """
      height | 8.192e-06 | 1.792e-06 | 2.304e-05 | 5.632e-06
      width | 0.0004221952 | 4.33328e-05 | 0.000229824 | 0.0003323936
      area | 3.4586230784e-09 | 7.76523776e-11 | 5.29514496e-09 | 1.8720407552e-09
      t_read | 1.08881737402554e-10 | 9.67808246704861e-11 | 1.11200695559252e-10 | 1.0560179080943e-10
      E_read | 2.98544131789293e-11 | 2.75588795984448e-12 | 2.41107801698631e-11 | 1.77666960236913e-11
      P_leak | 1.928070144e-09 | 1.4860384e-08 | 7.24242107627329e-06 | 3.746965376e-09
      t_write | 8.16613030519154e-11 | 7.25856185028645e-11 | 8.3400521669439e-11 | 7.92013431070727e-11
      E_write | 7.34894651373248e-11 | 6.49174153343063e-12 | 5.7438074868012e-11 | 4.57127567000297e-11
      ramp_out | 36737106657.3941 | 41330501301.4611 | 35970998021.9381 | 37878145525.1875
      """
    ) { environment in
      let driver = CrossPointDriver(
        orientation: .row, lines: 64, loads: 64, fit: .height(environment.features(256)), in: environment)
      let stage = driver.delay(ramp: 1e10, load: 1e-14, resistance: 500)
      return [
        "height": driver.height, "width": driver.width, "area": driver.area, "t_read": stage.delay * 8,
        "E_read": driver.readEnergy(cells: 8, reads: 8), "P_leak": driver.leakage,
        "t_write": (stage.delay * 2 + stage.delay) * 2, "E_write": driver.writeEnergy(cells: 64, writes: 2),
        "ramp_out": stage.ramp,
      ]
    }
  }
}
