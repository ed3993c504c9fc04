import Testing
import XPertCore

@Suite("SRAMSenseAmplifier: check values")
struct SRAMSenseAmplifierCheckValues {
  @Test("senses 64 columns")
  func senses() {
    expectCheckValues(
      """
      height | 1.4592e-06 | 4.452e-07 | 4.104e-06 | 1.0032e-06
      width | 5.7344e-05 | 1.2544e-05 | 0.00016128 | 3.9424e-05
      area | 8.36763648e-11 | 5.5845888e-12 | 6.6189312e-10 | 3.95501568e-11
      t_read | 7.4388504696199e-12 | 4.98894671569828e-13 | 1.2694760612311e-11 | 3.61904455569341e-12
      E_read | 1.1070194838431e-13 | 4.49714242426491e-14 | 5.16105754795783e-13 | 6.08694820010273e-14
      P_leak | 4.1513472e-10 | 6.5494968e-09 | 2.0901888e-06 | 7.6194272e-10
      """
    ) { environment in
      let amplifier = SRAMSenseAmplifier(
        columns: 64, senseVoltage: 0.1, pitch: environment.features(28), readCells: 64,
        fit: .width(environment.features(1792)), in: environment)
      return [
        "height": amplifier.height, "width": amplifier.width, "area": amplifier.area,
        "t_read": amplifier.delay(reads: 2), "E_read": amplifier.readEnergy(reads: 2),
        "P_leak": amplifier.leakage,
      ]
    }
  }
}
