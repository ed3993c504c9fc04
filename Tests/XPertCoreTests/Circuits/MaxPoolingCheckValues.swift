import Testing
import XPertCore

@Suite("MaxPooling: check values")
struct MaxPoolingCheckValues {
  @Test("pools windows of four")
  func pools() {
    expectCheckValues(
      """
      height | 1.987313664e-05 | 1.354262784e-06 | 0.0001981542528 | 9.39316224e-06
      width | 0.0001 | 0.0001 | 0.0001 | 0.0001
      area | 1.987313664e-09 | 1.354262784e-10 | 1.981542528e-08 | 9.39316224e-10
      t_read | 15 | 9.9820386504432e-10 | 15 | 3.17748449710541e-09
      E_read | 6.97266171607944e-13 | 2.41933754366217e-12 | 7.13359468977781e-11 | 3.71075783280084e-13
      P_leak | 1.446052608e-09 | 1.1145288e-08 | 5.43181580720497e-06 | 2.810224032e-09
      """
    ) { environment in
      let pooling = MaxPooling(bits: 8, window: 4, units: 16, fit: .width(1e-4), in: environment)
      return [
        "height": pooling.height, "width": pooling.width, "area": pooling.area,
        "t_read": pooling.delay(ramp: 1e20, load: 0, reads: 5), "E_read": pooling.readEnergy(reads: 5),
        "P_leak": pooling.leakage,
      ]
    }
  }
}
