import Testing
import XPertCore

@Suite("FlipFlopBank: check values")
struct FlipFlopBankCheckValues {
  @Test("holds 512 bits in a given width")
  func registers() {
    expectCheckValues(
      """
      height | 5.7344e-05 | 1.6856e-05 | 0.00016128 | 3.9424e-05
      width | 2.4576e-05 | 5.376e-06 | 6.912e-05 | 1.6896e-05
      area | 1.409286144e-09 | 9.0617856e-11 | 1.11476736e-08 | 6.66107904e-10
      t_read | 3 | 1.5e-09 | 3 | 1.5e-09
      E_read | 6.79638408706823e-12 | 1.200775072206e-12 | 2.85532270098637e-11 | 3.62900395041908e-12
      P_leak | 1.23396489216e-07 | 9.51064576e-07 | 0.000463514948881491 | 2.39805784064e-07
      cd | 2.73269515212105e-16 | 4.19177521835996e-17 | 9.27501672845747e-16 | 1.80535915711973e-16
      h_d | 8.96e-07 | 1.96e-07 | 2.52e-06 | 6.16e-07
      """
    ) { environment in
      let bank = FlipFlopBank(count: 512, fit: .width(environment.features(768)), in: environment)
      return [
        "height": bank.height, "width": bank.width, "area": bank.area, "t_read": bank.delay(reads: 3),
        "E_read": bank.readEnergy(reads: 3, active: 400, calibrated: true), "P_leak": bank.leakage,
        "cd": bank.drainCapacitance, "h_d": bank.cellHeight,
      ]
    }
  }
}
