import Foundation
import FoundationXML
import Testing

@testable import XPertCore

/// What an XML parser finds in a document.
final class XMLContents: NSObject, XMLParserDelegate {
  private(set) var counts: [String: Int] = [:]
  private(set) var text = ""
  private(set) var problem: String?

  init(_ document: String) {
    super.init()
    let parser = XMLParser(data: Data(document.utf8))
    parser.delegate = self
    if !parser.parse() { problem = "\(parser.parserError!) in line \(parser.lineNumber)" }
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    counts[name, default: 0] += 1
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }
}

@Suite("HTML reports")
struct HTMLReportTests {
  /// A page as a search makes it, from a made-up search of 2,000 steps.
  static let sample: HTMLReport = {
    var generator = RandomGenerator(seed: 5)
    func normal() -> Double {
      (0..<12).reduce(-6) { sum, _ in sum + Double.random(in: 0..<1, using: &generator) }
    }
    var points: [PlotPoint] = []
    var losses: [Double] = []
    for step in 0..<2000 {
      let progress = Double(step) / 2000
      let area = 50 * exp((0.5 - 0.42 * progress) * normal() + 0.5 * (1 - progress))
      let delay = 2.1 + 60 / area * (1 + 0.5 * abs(normal()) * (1.2 - progress))
      points.append(PlotPoint(area * 1e-6, delay * 1e-3))
      losses.append(0.5 * delay + pow(area / 50 - 1, 2))
    }
    let accepted = points.indices.filter { abs(points[$0].x / 50e-6 - 1) < 0.02 }
    let best = accepted.min { points[$0].y < points[$1].y }
    let network = Backbone.vgg16(choices: .init(channels: [], columnSharing: [16], adc: [.sar]))
      .network(of: Array(repeating: 0, count: 13))
    let plot = ScatterPlot.candidates(
      points, x: .area, y: .delay, accepted: accepted, best: best,
      band: .init("area target ± 2 %", from: 49e-6, to: 51e-6), scales: (.logarithmic, .linear))
    return HTMLReport(
      title: "VGG16 for CIFAR-10 in 50 mm²",
      subtitle: "Gradient search over 40 nodes per layer, 2,000 steps, convention: consistent",
      summary: [
        .init("Area", "49.8 mm²"), .init("Delay", "3.32 ms"), .init("Energy", "46.8 µJ"),
        .init("EDAP", "7.74 mJ ms mm²"), .init("Accepted", "\(accepted.count) of 2000"),
      ],
      sections: [
        .figure(svg: plot.svg, caption: "Candidates of the search. The shaded areas are accepted."),
        .figure(svg: LineChart.history(of: losses, scale: .logarithmic).svg, caption: "Loss over the steps."),
        .table(network.table, caption: "The best network."),
      ],
      manifest: Manifest(
        version: "0.1.0", luaVersion: "Lua 5.4.4", script: ("phase1.lua", Array("print(1 < 2)".utf8)),
        seed: 1,
        convention: "consistent",
        hardware: [
          .init("node_nm", "32"), .init("device", "rram"), .init("cell_bits", "4"), .init("crossbar", "64"),
        ], commandLine: ["xpert-lua", "phase1.lua", "50"]))
  }()

  @Test("a page has its parts, needs nothing from the net and is the same every time")
  func page() throws {
    let html = Self.sample.html
    if let path = ProcessInfo.processInfo.environment["XPERT_REPORT_SAMPLE"] {
      try Self.sample.write(to: path)
    }
    #expect(html.hasPrefix("<!DOCTYPE html>") && html.hasSuffix("</html>\n"))
    #expect(
      html.contains("<b>Figure 2.</b> Loss over the steps.") && html.contains("<b>Table 1.</b> The best"))
    #expect(html.contains("VGG16 for CIFAR-10 in 50 mm²</h1>"))
    #expect(html.contains(SHA256.hexDigest(of: Array("print(1 < 2)".utf8))))
    let addresses = html.replacing("http://www.w3.org/2000/svg", with: "")
    #expect(!addresses.contains("http") && !addresses.contains("src=") && !addresses.contains("<script"))
    #expect(Self.sample.html == html)
    // Everything but the two tags that HTML never closes is XML as well.
    let document = html.replacing("<!DOCTYPE html>\n", with: "").replacing(
      /<meta [^>]*>/, with: "")
    let contents = XMLContents(document)
    #expect(contents.problem == nil)
    #expect(contents.counts["svg"] == 2 && contents.counts["tr"] == 1 + 14 + 11)
  }

  @Test("text from scripts cannot become markup")
  func escaping() {
    let nasty = "<b>\"a\" & 'b'</b>\u{1}"
    let report = HTMLReport(
      title: nasty, subtitle: nasty, summary: [.init(nasty, nasty)],
      sections: [
        .paragraph(nasty),
        .table(TextTable(columns: [.init(nasty)], rows: [[nasty]], notes: [nasty]), caption: nasty),
        .figure(
          svg: ScatterPlot(
            title: nasty, x: PlotAxis(nasty, unit: nasty), y: PlotAxis(nasty),
            series: [.init(nasty, points: [PlotPoint(1, 1)], label: nasty)],
            bands: [.init(nasty, from: 0, to: 2)]
          ).svg, caption: nasty),
      ],
      manifest: Manifest(version: nasty, convention: nasty, commandLine: [nasty]))
    let html = report.html
    #expect(!html.contains("<b>\"a\"") && !html.contains("\u{1}"))
    #expect(
      XMLContents(html.replacing("<!DOCTYPE html>\n", with: "").replacing(/<meta [^>]*>/, with: "")).problem
        == nil)
  }

  @Test("a page is written as a whole, and an unwritable path is an error")
  func write() throws {
    let folder = TemporaryFolder()
    try Self.sample.write(to: folder.file("out.html"))
    #expect(try FileSystem.read(folder.file("out.html")) == Array(Self.sample.html.utf8))
    let error = #expect(throws: FileError.self) { try Self.sample.write(to: "nowhere/out.html") }
    #expect(error?.description == "nowhere/out.html: cannot be written: No such file or directory")
  }
}
