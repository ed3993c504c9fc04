import Testing
import XPertCore

@Suite("RowDecoder: check values")
struct RowDecoderCheckValues {
  @Test("decodes word lines in a given height")
  func wordLines() {
    expectCheckValues(
      """
      height | 8.192e-06 | 1.792e-06 | 2.304e-05 | 5.632e-06
      width | 9.8304e-06 | 2.9064e-06 | 2.97e-05 | 6.7584e-06
      area | 8.05306368e-11 | 5.2082688e-12 | 6.84288e-10 | 3.80633088e-11
      t_read | 4.02967294888463e-10 | 1.45493230210893e-10 | 2.19139191665971e-10 | 3.1238076835747e-10
      E_read | 3.17776526875501e-15 | 1.22331172092723e-14 | 2.48185396145172e-13 | 1.65018796937701e-15
      P_leak | 3.62742009105435e-09 | 4.4267993e-08 | 1.41385873513592e-05 | 7.02527627188207e-09
      t_write | 8.05934589776927e-10 | 2.90986460421787e-10 | 4.38278383331942e-10 | 6.24761536714939e-10
      E_write | 1.271106107502e-13 | 2.44662344185445e-14 | 4.96370792290344e-13 | 6.60075187750803e-14
      ramp_out | 15049400088.0616 | 56602835294.7582 | 23056165536.1023 | 22358272694.1264
      """
    ) { environment in
      let decoder = RowDecoder(
        orientation: .row, addressBits: 6, fit: .height(environment.features(256)), in: environment)
      let stage = decoder.delay(ramp: 1e20, load: 5e-15)
      return [
        "height": decoder.height, "width": decoder.width, "area": decoder.area, "t_read": stage.delay,
        "E_read": decoder.readEnergy(reads: 1), "P_leak": decoder.leakage, "t_write": stage.delay * 2,
        "E_write": decoder.writeEnergy(writes: 2), "ramp_out": stage.ramp,
      ]
    }
  }

  @Test("drives the pass gates of a multiplexer")
  func multiplexerForm() {
    expectCheckValues(
      """
      height | 7.168e-06 | 1.568e-06 | 2.016e-05 | 4.928e-06
      width | 2.3616e-06 | 6.741e-07 | 8.694e-06 | 1.6236e-06
      area | 1.69279488e-11 | 1.0569888e-12 | 1.7527104e-10 | 8.0011008e-12
      t_read | 3.98125092727886e-09 | 1.55640966844494e-09 | 1.49708480856935e-09 | 4.27857747282524e-09
      E_read | 5.8670504634576e-15 | 2.02675523208773e-14 | 5.09017327399003e-13 | 3.05158910928475e-15
      P_leak | 1.09882726124376e-09 | 7.44520854e-09 | 4.14103384957538e-06 | 2.13766589666036e-09
      t_write | 4.97656365909857e-10 | 1.94551208555617e-10 | 1.87135601071169e-10 | 5.34822184103156e-10
      E_write | 1.4667626158644e-14 | 2.53344404010966e-15 | 6.36271659248754e-14 | 7.62897277321186e-15
      ramp_out | 3617583246.07844 | 7989673145.59935 | 11481828567.1054 | 3082745188.84143
      """
    ) { environment in
      let decoder = RowDecoder(
        orientation: .row, addressBits: 3, isMultiplexer: true, fit: .natural, in: environment)
      let stage = decoder.delay(ramp: 1e20, load: 8e-15, secondLoad: 1.2e-14)
      return [
        "height": decoder.height, "width": decoder.width, "area": decoder.area, "t_read": stage.delay * 8,
        "E_read": decoder.readEnergy(reads: 8), "P_leak": decoder.leakage, "t_write": stage.delay,
        "E_write": decoder.writeEnergy(writes: 1), "ramp_out": stage.ramp,
      ]
    }
  }
}
