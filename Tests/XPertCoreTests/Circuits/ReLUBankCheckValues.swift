import Testing
import XPertCore

@Suite("ReLUBank: check values")
struct ReLUBankCheckValues {
  @Test("rectifies eight bits")
  func rectifies() {
    expectCheckValues(
      """
      height | 6.694109184e-06 | 4.46767104e-07 | 5.29514496e-05 | 3.164012544e-06
      width | 0.0001 | 0.0001 | 0.0001 | 0.0001
      area | 6.694109184e-10 | 4.46767104e-11 | 5.29514496e-09 | 3.164012544e-10
      t_read | 10 | 5e-09 | 10 | 5e-09
      E_read | 2.44241521252618e-11 | 4.27672476902307e-12 | 1.03452777877847e-10 | 1.30669347384807e-11
      P_leak | 6.1698244608e-08 | 4.75532288e-07 | 0.000231757474440745 | 1.19902892032e-07
      """
    ) { environment in
      let bank = ReLUBank(units: 32, bits: 8, fit: .width(1e-4), in: environment)
      return [
        "height": bank.height, "width": bank.width, "area": bank.area, "t_read": bank.delay(reads: 10),
        "E_read": bank.readEnergy(reads: 10), "P_leak": bank.leakage,
      ]
    }
  }
}
