import Testing
import XPertCore

@Suite("FlashADC: check values")
struct FlashADCCheckValues {
  let columnResistances: [Double] = [300, 1100, 2500, 7000, 15000]

  @Test("senses currents")
  func current() {
    expectCheckValues(
      """
      height | 6.1712e-05 | 1.882825e-05 | 0.000173565 | 4.2427e-05
      width | 2.4576e-05 | 5.376e-06 | 6.912e-05 | 1.6896e-05
      area | 1.516634112e-09 | 1.01220672e-10 | 1.19968128e-08 | 7.16846592e-10
      t_read | 1e-09 | 1e-09 | 1e-09 | 1e-09
      E_read | 5.51279179571301e-13 | 1.48340373734279e-13 | 1.62594621291473e-12 | 4.50211485368423e-13
      P_leak | 0 | 0 | 0 | 0
      """
    ) { environment in
      let converter = FlashADC(
        converters: 8, levels: 16, isParallelRead: true, senses: .current,
        fit: .width(environment.features(768)), in: environment)
      let (delay, energy) = columnResistances.withUnsafeBufferPointer {
        (
          converter.delay(columnResistances: $0, sharing: 1, reads: 1),
          converter.readEnergy(columnResistances: $0, reads: 1)
        )
      }
      return [
        "height": converter.height, "width": converter.width, "area": converter.area, "t_read": delay,
        "E_read": energy, "P_leak": converter.leakage,
      ]
    }
  }

  @Test("senses voltages")
  func voltage() {
    expectCheckValues(
      """
      height | 0.000119168 | 3.6358e-05 | 0.00033516 | 8.1928e-05
      width | 2.4576e-05 | 5.376e-06 | 6.912e-05 | 1.6896e-05
      area | 2.928672768e-09 | 1.95460608e-10 | 2.31662592e-08 | 1.384255488e-09
      t_read | 1e-09 | 1e-09 | 1e-09 | 1e-09
      E_read | 6.68289375581823e-13 | 2.56866760553043e-13 | 2.37793929872241e-12 | 5.09679934953044e-13
      P_leak | 0 | 0 | 0 | 0
      """
    ) { environment in
      let converter = FlashADC(
        converters: 8, levels: 16, isParallelRead: true, senses: .voltage,
        fit: .width(environment.features(768)), in: environment)
      let (delay, energy) = columnResistances.withUnsafeBufferPointer {
        (
          converter.delay(columnResistances: $0, sharing: 1, reads: 1),
          converter.readEnergy(columnResistances: $0, reads: 1)
        )
      }
      return [
        "height": converter.height, "width": converter.width, "area": converter.area, "t_read": delay,
        "E_read": energy, "P_leak": converter.leakage,
      ]
    }
  }
}
