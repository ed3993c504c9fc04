import Testing
import XPertCore

@Suite("SARADC: check values")
struct SARADCCheckValues {
  let columnResistances: [Double] = [300, 1100, 2500, 7000, 15000]

  @Test("converts five columns to five bits")
  func converts() {
    expectCheckValues(
      """
      height | 8.55456e-05 | 2.609985e-05 | 0.000240597 | 5.88126e-05
      width | 2.4576e-05 | 5.376e-06 | 6.912e-05 | 1.6896e-05
      area | 2.1023686656e-09 | 1.403127936e-10 | 1.663006464e-08 | 9.936976896e-10
      t_read | 6e-09 | 6e-09 | 6e-09 | 6e-09
      E_read | 2.78474025349094e-12 | 1.38555978181826e-12 | 5.88320579233448e-12 | 2.40585671071826e-12
      P_leak | 0 | 0 | 0 | 0
      """
    ) { environment in
      let converter = SARADC(
        converters: 8, levels: 32, fit: .width(environment.features(768)), in: environment)
      let energy = columnResistances.withUnsafeBufferPointer {
        converter.readEnergy(columnResistances: $0, reads: 1)
      }
      return [
        "height": converter.height, "width": converter.width, "area": converter.area,
        "t_read": converter.delay(reads: 1), "E_read": energy, "P_leak": converter.leakage,
      ]
    }
  }
}
