import Foundation
import Testing
import XPertValidation

@Suite("Golden component tables")
struct GoldenComponentTests {
  @Test("Every circuit reproduces its sampled golden table to 1e-9")
  func samples() throws {
    let folder = try #require(Bundle.module.resourceURL?.appendingPathComponent("Golden/components").path)
    let run = try ValidationRun(folder: folder)
    #expect(run.errors.isEmpty)
    #expect(run.reports.count == 29)
    for report in run.reports {
      #expect(report.comparison.failed == 0, "\(report.text)")
      #expect(report.comparison.checked > 60, "\(report.fileName) checks \(report.comparison.checked)")
    }
  }

  @Test(
    "Every circuit reproduces its complete golden table to 1e-9",
    .enabled(if: shared != nil, "no shared data: set XPERT_SHARED or put it beside the package"))
  func complete() throws {
    let folder = try #require(Self.shared).appendingPathComponent("golden/hardware/components").path
    let run = try ValidationRun(folder: folder)
    #expect(run.errors.isEmpty)
    #expect(run.reports.count >= 29)
    for report in run.reports { #expect(report.comparison.failed == 0, "\(report.text)") }
  }

  /// The folder with the complete golden data, if there is one.
  static let shared: URL? = {
    let beside = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("shared")
    let folder =
      ProcessInfo.processInfo.environment["XPERT_SHARED"].map { URL(fileURLWithPath: $0) } ?? beside
    return FileManager.default.fileExists(atPath: folder.appendingPathComponent("golden").path)
      ? folder : nil
  }()
}
