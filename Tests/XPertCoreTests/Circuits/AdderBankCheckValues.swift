import Testing
import XPertCore

@Suite("AdderBank: check values")
struct AdderBankCheckValues {
  @Test("adds eight bits")
  func adds() {
    expectCheckValues(
      """
      height | 1.53216e-05 | 4.6746e-06 | 8.6184e-05 | 1.05336e-05
      width | 2.4576e-05 | 5.376e-06 | 6.912e-05 | 1.6896e-05
      area | 3.765436416e-10 | 2.51306496e-11 | 5.95703808e-09 | 1.779757056e-10
      t_read | 4 | 1.11473454188287e-09 | 4 | 2.39903677910889e-09
      E_read | 7.82593398380492e-13 | 7.51110308688079e-13 | 2.9053011930779e-11 | 4.11764890955549e-13
      P_leak | 2.85629119603052e-08 | 1.4900143104e-07 | 0.000124233600357209 | 5.14717603855604e-08
      ramp_out | 17520925493.3999 | 26846738000.8911 | 20255684226.3704 | 19569784994.2156
      """
    ) { environment in
      let adders = AdderBank(
        bits: 8, adders: 16, fit: .width(environment.features(768)), in: environment)
      return [
        "height": adders.height, "width": adders.width, "area": adders.area,
        "t_read": adders.delay(ramp: 1e20, load: 1e-15, reads: 4),
        "E_read": adders.readEnergy(reads: 4, operations: 12), "P_leak": adders.leakage,
        "ramp_out": adders.delay(ramp: 1e20, load: 1e-15).ramp,
      ]
    }
  }
}
