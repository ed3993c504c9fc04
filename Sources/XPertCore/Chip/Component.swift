/// The levels of the hierarchy.
public enum ChipLevel: String, Sendable, Hashable, CaseIterable {
  case crossbar, processingElement = "processing element", tile, chip
}

/// Every kind of circuit that a report can name.
public enum Component: Int, Sendable, Hashable, CaseIterable {
  case cells, levelShifters, wordLineSwitches, wordLineDecoder, wordLineDrivers, sourceLineSwitches
  case precharger, writeDrivers
  case columnMultiplexer, multiplexerDecoder, flashADC, thermometerEncoder, sarADC, senseAmplifiers
  case rowAccumulator, weightShiftAdder, inputShiftAdder
  case processingElementAdderTree, processingElementInputBuffer, processingElementOutputBuffer
  case processingElementInputBus, processingElementOutputBus
  case tileAccumulator, tileInputBuffer, tileOutputBuffer, tileHTree, tileActivation
  case globalBuffer, globalHTree, globalAccumulator, globalActivation, pooling, globalAdder

  public var level: ChipLevel {
    switch self {
    case .processingElementAdderTree, .processingElementInputBuffer, .processingElementOutputBuffer,
      .processingElementInputBus, .processingElementOutputBus:
      .processingElement
    case .tileAccumulator, .tileInputBuffer, .tileOutputBuffer, .tileHTree, .tileActivation: .tile
    case .globalBuffer, .globalHTree, .globalAccumulator, .globalActivation, .pooling, .globalAdder: .chip
    default: .crossbar
    }
  }

  /// Raw values of the components of a level.
  static let places = Dictionary(grouping: allCases, by: \.level).mapValues { $0.map(\.rawValue) }

  /// The category of the component's area.
  public var category: CostCategory {
    switch self {
    case .cells: .array
    case .precharger, .flashADC, .thermometerEncoder, .sarADC, .senseAmplifiers: .adc
    case .rowAccumulator, .weightShiftAdder, .inputShiftAdder, .processingElementAdderTree,
      .tileAccumulator, .globalAccumulator, .globalAdder:
      .accumulation
    case .tileHTree, .globalHTree: .interconnect
    default: .other
    }
  }

  public var name: String {
    switch self {
    case .cells: "cells"
    case .levelShifters: "level shifters"
    case .wordLineSwitches: "word-line switches"
    case .wordLineDecoder: "word-line decoder"
    case .wordLineDrivers: "word-line drivers"
    case .sourceLineSwitches: "source-line switches"
    case .precharger: "bit-line precharger"
    case .writeDrivers: "write drivers"
    case .columnMultiplexer: "column multiplexer"
    case .multiplexerDecoder: "multiplexer decoder"
    case .flashADC: "flash ADC"
    case .thermometerEncoder: "ADC encoder"
    case .sarADC: "SAR ADC"
    case .senseAmplifiers: "sense amplifiers"
    case .rowAccumulator: "row accumulator"
    case .weightShiftAdder: "shift-and-add over cells"
    case .inputShiftAdder: "shift-and-add over input bits"
    case .processingElementAdderTree: "adder tree"
    case .processingElementInputBuffer: "input buffer"
    case .processingElementOutputBuffer: "output buffer"
    case .processingElementInputBus: "input bus"
    case .processingElementOutputBus: "output bus"
    case .tileAccumulator: "accumulator"
    case .tileInputBuffer: "input buffer"
    case .tileOutputBuffer: "output buffer"
    case .tileHTree: "H-tree"
    case .tileActivation: "activation"
    case .globalBuffer: "global buffer"
    case .globalHTree: "H-tree"
    case .globalAccumulator: "accumulator"
    case .globalActivation: "activation"
    case .pooling: "max pooling"
    case .globalAdder: "adders of shortcuts"
    }
  }
}

/// One number per component: areas, energies or leakages of a level, a layer or a chip.
public struct ComponentTable: Sendable, Hashable {
  private var values: [Double]

  public init() { values = [Double](repeating: 0, count: Component.allCases.count) }

  package subscript(component: Component) -> Double {
    get { values[component.rawValue] }
    set { values[component.rawValue] = newValue }
  }

  /// Sum of the levels, each the sum of its components, in the order of `allCases`.
  public var total: Double { ChipLevel.allCases.reduce(0) { $0 + total(of: $1) } }

  public func total(of category: CostCategory) -> Double {
    Component.allCases.reduce(0) { $0 + ($1.category == category ? self[$1] : 0) }
  }

  public func total(of level: ChipLevel) -> Double {
    Component.places[level]!.reduce(0) { $0 + values[$1] }
  }

  /// Adds `factor` times another table.
  public mutating func add(_ other: ComponentTable, times factor: Double = 1) {
    for index in values.indices { values[index] += other.values[index] * factor }
  }
}
