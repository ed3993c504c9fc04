import Testing
import XPertCore

@Suite("SwitchMatrix: check values")
struct SwitchMatrixCheckValues {
  @Test("drives source lines in a given width")
  func sourceLines() {
    expectCheckValues(
      """
      height | 8.2912e-06 | 2.2794e-06 | 2.3319e-05 | 5.7002e-06
      width | 2.4576e-05 | 5.376e-06 | 6.912e-05 | 1.6896e-05
      area | 2.037645312e-10 | 1.22540544e-11 | 1.61180928e-09 | 9.63105792e-11
      t_read | 0 | 0 | 0 | 0
      E_read | 0 | 0 | 0 | 0
      P_leak | 1.5424561152e-08 | 1.18883072e-07 | 5.79393686101863e-05 | 2.9975723008e-08
      t_write | 1.11269932547637e-07 | 1.02424885959621e-07 | 1.30330044597594e-07 | 1.07811240146424e-07
      E_write | 4.98413070842858e-11 | 7.84147644599556e-12 | 9.9649443699857e-11 | 3.21533319818912e-11
      ramp_out | 575177844.8558 | 624848145.061452 | 491060984.423093 | 593630125.329033
      """
    ) { environment in
      let matrix = SwitchMatrix(
        orientation: .column, lines: 64, matchedResistance: 453750, fit: .width(environment.features(768)),
        in: environment)
      let stage = matrix.delay(ramp: 1e20, load: 1e-14, resistance: 500)
      return [
        "height": matrix.height, "width": matrix.width, "area": matrix.area, "t_read": stage.delay * 0,
        "E_read": matrix.readEnergy(reads: 0, rowActivity: 0.3), "P_leak": matrix.leakage,
        "t_write": matrix.writeDelay(ramp: 1e20, load: 1e-14, resistance: 500, writes: 128, reads: 0),
        "E_write": matrix.writeEnergy(writes: 128, reads: 0, cells: 64, columnActivity: 0.5),
        "ramp_out": stage.ramp,
      ]
    }
  }

  @Test("drives word lines in a given height")
  func wordLines() {
    expectCheckValues(
      """
      height | 8.192e-06 | 1.792e-06 | 2.304e-05 | 5.632e-06
      width | 2.72384e-05 | 8.3104e-06 | 7.6608e-05 | 1.87264e-05
      area | 2.231369728e-10 | 1.48922368e-11 | 1.76504832e-09 | 1.054670848e-10
      t_read | 1.20208970228309e-10 | 1.13387220849335e-10 | 1.39499974353884e-10 | 1.17474582702928e-10
      E_read | 5.05699333913846e-12 | 8.88305692498405e-13 | 2.13168639398567e-11 | 2.70714275349719e-12
      P_leak | 1.5424561152e-08 | 1.18883072e-07 | 5.79393686101863e-05 | 2.9975723008e-08
      t_write | 8.00000000192334 | 5.81419553358936e-09 | 8.000000002232 | 5.87959332324685e-09
      E_write | 5.11930086827514e-12 | 9.02231309875015e-13 | 7.22578610985693e-11 | 2.73498372821453e-12
      ramp_out | 33275386956.5884 | 35277344043.1621 | 28673840396.9366 | 34049918782.1358
      """
    ) { environment in
      let matrix = SwitchMatrix(
        orientation: .row, lines: 64, matchedResistance: 7090, fit: .height(environment.features(256)),
        in: environment)
      let stage = matrix.delay(ramp: 1e20, load: 1e-14, resistance: 500)
      return [
        "height": matrix.height, "width": matrix.width, "area": matrix.area, "t_read": stage.delay * 8,
        "E_read": matrix.readEnergy(reads: 8, rowActivity: 0.3), "P_leak": matrix.leakage,
        "t_write": matrix.writeDelay(ramp: 1e20, load: 1e-14, resistance: 500, writes: 128, reads: 8),
        "E_write": matrix.writeEnergy(writes: 128, reads: 8, cells: 64, columnActivity: 0.5),
        "ramp_out": stage.ramp,
      ]
    }
  }
}
