import Testing
import XPertCore

@Suite("HTree: check values")
struct HTreeCheckValues {
  @Test("spans five by six tiles")
  func tiles() {
    expectCheckValues(
      """
      area | 1.9562496e-07 | 3.268608e-08 | 5.151744e-07 | 1.3021184e-07
      t_read | 30 | 5.86925260135449e-08 | 10 | 3.19085580761146e-08
      E_read | 5.84842683858293e-10 | 3.60396758260407e-10 | 1.04877287351016e-09 | 5.17067789114328e-10
      P_leak | 6.40197079082935e-09 | 1.67423079584922e-07 | 1.10239367583927e-05 | 2.0767441657913e-08
      """
    ) { environment in
      let tree = HTree(
        rows: 5, columns: 6, tolerance: 0.1, bits: 256, unitHeight: 4e-4, unitWidth: 5e-4, foldRatio: 4,
        in: environment)
      return [
        "area": tree.area, "t_read": tree.delay(reads: 10),
        "E_read": tree.readEnergy(bits: 256, reads: 10), "P_leak": tree.leakage,
      ]
    }
  }
}
