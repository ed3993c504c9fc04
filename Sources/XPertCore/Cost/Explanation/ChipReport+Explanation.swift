import Wording

extension ChipReport {
  /// The evaluation that a layer belongs to: the chip's, or, layer by layer, its own.
  func evaluation(ofLayer index: Int) -> ChipEvaluation {
    evaluations.count == 1 ? evaluations[0] : evaluations[index]
  }

  private var layerExplanations: [LayerExplanation] {
    layers.indices.map { LayerExplanation(self, layer: $0) }
  }

  /// Whether energy counts what idle tiles leak (`ChipReport.energy`).
  private var countsLeakage: Bool { convention == .consistent }

  /// Where a number comes from. Sums are those of the report bit for bit, except that of leakage power, whose
  /// parts are rounded in another order.
  ///
  /// - Parameter layer: nil explains the whole report; otherwise the share of this layer.
  package func explanation(of quantity: ReportQuantity, layer: Int? = nil) -> Explanation {
    guard let layer else { return whole(quantity) }
    let one = LayerExplanation(self, layer: layer)
    switch quantity {
    case .area: return one.area
    case .delay: return one.delay
    case .dynamicEnergy: return one.dynamicEnergy
    case .leakageEnergy: return one.leakageEnergy
    case .energy:
      return countsLeakage
        ? Explanation(
          sum: one.name, .energy, formula: "dynamic + leakage of idle tiles", source: "spec 15 §4",
          parts: [named("dynamic energy", one.dynamicEnergy), named("leakage energy", one.leakageEnergy)])
        : one.dynamicEnergy
    case .leakage: return one.leakage
    case .operations: return one.operations
    case .clockPeriod: return whole(.clockPeriod)
    case .tops:
      return ratio(
        .tops, one.operations.value / (one.delay.value * 1e12), "operations / delay / 10¹²", "spec 15 §4",
        [one.operations, one.delay])
    case .topsPerWatt:
      let energy = convention == .published ? one.dynamicEnergy : explanation(of: .energy, layer: layer)
      let spent =
        convention == .wholeNetwork ? one.dynamicEnergy.value + one.leakageEnergy.value : energy.value
      return ratio(
        .topsPerWatt, one.operations.value / (spent * 1e12) / postLayoutEnergy, topsPerWattFormula,
        topsPerWattSource, [one.operations, one.dynamicEnergy, one.leakageEnergy])
    case .topsPerMM2:
      return ratio(
        .topsPerMM2, one.operations.value / (one.delay.value * 1e12) / (one.area.value * 1e6),
        "operations / delay / area / 10¹², without shared circuits", "spec 15 §4",
        [one.operations, one.delay, one.area])
    case .framesPerSecond:
      return ratio(.framesPerSecond, 1 / one.delay.value, "1 / delay", "spec 15 §4", [one.delay])
    case .edap:
      let energy = explanation(of: .energy, layer: layer)
      return ratio(
        .edap, energy.value * one.delay.value * one.area.value,
        "energy x delay x area, without shared circuits",
        "spec 15 §5", [energy, one.delay, one.area])
    }
  }

  /// Where a circuit's share of the area, of the dynamic energy or of the leakage power comes from.
  ///
  /// - Returns: nil for other quantities.
  package func explanation(of quantity: ReportQuantity, component: Component) -> Explanation? {
    switch quantity {
    case .area: area(of: component, named: component.qualifiedName)
    case .energy, .dynamicEnergy:
      Explanation(
        sum: component.qualifiedName, .energy, formula: component.spending.formula,
        source: component.spending.source,
        parts: layerExplanations.filter { layers[$0.index].energies[component] != 0 }
          .map { $0.energy(of: component, named: $0.name) })
    case .leakage:
      Explanation(
        sum: component.qualifiedName, .leakage, formula: "sum over layers", source: "spec 13 §3.1",
        parts: layerExplanations.filter { layers[$0.index].leakages[component] != 0 }
          .map { $0.leakage(of: component, named: $0.name) })
    default: nil
    }
  }

  // MARK: - Of the whole report

  private func whole(_ quantity: ReportQuantity) -> Explanation {
    let perLayer = layerExplanations
    func sum(_ formula: String, _ source: String, _ part: (LayerExplanation) -> Explanation) -> Explanation {
      Explanation(
        sum: quantity.title, quantity.dimension, formula: formula, source: source, parts: perLayer.map(part))
    }
    switch quantity {
    case .area: return wholeArea
    case .delay:
      guard !isPipelined else {
        // The first of the slowest, whose parts the report shows too.
        let slowest = perLayer.max { $0.delay.value < $1.delay.value }
        return Explanation(
          sum: quantity.title, .delay, formula: "all layers run at once, as slowly as the slowest",
          source: "spec 15 §4 step 8", parts: slowest.map { [$0.delay] } ?? [])
      }
      return sum("layers run one after the other", "spec 15 §4 step 7") { $0.delay }
    case .dynamicEnergy: return sum("sum over layers", "spec 15 §4 step 7") { $0.dynamicEnergy }
    case .leakageEnergy:
      return sum("sum over layers", isPipelined ? "spec 15 §4 step 8" : "spec 15 §4 step 7") {
        $0.leakageEnergy
      }
    case .energy:
      guard countsLeakage else {
        return named(
          quantity.title,
          sum("dynamic energy alone in this convention", "spec 15 §5, Q-C181") { $0.dynamicEnergy })
      }
      return Explanation(
        sum: quantity.title, .energy, formula: "dynamic + leakage of idle tiles", source: "spec 15 §4",
        parts: [whole(.dynamicEnergy), whole(.leakageEnergy)])
    case .leakage: return sum("all tiles", "spec 15 §4 step 7") { $0.leakage }
    case .operations:
      return sum(
        convention == .consistent
          ? "two per multiply-accumulate" : "two per multiply-accumulate of padded maps",
        convention == .consistent ? "spec 15 §4" : "spec 15 §4, Q-C174"
      ) { $0.operations }
    case .clockPeriod: return clock
    case .tops:
      return ratio(
        quantity, tops, "operations / delay / 10¹²", "spec 15 §4", [whole(.operations), whole(.delay)])
    case .topsPerWatt:
      return ratio(
        quantity, topsPerWatt, topsPerWattFormula, topsPerWattSource,
        [whole(.operations), whole(.dynamicEnergy), whole(.leakageEnergy)])
    case .topsPerMM2:
      return ratio(
        quantity, topsPerMM2, "operations / delay / area / 10¹²", "spec 15 §4",
        [whole(.operations), whole(.delay), whole(.area)])
    case .framesPerSecond: return ratio(quantity, framesPerSecond, "1 / delay", "spec 15 §4", [whole(.delay)])
    case .edap:
      return ratio(
        quantity, edap, "energy x delay x area", "spec 15 §5",
        [whole(.energy), whole(.delay), whole(.area)])
    }
  }

