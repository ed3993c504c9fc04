import Testing
import XPertCore

@Suite("Primitives: check values")
struct PrimitiveCheckValues {
  @Test("Standard gates have the reference's capacitances, resistances and leakages (spec 04 §3)")
  func gates() {
    expectCheckValues(
      """
      cj_area | 0.000707106781186548 | 0.00075 | 0.000654653670707977 | 0.000717137165600636
      cj_side | 1.9888412093873e-10 | 2.0676662670552e-10 | 1.8901996113136e-10 | 2.00741645932387e-10
      cj_gate | 3.97768241877459e-11 | 4.13533253411039e-11 | 3.7803992226272e-11 | 4.01483291864774e-11
      Ion_n | 600.2 | 668.5 | 1070 | 689.4
      Ion_p | 400 | 550 | 540 | 492.5
      Ioff_n | 0.0001001 | 0.00126575 | 0.1008 | 0.0002996
      Ioff_p | 0.0001001 | 0.00174975 | 0.1 | 0.0002996
      wn of INV (m) | 2.6746650669866e-07 | 2.8e-08 | 6.30894409937888e-07 | 1.98241476905395e-07
      wp of INV (m) | 4.0133349330134e-07 | 2.8e-08 | 1.25010559006211e-06 | 2.61558523094605e-07
      ci_inv | 1.130740949184e-15 | 3.7377516e-16 | 2.34854316576e-15 | 6.5742204e-16
      co_inv | 2.73269515212105e-16 | 4.19177521835996e-17 | 9.27501672845747e-16 | 1.80535915711973e-16
      ci_nand2 | 1.130740949184e-15 | 2.8033137e-16 | 2.34854316576e-15 | 6.5742204e-16
      co_nand2 | 2.76102509363908e-16 | 4.46458616800892e-17 | 3.10232335352575e-15 | 1.80817812129774e-16
      r_n(INV) | 9923.16880218556 | 8234.17420276059 | 2737.54653161113 | 11008.4554306099
      r_p(INV) | 9923.16880218556 | 10008.2644628099 | 2737.54653161113 | 11679.3071733337
      r_n(NAND2) | 6945.82131414728 | 8234.17420276059 | 1827.86492017513 | 7877.36001523024
      gate_leak(INV,1) | 3.347344e-11 | 3.31705e-10 | 9.43023577639752e-08 | 6.887804e-11
      gate_leak(NAND,2) | 2.75491048999857e-11 | 1.847736e-10 | 8.98680558139535e-08 | 5.25651147728354e-11
      gate_cap(F) | 5.410243776e-17 | 9.344379e-17 | 1.123704864e-16 | 3.14556e-17
      cd(12F) | 1.51614836157004e-16 | 5.31902703373947e-17 | 5.18406473056331e-16 | 9.9988695652114e-17
      gm(4·F, N) | 0.000348658799995744 | 0.00413467650111804 | 0.000513560726610616 | 0.000458383071079761
      R_wire | 6554705.2154195 | 117881674.382716 | 1301652.89256198 | 15050194.0789474
      """
    ) { environment in
      let technology = environment.technology
      let inverter = technology.cells.inverter
      let nand = technology.cells.nand
      return [
        "cj_area": technology.junctionCapacitance, "cj_side": technology.sidewallCapacitance,
        "cj_gate": technology.drainToChannelCapacitance, "Ion_n": technology.onCurrentN,
        "Ion_p": technology.onCurrentP, "Ioff_n": technology.offCurrentN,
        "Ioff_p": technology.offCurrentP, "wn of INV (m)": inverter.widths.n,
        "wp of INV (m)": inverter.widths.p, "ci_inv": inverter.inputCapacitance,
        "co_inv": inverter.outputCapacitance, "ci_nand2": nand.inputCapacitance,
        "co_nand2": nand.outputCapacitance, "r_n(INV)": inverter.resistanceN,
        "r_p(INV)": inverter.resistanceP, "r_n(NAND2)": nand.resistanceN,
        "gate_leak(INV,1)": inverter.leakage, "gate_leak(NAND,2)": nand.leakage,
        "gate_cap(F)": technology.gateCapacitance(width: technology.featureSize),
        "cd(12F)": technology.drainCapacitance(
          width: environment.features(12), polarity: .n, height: environment.features(28)),
        "gm(4·F, N)": technology.transconductance(width: environment.features(4), polarity: .n),
        "R_wire": environment.wire.resistancePerMetre,
      ]
    }
  }
}
