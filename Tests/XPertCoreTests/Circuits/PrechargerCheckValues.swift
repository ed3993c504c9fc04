import Testing
import XPertCore

@Suite("Precharger: check values")
struct PrechargerCheckValues {
  @Test("precharges 64 columns")
  func precharges() {
    expectCheckValues(
      """
      height | 2.688e-06 | 5.88e-07 | 7.56e-06 | 1.848e-06
      width | 5.7344e-05 | 1.2544e-05 | 0.00016128 | 3.9424e-05
      area | 1.54140672e-10 | 7.375872e-12 | 1.2192768e-09 | 7.2855552e-11
      t_read | 7.66267510633333e-11 | 9.50376998144475e-11 | 2.78124525217436e-11 | 8.3775361100439e-11
      E_read | 2.0736e-12 | 1.2544e-12 | 3.6864e-12 | 1.8496e-12
      P_leak | 2.250952704e-09 | 1.2934152e-08 | 8.43264e-06 | 4.374447616e-09
      t_write | 3.83133755316666e-11 | 4.75188499072237e-11 | 1.39062262608718e-11 | 4.18876805502195e-11
      E_write | 2.592e-13 | 1.568e-13 | 4.608e-13 | 2.312e-13
      """
    ) { environment in
      let precharger = Precharger(
        columns: 64, loadResistance: 300, columnWriteActivity: 0.5, readCells: 64, writeCells: 64,
        fit: .width(environment.features(1792)), in: environment)
      let delay = precharger.delay(load: 1e-14).delay
      return [
        "height": precharger.height, "width": precharger.width, "area": precharger.area,
        "t_read": delay * 2, "E_read": precharger.readEnergy(load: 1e-14, reads: 2),
        "P_leak": precharger.leakage, "t_write": delay,
        "E_write": precharger.writeEnergy(load: 1e-14, writes: 1),
      ]
    }
  }
}
