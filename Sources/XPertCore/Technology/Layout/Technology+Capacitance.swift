extension Technology {
  /// Gate capacitance in F of one transistor of drawn width `width` (m) (spec 02 §2).
  public func gateCapacitance(width: Double) -> Double {
    totalGateCapacitance * effectiveWidth(width)
  }

  /// Drain capacitance in F of a lone transistor in a region of `height` metres (spec 02 §5).
  package func drainCapacitance(width: Double, polarity: TransistorPolarity, height: Double) -> Double {
    let widths =
      polarity == .n ? TransistorWidths(n: width, p: 0) : TransistorWidths(n: 0, p: width)
    return outputCapacitance(.inverter, inputs: 1, widths, height: height)
  }

  /// Input (per input) and output capacitance in F of a static gate whose footprint has the height `height`
  /// (spec 02 §5).
  package func gateCapacitances(
    _ kind: GateKind, inputs: Int, _ widths: TransistorWidths, height: Double
  ) -> (input: Double, output: Double) {
    (
      gateCapacitance(width: widths.n) + gateCapacitance(width: widths.p),
      outputCapacitance(kind, inputs: inputs, widths, height: height)
    )
  }

  /// Capacitance in F of all drains at the output of a static gate (spec 02 §5; Q-P3).
  package func outputCapacitance(
    _ kind: GateKind, inputs: Int, _ widths: TransistorWidths, height: Double
  ) -> Double {
    let folded = folding(widths, height: height)
    let gap = isPlanar ? LayoutConstants.polyGap : LayoutConstants.polyGapFin
    let contactsN = Contacts(folded.n, feature: featureSize, gap: gap)
    let contactsP = Contacts(folded.p, feature: featureSize, gap: gap)
    let n = Diffusion(folded.n, contactsN)
    let p = Diffusion(folded.p, contactsP)
    let count = Double(inputs)
    let drainN: Drain
    let drainP: Drain
    switch kind {
    case .inverter:
      drainP = p.inverter(parity: contactsP.parity)
      drainN = n.inverter(parity: contactsP.parity)
    case .nor where folded.isSingleFinger:
      drainP = p.parallelSingle(count: count)
      drainN = n.alternatingSingle(inputs: inputs)
    case .nor:
      drainP = p.seriesFolded(count: count)
      drainN = n.parallelFolded(count: count)
    case .nand where folded.isSingleFinger:
      drainP = p.alternatingSingle(inputs: inputs)
      drainN = n.parallelSingle(count: count)
    case .nand:
      drainP = p.parallelFolded(count: count)
      drainN = n.seriesFolded(count: count)
    }
    return drainN.width * n.height * junctionCapacitance + drainP.width * p.height * junctionCapacitance
      + drainN.sidewall * sidewallCapacitance + drainP.sidewall * sidewallCapacitance
      + Double(folded.n.fingers) * n.height * drainToChannelCapacitance
      + Double(folded.p.fingers) * p.height * drainToChannelCapacitance
  }
}

/// Widths of the drain and source contacts of one polarity, in m, and the parity of its contact count.
private struct Contacts {
  var drain = 0.0
  var source = 0.0
  /// 1 for an even finger count, 0 for an odd one.
  let parity: Double

  init(_ transistor: FoldedTransistor, feature: Double, gap: Double) {
    let contacts = transistor.fingers + 1
    parity = Double(contacts % 2)
    switch transistor.shape {
    case .absent: break
    case .unfolded:
      drain = feature * gap
      source = drain
    case .folded:
      let half = Double(contacts) / 2
      drain = half.rounded(.up) * feature * gap
      source = half.rounded(.down) * feature * gap
    }
  }
}

/// Total drain width and side-wall length at a gate's output, in m.
private struct Drain {
  var width = 0.0
  var sidewall = 0.0
}

/// The rules of spec 02 §5 step 4 for one polarity: transistors in parallel or in series, with one finger or
/// several. An absent polarity has no drain.
private struct Diffusion {
  let isPresent: Bool
  let height: Double
  let contacts: Contacts

  init(_ transistor: FoldedTransistor, _ contacts: Contacts) {
    isPresent = transistor.shape != .absent
    height = transistor.diffusionHeight
    self.contacts = contacts
  }

  func inverter(parity: Double) -> Drain {
    guard isPresent else { return Drain() }
    return Drain(width: contacts.drain, sidewall: contacts.drain * 2 + height * (1 + parity))
  }

  func parallelSingle(count: Double) -> Drain {
    guard isPresent else { return Drain() }
    let width = contacts.drain * count
    return Drain(width: width, sidewall: width * 2 + height)
  }

  func alternatingSingle(inputs: Int) -> Drain {
    guard isPresent else { return Drain() }
    let width = contacts.drain * (Double(inputs + 1) / 2).rounded(.down)
    return Drain(width: width, sidewall: width * 2 + height * Double(1 - (inputs + 1) % 2))
  }

  func parallelFolded(count: Double) -> Drain {
    guard isPresent else { return Drain() }
    let width = contacts.drain * count
    return Drain(width: width, sidewall: width * 2 + height * (1 + contacts.parity) * count)
  }

  func seriesFolded(count: Double) -> Drain {
    guard isPresent else { return Drain() }
    let width = contacts.drain * count + (count - 1) * contacts.source
    return Drain(
      width: width,
      sidewall: width * 2 + height * (1 + contacts.parity) * count
        + height * (1 - contacts.parity) * (count - 1))
  }
}
