import Platform

/// Transistor data of one node, roadmap, transistor kind and temperature (spec 01).
///
/// SI units: metre, volt, ampere, farad, kelvin; currents and gate capacitances are per metre of gate width.
/// The primitive formulas of spec 02 are methods of this type.
public struct Technology: Sendable {
  public let node: TechnologyNode
  public let roadmap: Roadmap
  public let kind: TransistorKind
  public let temperatureKelvin: Int

  /// F, in m.
  public let featureSize: Double
  /// Vdd, in V.
  public let supplyVoltage: Double
  /// Vth, in V.
  public let thresholdVoltage: Double
  /// Physical gate length, in m.
  public let gateLength: Double

  /// cg_ideal, in F/m.
  public let idealGateCapacitance: Double
  /// cg_overlap, in F/m.
  public let overlapGateCapacitance: Double
  /// cg_fringe, in F/m.
  public let fringeGateCapacitance: Double
  /// Sum of the three, in F/m.
  public let totalGateCapacitance: Double
  /// V_bi, in V.
  public let builtInPotential: Double
  /// cj_area, bottom of the junction, in F/m².
  public let junctionCapacitance: Double
  /// cj_side, isolation side wall, in F/m.
  public let sidewallCapacitance: Double
  /// cj_gate, gate side wall, in F/m.
  public let drainToChannelCapacitance: Double

  /// r_pn, width of a PMOS over that of the NMOS it balances.
  public let widthRatio: Double
  /// k_res, effective-resistance multiplier.
  public let resistanceMultiplier: Double
  /// Ion of the NMOS at the temperature, in A/m.
  public let onCurrentN: Double
  /// Ion of the PMOS at the temperature, in A/m.
  public let onCurrentP: Double
  /// Ioff of the NMOS at the temperature, in A/m.
  public let offCurrentN: Double
  /// Ioff of the PMOS at the temperature, in A/m.
  public let offCurrentP: Double
  /// gmI of the NMOS, in A/m.
  public let transconductanceCurrentN: Double
  /// gmI of the PMOS, in A/m.
  public let transconductanceCurrentP: Double

  /// In m; 0 without fins, like the next two.
  public let finHeight: Double
  public let finWidth: Double
  public let finPitch: Double

  /// PLANAR of spec 01 §2: no fins in the electrical and layout formulas.
  public let isPlanar: Bool
  /// FINSCALE of spec 01 §2: drawn widths are scaled to fin pitches in layouts.
  public let scalesToFins: Bool
  /// Vdd × Vdd.
  let supplyVoltageSquared: Double
  /// P_fin / (2 × F).
  let finScale: Double
  /// H_std, height of the transistor region of a standard cell, in m (spec 01 §7; Q-P1).
  public let standardHeight: Double

  /// The gates that most circuits are made of.
  public private(set) var cells = StandardCells()

  /// - Throws: `HardwareError.invalid` for a temperature outside 300 ... 400 K and for a transistor kind
  ///   that the node does not have.
  public init(
    node: TechnologyNode, roadmap: Roadmap, kind: TransistorKind = .conventional, temperatureKelvin: Int
  ) throws(HardwareError) {
    try Self.requireValid(temperatureKelvin: temperatureKelvin)
    let scalars = try Self.scalars(node: node, roadmap: roadmap, kind: kind)
    self.node = node
    self.roadmap = roadmap
    self.kind = kind
    self.temperatureKelvin = temperatureKelvin

    featureSize = Double(node.rawValue) * 1e-9
    standardHeight = featureSize * 28
    isPlanar = node.rawValue >= 22 || kind != .conventional
    scalesToFins = node.rawValue <= 14

    supplyVoltage = scalars.supplyVoltage
    supplyVoltageSquared = supplyVoltage * supplyVoltage
    thresholdVoltage = scalars.thresholdVoltage
    gateLength = scalars.gateLength
    idealGateCapacitance = scalars.idealGateCapacitance
    overlapGateCapacitance = node.rawValue >= 22 ? scalars.idealGateCapacitance * 0.2 : 0
    fringeGateCapacitance = scalars.fringeCapacitance
    totalGateCapacitance = idealGateCapacitance + overlapGateCapacitance + fringeGateCapacitance
    builtInPotential = 0.9
    let bias = 1 + supplyVoltage / builtInPotential
    junctionCapacitance = 1e-3 / pow(bias, 0.5)
    sidewallCapacitance = 2.5e-10 / pow(bias, 0.33)
    drainToChannelCapacitance = 0.5e-10 / pow(bias, 0.33)

    resistanceMultiplier = scalars.resistanceMultiplier
    transconductanceCurrentN = scalars.transconductanceCurrentN
    transconductanceCurrentP = scalars.transconductanceCurrentP
    finHeight = scalars.finHeight
    finWidth = scalars.finWidth
    finPitch = scalars.finPitch
    finScale = finPitch / (2 * featureSize)

    switch kind {
    case .conventional:
      func current(_ table: [Double], _ index: Int) -> Double {
        TransistorCurrents.value(table, node: node, roadmap: roadmap, temperatureIndex: index)
      }
      let index = temperatureKelvin - 300
      onCurrentN = current(TransistorCurrents.nmosOn, index)
      onCurrentP = current(TransistorCurrents.pmosOn, index)
      offCurrentN = current(TransistorCurrents.nmosOff, index)
      offCurrentP = current(TransistorCurrents.pmosOff, index)
      let ratio = current(TransistorCurrents.nmosOn, 0) / current(TransistorCurrents.pmosOn, 0)
      widthRatio = node.rawValue >= 22 ? ratio : Double(truncated(ratio))
    case .twoDimensionalFET:
      let on: Double =
        switch (node, roadmap) {
        case (.nm22, .highPerformance): 5433
        case (.nm22, .lowStandbyPower): 4026
        case (_, .highPerformance): 5514
        case (_, .lowStandbyPower): 4085
        }
      let off = roadmap == .highPerformance ? 0.1 : 1e-4
      (onCurrentN, onCurrentP, offCurrentN, offCurrentP, widthRatio) = (on, on, off, off, 1)
    case .tunnelFET:
      (onCurrentN, onCurrentP, offCurrentN, offCurrentP, widthRatio) = (90.51, 90.51, 0.0023, 0.0023, 1)
    }
    cells = StandardCells(self)
  }

  static func requireValid(temperatureKelvin: Int) throws(HardwareError) {
    guard (300...400).contains(temperatureKelvin) else {
      throw .invalid(rule: "temperature_K (\(temperatureKelvin)) must be between 300 and 400")
    }
  }

  private static func scalars(
    node: TechnologyNode, roadmap: Roadmap, kind: TransistorKind
  ) throws(HardwareError) -> TransistorScalars {
    switch kind {
    case .conventional:
      return .conventional(node, roadmap)
    case .twoDimensionalFET:
      guard let scalars = TransistorScalars.twoDimensionalFET(node, roadmap) else {
        throw .invalid(rule: "node_nm (\(node.rawValue)) must be 22 or 14 for two-dimensional transistors")
      }
      return scalars
    case .tunnelFET:
      guard let scalars = TransistorScalars.tunnelFET(node) else {
        throw .invalid(rule: "node_nm (\(node.rawValue)) must be 22 for tunnel transistors")
      }
      return scalars
    }
  }
}
