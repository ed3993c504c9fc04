import Testing
import XPertCore

@Suite("AdderTree: check values")
struct AdderTreeCheckValues {
  @Test("sums three of six inputs")
  func sums() {
    expectCheckValues(
      """
      height | 5.07528e-05 | 1.54846125e-05 | 0.0002854845 | 3.489255e-05
      width | 4.9152e-05 | 1.0752e-05 | 0.00013824 | 3.3792e-05
      area | 2.4946016256e-09 | 1.664905536e-10 | 3.946537728e-08 | 1.1790890496e-09
      t_read | 64 | 1.44467498578009e-08 | 64 | 3.19362595671905e-08
      E_read | 6.76049451524546e-12 | 6.48764469588868e-12 | 2.5125166572136e-10 | 3.55722935677449e-12
      P_leak | 4.64147319354959e-08 | 2.4212732544e-07 | 0.000201879600580465 | 8.36416106265357e-08
      stages | 3 | 3 | 3 | 3
      """
    ) { environment in
      let tree = AdderTree(
        leaves: 6, bits: 13, trees: 16, fit: .width(environment.features(1536)), in: environment)
      return [
        "height": tree.height, "width": tree.width, "area": tree.area,
        "t_read": tree.delay(reads: 16, units: 3), "E_read": tree.readEnergy(reads: 16, units: 3),
        "P_leak": tree.leakage(units: 3), "stages": Double(tree.stages),
      ]
    }
  }
}
