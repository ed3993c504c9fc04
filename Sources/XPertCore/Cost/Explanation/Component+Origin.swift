/// How a circuit is sized and what it spends, with the specification's sections. Figures belong to the
/// explanations of a layer; these are the rules behind them.
extension Component {
  /// As a report calls it among others: "tile H-tree", "flash ADC".
  public var qualifiedName: String { level == .crossbar ? name : "\(level.rawValue) \(name)" }

  /// The category its energy is booked under: array and converters are one (spec 11 §7, 14 §8).
  var energyCategory: CostCategory {
    switch category {
    case .array, .adc: .adc
    case .accumulation: .accumulation
    case .other, .interconnect: .other
    }
  }

  /// What its area follows from.
  var sizing: (formula: String, source: String) {
    switch self {
    case .cells: ("rows x columns x cell height x cell width", "spec 11 §3")
    case .levelShifters: ("one per word, bit and source line, above 1.5 V of write voltage", "spec 03 §18")
    case .wordLineSwitches: ("one per row", "spec 03 §3, §4")
    case .wordLineDecoder: ("log2(rows) address bits", "spec 03 §1")
    case .wordLineDrivers: ("one per row", "spec 03 §22, §24")
    case .sourceLineSwitches: ("one per column", "spec 03 §4")
    case .precharger: ("one per column", "spec 03 §20")
    case .writeDrivers: ("one per column", "spec 03 §21")
    case .columnMultiplexer: ("a pass gate per column", "spec 03 §5")
    case .multiplexerDecoder: ("log2(columns per ADC) address bits", "spec 03 §1")
    case .flashADC: ("columns / columns per ADC converters of levels - 1 comparators", "spec 03 §6")
    case .thermometerEncoder: ("one per converter, levels - 1 inputs", "spec 03 §7")
    case .sarADC: ("columns / columns per ADC converters of log2(levels) steps", "spec 03 §8")
    case .senseAmplifiers: ("one per column", "spec 03 §19")
    case .rowAccumulator: ("an adder and a register per converter", "spec 03 §2, §9")
    case .weightShiftAdder: ("one per converter, adds the cells of a weight", "spec 03 §10, Q-C112")
    case .inputShiftAdder: ("one per converter, adds the input bits", "spec 03 §10, Q-C112")
    case .processingElementAdderTree:
      ("crossbars x columns / columns per ADC trees over a column of crossbars", "spec 03 §11, 12 §1")
    case .processingElementInputBuffer: ("input bits x rows flip-flops", "spec 03 §2, 12 §1")
    case .processingElementOutputBuffer:
      ("a result per converter of a crossbar", "spec 03 §2, 12 §1, Q-C136")
    case .processingElementInputBus, .processingElementOutputBus:
      ("above the crossbars: no area of its own", "spec 03 §12, 12 §2")
    case .tileAccumulator: ("adds the elements of a column", "spec 03 §11, 13 §1, Q-C147")
    case .tileInputBuffer: ("elements per side x input bits x rows bits", "spec 03 §14, 13 §1")
    case .tileOutputBuffer:
      ("sum bits x elements per side x columns / columns per ADC bits", "spec 03 §14, 13 §1")
    case .tileHTree: ("over the elements, elements per side x rows bits wide", "spec 03 §13, 13 §2")
    case .tileActivation: ("element size x columns / columns per ADC units", "spec 03 §15, 13 §1, Q-C141")
    case .globalBuffer: ("cores x area of a core", "spec 03 §14, 14 §4, Q-C153")
    case .globalHTree: ("over all tiles, bus width bits wide", "spec 03 §13, 14 §5")
    case .globalAccumulator: ("adds the tiles of a column", "spec 03 §11, 14 §4")
    case .globalActivation: ("tile size / columns per ADC units", "spec 03 §15, 14 §4")
    case .globalAdder: ("as many adders as activation units: not in the reference", "spec 03 §9")
    case .pooling: ("tile size units of 2 x 2", "spec 03 §17, 14 §4")
    }
  }

  /// What its dynamic energy follows from.
  var spending: (formula: String, source: String) {
    switch self {
    case .cells: ("bit lines C V_read² and driven word lines C V_dd², per conversion", "spec 11 §7")
    case .levelShifters, .sourceLineSwitches, .writeDrivers: ("no read energy", "spec 11 §7")
    case .wordLineSwitches: ("per conversion and driven row", "spec 03 §3, 11 §7, Q-C114")
    case .wordLineDecoder, .wordLineDrivers: ("per read row", "spec 11 §12")
    case .precharger: ("per conversion", "spec 03 §20, 11 §14")
    case .columnMultiplexer, .multiplexerDecoder:
      ("per conversion, divided by the input bits", "spec 11 §7, Q-C113")
    case .flashADC:
      ("power of every column's conductance x sensing time, per vector", "spec 03 §6, 11 §7, 15 §8")
    case .sarADC: ("energy of every column's conductance, per vector", "spec 03 §8, 11 §7, 15 §8")
    case .thermometerEncoder: ("per conversion", "spec 03 §7, 11 §7")
    case .senseAmplifiers: ("per read row", "spec 03 §19, 11 §15")
    case .rowAccumulator: ("per read row", "spec 11 §12, §15")
    case .weightShiftAdder: ("columns per ADC additions per vector", "spec 03 §10, 11 §7")
    case .inputShiftAdder: ("columns per ADC / cells additions per vector", "spec 03 §10, 11 §7, Q-C131")
    case .processingElementAdderTree:
      ("windows x floor(columns per ADC / cells) sums", "spec 03 §11, 12 §3, Q-C132")
    case .processingElementInputBuffer, .processingElementOutputBuffer:
      ("a whole number of reads", "spec 03 §2, 12 §5, Q-C135")
    case .processingElementInputBus: ("every mapped row's bit of every vector", "spec 03 §12, 12 §5")
    case .processingElementOutputBus: ("every result of every window", "spec 03 §12, 12 §5")
    case .tileAccumulator: ("windows x floor(columns per ADC / cells) sums", "spec 03 §11, 13 §3")
    case .tileInputBuffer: ("every mapped row's bit, written and read", "spec 03 §14, 13 §3.1, Q-C146")
    case .tileOutputBuffer: ("every result, written and read", "spec 03 §14, 13 §3.1, Q-C146")
    case .tileHTree: ("(bits in + bits out) / width transfers", "spec 03 §13, 13 §3.1")
    case .tileActivation: ("windows x floor(columns per ADC / cells) / units", "spec 13 §5")
    case .globalBuffer: ("(bits out + bits in) / line accesses", "spec 03 §14, 14 §8, Q-C158")
    case .globalHTree: ("(bits out + bits in) / bus width transfers", "spec 03 §13, 14 §8, Q-C158")
    case .globalAccumulator:
      ("tile columns x outputs x windows / trees sums", "spec 03 §11, 14 §8, Q-C156")
    case .globalActivation: ("windows x outputs / units", "spec 03 §15, 14 §8")
    case .globalAdder: ("ceil(additions / adders) x adders", "spec 03 §9")
    case .pooling: ("floor(windows / 4) / tile size", "spec 03 §17, 14 §8, Q-C157")
    }
  }
}
