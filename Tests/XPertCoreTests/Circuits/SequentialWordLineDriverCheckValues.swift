import Testing
import XPertCore

@Suite("SequentialWordLineDriver: check values")
struct SequentialWordLineDriverCheckValues {
  @Test("drives one of 64 rows")
  func drives() {
    expectCheckValues(
      """
      height | 8.192e-06 | 1.792e-06 | 2.304e-05 | 5.632e-06
      width | 1.65376e-05 | 4.452e-06 | 7.1136e-05 | 1.13696e-05
      area | 1.354760192e-10 | 7.977984e-12 | 1.63897344e-09 | 6.40335872e-11
      t_read | 9.35628495804649e-10 | 5.13932139462943e-10 | 8.23264102599951e-10 | 7.72799148871202e-10
      E_read | 2.21449261215665e-14 | 3.71986178191286e-15 | 1.12979933903282e-13 | 1.19886770683411e-14
      P_leak | 7.02979717247835e-09 | 4.627648256e-08 | 2.82885755255698e-05 | 1.32130152392845e-08
      t_write | 2.33907123951162e-10 | 1.28483034865736e-10 | 2.05816025649988e-10 | 1.93199787217801e-10
      E_write | 9.28734985351884e-15 | 1.24434858685521e-15 | 4.08880873305682e-14 | 5.47943602814516e-15
      ramp_out | 53768579505.807 | 62127831265.2074 | 117092198570.472 | 49460887174.0985
      """
    ) { environment in
      let driver = SequentialWordLineDriver(
        rows: 64, fit: .height(environment.features(256)), in: environment)
      let stage = driver.delay(ramp: 1e10, load: 1e-14, resistance: 500)
      return [
        "height": driver.height, "width": driver.width, "area": driver.area, "t_read": stage.delay * 8,
        "E_read": driver.readEnergy(reads: 8), "P_leak": driver.leakage, "t_write": stage.delay * 2,
        "E_write": driver.writeEnergy(writes: 2), "ramp_out": stage.ramp,
      ]
    }
  }
}
