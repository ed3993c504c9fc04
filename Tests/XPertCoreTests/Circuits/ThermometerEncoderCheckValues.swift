import Testing
import XPertCore

@Suite("ThermometerEncoder: check values")
struct ThermometerEncoderCheckValues {
  @Test("encodes sixteen levels")
  func encodes() {
    expectCheckValues(
      """
      height | 1.344e-05 | 2.94e-06 | 7.56e-05 | 9.24e-06
      width | 2.4576e-05 | 5.376e-06 | 6.912e-05 | 1.6896e-05
      area | 3.3030144e-10 | 1.580544e-11 | 5.225472e-09 | 1.5611904e-10
      t_read | 1.17597400026316e-09 | 3.4590470604024e-10 | 7.24161893693236e-10 | 8.04709240931945e-10
      E_read | 1.65697451355157e-13 | 5.18659806327602e-13 | 2.18832562189618e-11 | 8.82209463684291e-14
      P_leak | 1.08368998701569e-08 | 6.853783552e-08 | 4.42756305437065e-05 | 2.02098444471435e-08
      ramp_out | 39478843378.6997 | 177502410344.481 | 36035742066.8163 | 53937344900.8585
      """
    ) { environment in
      let encoder = ThermometerEncoder(
        levels: 16, encoders: 8, fit: .width(environment.features(768)), in: environment)
      return [
        "height": encoder.height, "width": encoder.width, "area": encoder.area,
        "t_read": encoder.delay(ramp: 1e20, reads: 8), "E_read": encoder.readEnergy(reads: 8),
        "P_leak": encoder.leakage, "ramp_out": encoder.delay(ramp: 1e20).ramp,
      ]
    }
  }
}
