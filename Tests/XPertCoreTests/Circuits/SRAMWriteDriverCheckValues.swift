import Testing
import XPertCore

@Suite("SRAMWriteDriver: check values")
struct SRAMWriteDriverCheckValues {
  @Test("writes half of 64 columns")
  func writes() {
    expectCheckValues(
      """
      height | 2.688e-06 | 5.88e-07 | 7.56e-06 | 1.848e-06
      width | 5.7344e-05 | 1.2544e-05 | 0.00016128 | 3.9424e-05
      area | 1.54140672e-10 | 7.375872e-12 | 1.2192768e-09 | 7.2855552e-11
      t_read | 0 | 0 | 0 | 0
      E_read | 0 | 0 | 0 | 0
      P_leak | 5.784210432e-09 | 4.4581152e-08 | 2.17272632288199e-05 | 1.1240896128e-08
      t_write | 1.76031321081975e-10 | 1.26564056990762e-10 | 6.41794603497141e-11 | 1.80511681387929e-10
      E_write | 7.27839024742941e-14 | 1.30361297260777e-14 | 3.01920292325906e-13 | 3.87471758721217e-14
      """
    ) { environment in
      let driver = SRAMWriteDriver(
        columns: 64, columnWriteActivity: 0.5, writeCells: 64, fit: .width(environment.features(1792)),
        in: environment)
      return [
        "height": driver.height, "width": driver.width, "area": driver.area, "t_read": 0, "E_read": 0,
        "P_leak": driver.leakage,
        "t_write": driver.delay(ramp: 1e20, load: 1e-14, resistance: 300).delay * 2,
        "E_write": driver.writeEnergy(writes: 2),
      ]
    }
  }
}
