import Foundation
import Testing
import XPertValidation

@testable import XPertCore

/// The evaluations of a file of records, in their order.
func flowRecords(_ name: String) throws -> [String] {
  let url = try #require(Bundle.module.resourceURL?.appendingPathComponent("Golden/flows/\(name).txt"))
  return try String(contentsOf: url, encoding: .utf8).components(separatedBy: "\n\n")
}

/// Compares an evaluation with the records of spec 17 §3 to 1e-9. Delays of a synchronous chip are
/// recorded in clock cycles. Rows that the evaluation does not report are left out.
///
/// - Parameter state: what the evaluation left behind.
func expectRecords(
  _ text: String, of evaluation: ChipEvaluation, state: ChipState,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  var performances = 0
  for line in text.split(separator: "\n") {
    let fields = line.split(separator: " ")
    let expected = fields.dropFirst().map { Double($0)! }
    let computed: [Double]
    switch fields[0] {
    case "FP":
      computed = evaluation.floorPlanRecord
    case "LAY":
      guard let layer = evaluation.layer(row: Int(expected[0])) else { continue }
      computed = [expected[0]] + layer.placementRecord
    case "AREA":
      computed = evaluation.areaRecord
    case "CLK":
      computed = [evaluation.clockPeriod, state.clock]
    case "PERF":
      guard let layer = evaluation.layer(row: Int(expected[0])) else { continue }
      let unit = evaluation.hardware.isSynchronous ? evaluation.clockPeriod : 1
      computed = [expected[0]] + layer.performanceRecord(delayUnit: unit)
      performances += 1
    default:
      Issue.record("\(fields[0]) is not a record", sourceLocation: sourceLocation)
      continue
    }
    #expect(computed.count == expected.count, "\(fields[0])", sourceLocation: sourceLocation)
    for (index, pair) in zip(computed, expected).enumerated() {
      #expect(
        Comparison.error(pair.0, pair.1) < 1e-9, "field \(index + 1) of '\(line)': \(pair.0)",
        sourceLocation: sourceLocation)
    }
  }
  #expect(performances == evaluation.layers.count, sourceLocation: sourceLocation)
}

extension ChipEvaluation {
  fileprivate func layer(row: Int) -> EvaluatedLayer? { layers.indices.contains(row) ? layers[row] : nil }

  /// Layers with an element per kernel position, and those without.
  private var novel: [EvaluatedLayer] { layers.filter { $0.placement.kernelPositions != nil } }
  private var conventional: [EvaluatedLayer] { layers.filter { $0.placement.kernelPositions == nil } }

  /// Tiles and processing elements of novel and conventional mapping, grid.
  fileprivate var floorPlanRecord: [Double] {
    let novelTiles = novel.reduce(0) { $0 + $1.placement.tiles }
    let size = conventional[0]
    return [
      novelTiles, novel.first?.elementSize ?? 0, tiles - novelTiles, size.tileSize, size.elementSize,
      globals.gridRows, globals.gridColumns,
    ].map { Double($0) }
  }

  fileprivate var areaRecord: [Double] {
    [
      area.total, area.of(.interconnect), area.of(.adc), area.of(.accumulation), area.of(.other),
      area.of(.array), conventional[0].tileHeight, conventional[0].tileWidth, novel.first?.tileHeight ?? 0,
      novel.first?.tileWidth ?? 0,
    ]
  }
}

extension EvaluatedLayer {
  fileprivate var placementRecord: [Double] {
    let cells = [
      placement.kernelPositions == nil ? 0 : 1, placement.tilesRow, placement.tilesColumn,
      placement.speedUpRow, placement.speedUpColumn,
    ]
    return cells.map { Double($0) } + [placement.utilisation]
  }

  fileprivate func performanceRecord(delayUnit unit: Double) -> [Double] {
    let delay = performance.delay
    return [
      delay.total / unit, performance.energy, performance.tileLeakage, delay.buffer / unit,
      performance.bufferEnergy, delay.interconnect / unit, performance.interconnectEnergy,
      delay.adc / unit, delay.accumulation / unit, delay.other / unit, performance.adcEnergy,
      performance.accumulationEnergy, performance.otherEnergy,
    ]
  }
}
