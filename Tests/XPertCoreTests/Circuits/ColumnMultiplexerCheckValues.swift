import Testing
import XPertCore

@Suite("ColumnMultiplexer: check values")
struct ColumnMultiplexerCheckValues {
  @Test("keeps the gates of the natural layout when forced")
  func forced() {
    expectCheckValues(
      """
      height | 5.616e-07 | 6.17e-08 | 1.5795e-06 | 3.861e-07
      width | 2.4576e-05 | 5.376e-06 | 6.912e-05 | 1.6896e-05
      area | 1.38018816e-11 | 3.316992e-13 | 1.0917504e-10 | 6.5235456e-12
      area after force | 2.359296e-10 | 1.12896e-11 | 1.86624e-09 | 1.115136e-10
      t_read | 3.06248355537687e-11 | 7.92952174576139e-12 | 2.11736236781178e-11 | 2.13453208362722e-11
      E_read | 3.21869803378966e-14 | 7.51212603269134e-15 | 1.02275419123908e-13 | 1.8444552299084e-14
      P_leak | 0 | 0 | 0 | 0
      cgn | 4.52205938485903e-16 | 1.8688758e-16 | 7.87710130130683e-16 | 2.73949026736611e-16
      cgp | 6.78535010698097e-16 | 1.8688758e-16 | 1.56083303562932e-15 | 3.8347301326339e-16
      cd | 2.73269515212105e-16 | 5.16041101216045e-17 | 9.27501672845747e-16 | 1.80535915711973e-16
      """
    ) { environment in
      let width = environment.features(768)
      let first = ColumnMultiplexer(
        outputs: 8, selections: 8, matchedResistance: 7090, fit: .width(width), in: environment)
      let multiplexer = first.forced(height: environment.features(300), width: width)
      return [
        "height": first.height, "width": first.width, "area": first.area,
        "area after force": multiplexer.area, "t_read": multiplexer.delay(load: 0, reads: 8),
        "E_read": multiplexer.readEnergy(reads: 8), "P_leak": multiplexer.leakage,
        "cgn": multiplexer.gateCapacitanceN, "cgp": multiplexer.gateCapacitanceP,
        "cd": multiplexer.drainCapacitance,
      ]
    }
  }
}
