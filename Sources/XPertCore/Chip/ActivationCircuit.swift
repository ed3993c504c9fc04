/// The activation function in hardware, at chip level or inside every tile (spec 13 §5, 14 §4).
package enum ActivationCircuit: Sendable {
  case relu(ReLUBank)
  case sigmoid(SigmoidTable)

  /// m².
  package var area: Double {
    switch self {
    case .relu(let bank): bank.area
    case .sigmoid(let table): table.area
    }
  }

  /// Results that leave at once. The reference takes a sigmoid's *entries* for it (Q-C155).
  var parallelResults: Double {
    switch self {
    case .relu(let bank): Double(bank.units)
    case .sigmoid(let table): Double(table.entries)
    }
  }

  /// Bits of a result.
  var bits: Int {
    switch self {
    case .relu(let bank): bank.bits
    case .sigmoid(let table): table.bits
    }
  }

  /// Clock cycles when synchronous, else seconds.
  package func delay(reads: Double) -> Double {
    switch self {
    case .relu(let bank): bank.delay(reads: reads)
    case .sigmoid(let table): table.delay(reads: reads)
    }
  }

  /// Joule.
  package func readEnergy(reads: Double) -> Double {
    switch self {
    case .relu(let bank): bank.readEnergy(reads: reads)
    case .sigmoid(let table): table.readEnergy(reads: reads)
    }
  }
}

/// How an activation circuit is sized.
struct ActivationSizing: Sendable, Hashable {
  /// Units of a ReLU bank, functions of a sigmoid, and its entries.
  var reluUnits: Int
  var functions: Int
  var entries: Int
  /// Bits of a result.
  var bits: Int

  func circuit(hardware: Hardware, fit: LayoutConstraint, in environment: CircuitEnvironment)
    -> ActivationCircuit
  {
    hardware.isReLU
      ? .relu(ReLUBank(units: reluUnits, bits: bits, fit: fit, in: environment))
      : .sigmoid(
        SigmoidTable(
          isSRAM: false, bits: bits, entries: entries, functions: functions, fit: fit, in: environment))
  }
}
