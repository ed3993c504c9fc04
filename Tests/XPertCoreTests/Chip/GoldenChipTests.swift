import Foundation
import Testing
import XPertValidation

@Suite("Golden chips")
struct GoldenChipTests {
  @Test("Sampled layers and networks reproduce their golden numbers to 1e-9")
  func samples() throws {
    let folder = try #require(Bundle.module.resourceURL?.appendingPathComponent("Golden/chips").path)
    let run = try ValidationRun(folder: folder)
    #expect(run.errors.isEmpty)
    let checked = Dictionary(uniqueKeysWithValues: run.reports.map { ($0.fileName, $0.comparison.checked) })
    for report in run.reports { #expect(report.comparison.failed == 0, "\(report.text)") }
    for report in run.reports { #expect(report.comparison.unsupported.isEmpty, "\(report.text)") }
    #expect(checked["layers.csv"] ?? 0 > 40 * 40)
    #expect(checked["devices.csv"] ?? 0 > 20 * 40)
    #expect(checked["networks.csv"] ?? 0 >= 40)
    #expect(checked["network_rows_result.csv"] ?? 0 > 14 * 40)
    // NeuroSim's own VGG8 has kernels larger than their maps: its file is refused.
    #expect(checked["network_rows.csv"] ?? 0 == 1)
    #expect(checked["paper_comparison.csv"] ?? 0 == 6)
  }
}
