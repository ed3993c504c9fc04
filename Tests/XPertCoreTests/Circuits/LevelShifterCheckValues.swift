import Testing
import XPertCore

@Suite("LevelShifter: check values")
struct LevelShifterCheckValues {
  @Test("shifts 64 lines")
  func shifts() {
    expectCheckValues(
      """
      height | 8.192e-06 | 1.792e-06 | 2.304e-05 | 5.632e-06
      width | 0.00017313408 | 1.37641e-05 | 0.000100548 | 0.00011376288
      area | 1.41831438336e-09 | 2.46652672e-11 | 2.31662592e-09 | 6.4071254016e-10
      t_read | 1.61388391642441e-11 | 6.04105935144508e-12 | 7.31066900452564e-12 | 1.40022524980163e-11
      E_read | 1.2882459815334e-13 | 5.78921008896696e-14 | 4.84518882140339e-13 | 6.81696423696045e-14
      P_leak | 0 | 0 | 0 | 0
      t_write | 3.22776783284882e-11 | 1.20821187028902e-11 | 1.46213380090513e-11 | 2.80045049960326e-11
      E_write | 2.0663879618446e-13 | 1.73619558773748e-13 | 3.43041080074327e-13 | 1.88401614775858e-13
      """
    ) { environment in
      let shifter = LevelShifter(lines: 64, fit: .height(environment.features(256)), in: environment)
      let delay = shifter.delay(load: 1e-14).delay
      return [
        "height": shifter.height, "width": shifter.width, "area": shifter.area, "t_read": delay,
        "E_read": shifter.readEnergy(reads: 1, activity: 0.3), "P_leak": shifter.leakage,
        "t_write": delay * 2, "E_write": shifter.writeEnergy(load: 1e-14, writes: 2),
      ]
    }
  }
}
