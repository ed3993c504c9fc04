import Foundation
import Testing
import XPertCore

@Suite struct PublishedCostsTests {
  static func golden(_ name: String) throws -> String {
    let url = try #require(
      Bundle.module.url(forResource: name, withExtension: "csv", subdirectory: "Golden/phase1"))
    return try String(contentsOf: url, encoding: .utf8)
  }

  @Test("the fits reproduce a sample of the tabulated layer costs")
  func sample() throws {
    let deviations = try PublishedCosts.validate(costs: Self.golden("published_costs_sample"))
    #expect(deviations.map(\.quantity).prefix(4) == ["tiles", "speed_up", "delay", "area_mm2"])
    for deviation in deviations {
      #expect(deviation.rows == 53 && deviation.worstError < 1e-9, "\(deviation)")
    }
  }

  /// The shared folder with the full golden data: XPERT_SHARED, else `shared` beside the package.
  static let shared: URL? = {
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let folder =
      ProcessInfo.processInfo.environment["XPERT_SHARED"].map { URL(fileURLWithPath: $0) }
      ?? package.deletingLastPathComponent().appendingPathComponent("shared")
    let file = folder.appendingPathComponent("golden/phase1/published_costs.csv")
    return FileManager.default.fileExists(atPath: file.path) ? folder : nil
  }()

  @Test(
    "the fits reproduce all 1,960 tabulated layer costs",
    .enabled(if: shared != nil, "the shared golden data is not there: set XPERT_SHARED"))
  func all() throws {
    let file = try #require(Self.shared).appendingPathComponent("golden/phase1/published_costs.csv")
    for deviation in try PublishedCosts.validate(costs: String(contentsOf: file, encoding: .utf8)) {
      #expect(deviation.rows == 1960 && deviation.worstError < 1e-9, "\(deviation)")
    }
  }

  @Test("both models reproduce delay, area and tiles of the exact optima")
  func optima() throws {
    let deviations = try PublishedCosts.validate(optima: Self.golden("exact_optima"))
    for deviation in deviations {
      #expect(deviation.rows == 36 && deviation.worstError < 1e-9, "\(deviation)")
    }
  }

  @Test("a table with a wrong number is not passed")
  func wrongNumber() throws {
    let text = try Self.golden("published_costs_sample")
    let lines = text.split(whereSeparator: \.isNewline)
    var fields = lines[1].split(separator: ",")
    fields[8] = "17"
    let wrong = ([lines[0]] + [Substring(fields.joined(separator: ","))] + lines.dropFirst(2)).joined(
      separator: "\n")
    let worst = try PublishedCosts.validate(costs: wrong).first { $0.quantity == "delay" }?.worstError
    #expect(try #require(worst) > 0.1)
  }

  @Test("a table that cannot be read names file, line and column")
  func unreadable() {
    func message(_ text: String) -> String? {
      do { _ = try PublishedCosts.validate(costs: text, file: "costs.csv") } catch {
        return error.description
      }
      return nil
    }
    let header =
      "layer,feature_size,in_channels,out_channels,adc,column_sharing,tiles,speed_up,delay,area_mm2\n"
    #expect(message("") == "costs.csv:1: the file is empty")
    #expect(message("layer\n1") == "costs.csv:1: there is no column 'feature_size'")
    #expect(message(header + "1,2") == "costs.csv:2: 10 columns expected, got 2")
    #expect(
      message(header + "one,32,3,64,flash,2,1,32,1,1") == "costs.csv:2: layer is 'one': integer expected")
    #expect(message(header + "1,32,3,64,flash,2,1,32,x,1") == "costs.csv:2: delay is 'x': number expected")
    #expect(message(header + "1,32,3,65,flash,2,1,32,1,1") == "costs.csv:2: not a node of the Phase 1 space")
    #expect(message(header + "14,32,3,64,flash,2,1,32,1,1") == "costs.csv:2: there is no layer 14")
  }

  @Test("the other quantities are those of the network")
  func network() throws {
    let supernet = PublishedCosts.phase1
    for variant in PublishedCosts.Variant.allCases {
      let model = try PublishedCosts.model(variant)
      // VGG16 itself, flash, 8 columns per ADC.
      let candidate = zip(supernet.layers, Backbone.vgg16Channels).map { layer, channels in
        layer.nodes.firstIndex { $0.channels == channels && $0.columnSharing == 8 && $0.adc == .flash }!
      }
      let network = supernet.network(of: candidate)
      var sums = [Double](repeating: 0, count: model.quantities.count)
      var peaks: [Double] = []
      model.table.aggregate(candidate, sums: &sums, peaks: &peaks)
      let values = Dictionary(uniqueKeysWithValues: zip(model.quantities, sums))
      #expect(values[.reluUnits] == Double(network.reluUnits))
      #expect(values[.weights] == Double(network.weights))
      #expect(values[.multiplyAccumulates] == Double(network.multiplyAccumulates))
      #expect(
        network.weights == 14_715_584 && network.layers.prefix(10).map(\.reluUnits).reduce(0, +) == 270_336)
    }
  }

  @Test("choices without a fit are refused by name")
  func unsupported() {
    func message(_ change: (inout Supernet.LayerChoices) -> Void) -> String? {
      var supernet = PublishedCosts.phase1
      change(&supernet.layers[2])
      do { _ = try PublishedCosts.model(.published, for: supernet) } catch { return error.description }
      return nil
    }
    #expect(
      message { $0.kernel = [3, 5] }
        == "supernet.layers[3].kernel: the published fits hold for 3 only, got 5")
    #expect(message { $0.stride = 2 }?.contains("layers[3].stride") == true)
    #expect(message { $0.crossbar = [128] }?.contains("layers[3].crossbar") == true)
    #expect(message { $0.adcBits = [4] }?.contains("layers[3].adc_bits") == true)
    #expect(message { $0.inputBits = [4] }?.contains("layers[3].input_bits") == true)
    #expect(message { _ in } == nil)
  }
}
