/// What a layer spends its time on, in the order in which it is added up.
package enum DelayPart: Int, Sendable, Hashable, CaseIterable {
  case conversions, rowSelection, crossbarAccumulation
  case elementTree, elementBuffers, elementBuses
  case tileAccumulator, tileActivation, tileBuffers, tileHTree
  case globalActivation, globalAccumulator, globalAdder, pooling, globalBuffer, globalHTree

  package var level: ChipLevel {
    switch self {
    case .conversions, .rowSelection, .crossbarAccumulation: .crossbar
    case .elementTree, .elementBuffers, .elementBuses: .processingElement
    case .tileAccumulator, .tileActivation, .tileBuffers, .tileHTree: .tile
    case .globalActivation, .globalAccumulator, .globalAdder, .pooling, .globalBuffer, .globalHTree: .chip
    }
  }

  package var name: String {
    switch self {
    case .conversions: "conversions"
    case .rowSelection: "row selection"
    case .crossbarAccumulation: "shift-and-add"
    case .elementTree: "adder tree"
    case .elementBuffers: "buffers"
    case .elementBuses: "buses"
    case .tileAccumulator: "accumulator"
    case .tileActivation: "activation"
    case .tileBuffers: "buffers"
    case .tileHTree: "H-tree"
    case .globalActivation: "activation"
    case .globalAccumulator: "accumulator"
    case .globalAdder: "adders of shortcuts"
    case .pooling: "max pooling"
    case .globalBuffer: "global buffer"
    case .globalHTree: "H-tree"
    }
  }
}

/// A delay by part. Sixteen numbers in registers: it is carried through every evaluation.
package struct DelayParts: Sendable, Hashable {
  private var values = SIMD16<Double>(repeating: 0)

  package init() {}

  package subscript(part: DelayPart) -> Double {
    get { values[part.rawValue] }
    set { values[part.rawValue] = newValue }
  }

  /// Sum in the order of `DelayPart.allCases`.
  package var total: Double { DelayPart.allCases.reduce(0) { $0 + self[$1] } }

  package static func += (a: inout DelayParts, b: DelayParts) { a.values += b.values }

  func scaled(by factor: Double) -> DelayParts {
    var result = self
    result.values *= factor
    return result
  }

  func divided(by divisor: Double) -> DelayParts {
    var result = self
    result.values /= divisor
    return result
  }
}