  private func ratio(
    _ quantity: ReportQuantity, _ value: Double, _ formula: String, _ source: String, _ parts: [Explanation]
  ) -> Explanation {
    Explanation(quantity.title, value, quantity.dimension, formula: formula, source: source, of: parts)
  }

  private func named(_ name: String, _ explanation: Explanation) -> Explanation {
    var result = explanation
    result.name = name
    return result
  }

  private var topsPerWattFormula: String {
    switch convention {
    case .consistent: "operations / (dynamic + leakage energy) / 10¹²"
    case .wholeNetwork:
      "operations / (dynamic + leakage energy) / 10¹² / \(NumberFormat.significant(postLayoutEnergy)) "
        + "post-layout"
    case .published:
      "operations / dynamic energy / 10¹² / \(NumberFormat.significant(postLayoutEnergy)) post-layout"
    }
  }

  private var topsPerWattSource: String {
    convention == .published ? "spec 15 §5, Q-C104, Q-C181" : "spec 15 §4, 10 §1.6"
  }

  // MARK: Area

  private var wholeArea: Explanation {
    Explanation(
      sum: ReportQuantity.area.title, .area,
      formula: convention == .published
        ? "tiles of the reported layers: no chip exists" : "all tiles and shared circuits",
      source: convention == .published ? "spec 15 §5" : "spec 14 §5",
      inputs: [Explanation.Input("tiles", tiles)],
      parts: ChipLevel.allCases.compactMap { level in
        let parts = Component.allCases.filter { $0.level == level && areas[$0] != 0 }
        return parts.isEmpty
          ? nil
          : Explanation(sum: level.rawValue, .area, parts: parts.map { area(of: $0, named: $0.name) })
      })
  }

  /// A component in all layers, or in the shared circuits.
  private func area(of component: Component, named name: String) -> Explanation {
    let (formula, source) = component.sizing
    guard component.level != .chip else {
      var inputs: [Explanation.Input] = []
      if component == .globalBuffer, let globals = evaluations.first?.globals {
        inputs.append(Explanation.Input("cores", globals.bufferCores))
      }
      if component == .globalHTree, let globals = evaluations.first?.globals {
        inputs += globals.hTree.figures
      }
      return Explanation(name, areas[component], .area, formula: formula, source: source, inputs: inputs)
    }
    return Explanation(
      sum: name, .area, formula: formula, source: source,
      parts: layerExplanations.filter { layers[$0.index].areas[component] != 0 }
        .map { $0.area(of: component, named: $0.name) })
  }

  // MARK: Clock

  private var clock: Explanation {
    let title = ReportQuantity.clockPeriod.title
    let origins = evaluations.compactMap { evaluation in
      evaluation.clockPeriod > 0 ? evaluation.clockOrigin.map { (evaluation.clockPeriod, $0) } : nil
    }
    guard let (_, origin) = origins.max(by: { $0.0 < $1.0 }) else {
      return Explanation(
        title, 0, .delay, formula: "asynchronous: no clock", source: "spec 11 §9")
    }
    let subarray = origin.subarray
    let factor = subarray.sensingFactor
    func part(_ name: String, _ time: Double, _ formula: String, _ source: String) -> Explanation {
      Explanation(
        name, time * factor, .delay, formula: formula, source: source,
        inputs: [.init("before the factor", time / 1e-9, "ns")])
    }
    let isRow = subarray.rowDelay >= subarray.multiplexerDelay
    let parts = [
      isRow
        ? part(
          "word line", subarray.rowDelay, "driver and RC of a row; the multiplexer is faster", "spec 11 §5")
        : part(
          "multiplexer", subarray.multiplexerDelay, "with its decoder; the word line is faster",
          "spec 11 §5"),
      part("precharge", subarray.prechargeDelay, "of the bit lines", "spec 11 §14"),
      part(
        "bit line", subarray.columnDelay, "0.2 x capacitance x average resistance of a column",
        "spec 11 §5, Q-C117"),
      part("conversion", subarray.conversionDelay, "SAR steps, or encoder of a flash ADC", "spec 03 §7, §8"),
      part(
        "sensing", origin.longestConversion, "slowest column of a flash ADC, from 1 to 10 ns", "spec 03 §6"),
    ].filter { $0.value != 0 }
    return Explanation(
      sum: title, .delay,
      formula: "the slowest sensing of all layers: \(origin.description); every part x the silicon factor",
      source: "spec 15 §4 step 6, 10 §1.6",
      inputs: [.init("factor", factor), .init("columns per ADC", subarray.periphery.columnSharing)],
      parts: parts)
  }
}
