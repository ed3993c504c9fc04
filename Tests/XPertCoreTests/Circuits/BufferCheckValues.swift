import Testing
import XPertCore

@Suite("Buffer: check values")
struct BufferCheckValues {
  @Test("stores bits in a register file")
  func registerFile() {
    expectCheckValues(
      """
      height | 5.3864824832e-05 | 3.593015552e-06 | 0.000426492864 | 2.5459546112e-05
      width | 0.0001 | 0.0001 | 0.0001 | 0.0001
      area | 5.3864824832e-09 | 3.593015552e-10 | 4.26492864e-08 | 2.5459546112e-09
      t_read | 10 | 5.78740219006388e-09 | 10 | 8.95775858592984e-09
      E_read | 1.22226155263011e-11 | 2.17422794004563e-12 | 5.25993937492808e-11 | 6.53894431161059e-12
      P_leak | 4.94823970064088e-07 | 3.81661486976e-06 | 0.00185883518995672 | 9.61624651847318e-07
      t_write | 7 | 4.05118153304472e-09 | 7 | 6.27043101015089e-09
      E_write | 1.47552491383621e-13 | 2.51058888738676e-14 | 6.11103367250153e-13 | 7.66771931835831e-14
      """
    ) { environment in
      let buffer = Buffer(
        bits: 2048, lineWidth: 128, isSRAM: false, fit: .width(1e-4), in: environment)
      return [
        "height": buffer.height, "width": buffer.width, "area": buffer.area,
        "t_read": buffer.readDelay(reads: 10), "E_read": buffer.readEnergy(bits: 128, reads: 10),
        "P_leak": buffer.leakage, "t_write": buffer.writeDelay(writes: 7),
        "E_write": buffer.writeEnergy(bits: 128, writes: 7),
      ]
    }
  }

  @Test("stores bits in SRAM, whose precharger sees no load when synchronous")
  func sram() {
    expectCheckValues(
      """
      height | 1.836253184e-05 | 8.8549664e-07 | 0.000145545984 | 8.67916544e-06
      width | 0.0001 | 0.0001 | 0.0001 | 0.0001
      area | 1.836253184e-09 | 8.8549664e-11 | 1.45545984e-08 | 8.67916544e-10
      t_read | 10 | 1.09314656566762e-09 | 10 | 4.61356838179976e-09
      E_read | 2.20488793984478e-14 | 6.4745364169049e-13 | 1.72698105183512e-12 | 2.61568599130819e-12
      P_leak | 1.79938768983471e-08 | 1.3788767454e-07 | 6.78311091259064e-05 | 3.49497789870549e-08
      t_write | 7 | 7.95264447017543e-10 | 7 | 3.26300332255182e-09
      E_write | 1.32765894621839e-12 | 4.39033445348431e-13 | 5.43577082884726e-12 | 1.61423202052434e-12
      """
    ) { environment in
      let buffer = Buffer(
        bits: 4096, lineWidth: 128, isSRAM: true, fit: .width(1e-4), in: environment)
      return [
        "height": buffer.height, "width": buffer.width, "area": buffer.area,
        "t_read": buffer.readDelay(reads: 10), "E_read": buffer.readEnergy(bits: 128, reads: 10),
        "P_leak": buffer.leakage, "t_write": buffer.writeDelay(writes: 7),
        "E_write": buffer.writeEnergy(bits: 128, writes: 7),
      ]
    }
  }
}
