import Testing
import XPertCore

@Suite("Comparator: check values")
struct ComparatorCheckValues {
  @Test("compares eight bits")
  func compares() {
    expectCheckValues(
      """
      height | 1.115684864e-06 | 7.4461184e-08 | 1.21347072e-05 | 5.27335424e-07
      width | 0.0001 | 0.0001 | 0.0001 | 0.0001
      area | 1.115684864e-10 | 7.4461184e-12 | 1.21347072e-09 | 5.27335424e-11
      t_read | 9.34932428216952e-10 | 3.01494042924746e-10 | 7.53954327059523e-10 | 6.72973031409486e-10
      E_read | 3.10807944931357e-14 | 1.01602662257311e-13 | 3.25449838166928e-12 | 1.65501731587778e-14
      P_leak | 8.82330082995883e-09 | 5.830524392e-08 | 3.6304538838581e-05 | 1.64062839176643e-08
      """
    ) { environment in
      let bank = Comparator(bits: 8, comparators: 4, fit: .width(1e-4), in: environment)
      return [
        "height": bank.height, "width": bank.width, "area": bank.area,
        "t_read": bank.delay(ramp: 1e20, load: 1e-15, reads: 2),
        "E_read": bank.readEnergy(reads: 2, operations: 3), "P_leak": bank.leakage,
      ]
    }
  }
}
