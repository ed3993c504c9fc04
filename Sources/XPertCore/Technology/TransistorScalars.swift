/// The temperature-independent transistor data of one node, roadmap and kind (spec 01 §4 and §6).
struct TransistorScalars {
  var supplyVoltage: Double
  var thresholdVoltage: Double
  var gateLength: Double
  var idealGateCapacitance: Double
  var fringeCapacitance: Double
  var resistanceMultiplier: Double
  var transconductanceCurrentN: Double
  var transconductanceCurrentP: Double
  var finHeight = 0.0
  var finWidth = 0.0
  var finPitch = 0.0

  init(
    _ supplyVoltage: Double, _ thresholdVoltage: Double, _ gateLength: Double,
    _ idealGateCapacitance: Double, _ fringeCapacitance: Double, _ resistanceMultiplier: Double,
    _ transconductanceCurrentN: Double, _ transconductanceCurrentP: Double
  ) {
    self.supplyVoltage = supplyVoltage
    self.thresholdVoltage = thresholdVoltage
    self.gateLength = gateLength
    self.idealGateCapacitance = idealGateCapacitance
    self.fringeCapacitance = fringeCapacitance
    self.resistanceMultiplier = resistanceMultiplier
    self.transconductanceCurrentN = transconductanceCurrentN
    self.transconductanceCurrentP = transconductanceCurrentP
  }

  /// Conventional transistors (spec 01 §4.1 and §4.2).
  static func conventional(_ node: TechnologyNode, _ roadmap: Roadmap) -> TransistorScalars {
    var scalars = planarPart(node, roadmap)
    switch node {
    case .nm14: (scalars.finHeight, scalars.finWidth, scalars.finPitch) = (3.7e-8, 8e-9, 4.8e-8)
    case .nm10: (scalars.finHeight, scalars.finWidth, scalars.finPitch) = (4.2e-8, 6e-9, 3.6e-8)
    case .nm7: (scalars.finHeight, scalars.finWidth, scalars.finPitch) = (5.2e-8, 6e-9, 3e-8)
    default: break
    }
    return scalars
  }

  private static func planarPart(_ node: TechnologyNode, _ roadmap: Roadmap) -> TransistorScalars {
    switch (node, roadmap) {
    case (.nm130, .highPerformance):
      .init(1.3, 0.1284855, 7.5e-8, 6.058401e-10, 6.119807e-10, 1.54, 394, 261)
    case (.nm90, .highPerformance):
      .init(1.2, 0.1460217, 5.5e-8, 5.694423e-10, 5.652302e-10, 1.54, 495, 316)
    case (.nm65, .highPerformance):
      .init(1.1, 0.1663941, 3.5e-8, 4.868295e-10, 5.270361e-10, 1.54, 572, 399)
    case (.nm45, .highPerformance):
      .init(1, 0.1710969, 3e-8, 4.091305e-10, 4.957928e-10, 1.54, 737, 630)
    case (.nm32, .highPerformance):
      .init(0.9, 0.1944951, 2.8e-8, 3.767721e-10, 4.713762e-10, 1.54, 929, 673)
    case (.nm22, .highPerformance):
      .init(0.85, 0.2089006, 2.6e-8, 3.287e-10, 4.532e-10, 1.54, 1080, 698)
    case (.nm14, .highPerformance):
      .init(0.8, 0.1729868, 2.2e-8, 1.2573e-9, 0, 1.51, 1330, 783)
    case (.nm10, .highPerformance):
      .init(0.75, 0.1828605, 2e-8, 1.1418e-9, 0, 1.49, 1560, 802)
    case (.nm7, .highPerformance):
      .init(0.7, 0.1922339, 1.8e-8, 1.0487e-9, 0, 1.45, 1910, 802)
    case (.nm130, .lowStandbyPower):
      .init(1.3, 0.4660949, 7.5e-8, 1.8574e-9, 9.530642e-10, 1.54, 38.7, 56.7)
    case (.nm90, .lowStandbyPower):
      .init(1.2, 0.5013229, 5.5e-8, 1.5413e-10, 9.601334e-10, 1.77, 43.8, 59.9)
    case (.nm65, .lowStandbyPower):
      .init(1.1, 0.5016636, 3.5e-8, 1.1926e-9, 9.62148e-10, 1.77, 59, 67.5)
    case (.nm45, .lowStandbyPower):
      .init(1, 0.4643718, 3e-8, 8.930709e-10, 8.849901e-10, 1.77, 132, 86.5)
    case (.nm32, .lowStandbyPower):
      .init(0.9, 0.442034, 2.8e-8, 8.375279e-10, 6.856677e-10, 1.77, 256, 119)
    case (.nm22, .lowStandbyPower):
      .init(0.85, 0.419915, 2.6e-8, 5.245e-10, 8.004e-10, 1.77, 456, 185)
    case (.nm14, .lowStandbyPower):
      .init(0.8, 0.3821222, 2.2e-8, 1.0572e-9, 0, 1.76, 602, 236)
    case (.nm10, .lowStandbyPower):
      .init(0.75, 0.3905541, 2e-8, 9.418984e-10, 0, 1.73, 822, 190)
    case (.nm7, .lowStandbyPower):
      .init(0.7, 0.4025252, 1.8e-8, 8.49489e-10, 0, 1.73, 822, 145)
    }
  }

  /// Two-dimensional-channel transistors (spec 01 §6), or nil at a node that has none.
  static func twoDimensionalFET(_ node: TechnologyNode, _ roadmap: Roadmap) -> TransistorScalars? {
    switch (node, roadmap) {
    case (.nm22, .highPerformance): .init(0.8, 0.2614, 2.2e-8, 2.398e-9, 3e-11, 1.54, 9887, 9887)
    case (.nm22, .lowStandbyPower): .init(0.8, 0.4015, 2.2e-8, 2.398e-9, 3e-11, 1.77, 9374, 9374)
    case (.nm14, .highPerformance): .init(0.8, 0.2614, 1.4e-8, 1.526e-9, 3e-11, 1.51, 10050, 10050)
    case (.nm14, .lowStandbyPower): .init(0.8, 0.4015, 1.4e-8, 1.526e-9, 3e-11, 1.76, 9531, 9531)
    default: nil
    }
  }

  /// Tunnel transistors (spec 01 §6), or nil at a node that has none.
  static func tunnelFET(_ node: TechnologyNode) -> TransistorScalars? {
    node == .nm22 ? .init(0.5, 0.17, 2e-8, 6.9e-10, 2e-10, 1.54, 437, 437) : nil
  }
}
