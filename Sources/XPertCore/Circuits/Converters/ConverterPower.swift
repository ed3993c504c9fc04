/// Fitted power of the converters: a part per level or bit and a part that falls with the column resistance,
/// B × exp(C × log10 R) (spec 03 §6 and §8).
enum ConverterPower {
  /// C, the exponent.
  static func exponent(_ node: TechnologyNode, _ roadmap: Roadmap) -> Double {
    if roadmap == .lowStandbyPower { return node == .nm32 ? -2.297 : -2.303 }
    return switch node {
    case .nm130: -2.367
    case .nm90: -2.345
    case .nm65: -2.321
    case .nm45: -2.296
    case .nm32: -2.313
    case .nm22, .nm14, .nm10, .nm7: -2.311
    }
  }

  /// A and B of the current-mode comparators, in µW and W.
  static func current(_ node: TechnologyNode, _ roadmap: Roadmap) -> (a: Double, b: Double) {
    switch (node, roadmap) {
    case (.nm130, .highPerformance): (19.898, 0.17452)
    case (.nm90, .highPerformance): (13.09, 0.14900)
    case (.nm65, .highPerformance): (9.9579, 0.1083)
    case (.nm45, .highPerformance): (7.7017, 0.0754)
    case (.nm32, .highPerformance): (3.9648, 0.079)
    case (.nm22, .highPerformance): (1.8939, 0.073)
    case (.nm14, .highPerformance): (1.2, 0.0584)
    case (.nm10, .highPerformance): (0.8, 0.0318)
    case (.nm7, .highPerformance): (0.5, 0.0210)
    case (.nm130, .lowStandbyPower): (18.09, 0.1380)
    case (.nm90, .lowStandbyPower): (12.612, 0.1023)
    case (.nm65, .lowStandbyPower): (8.4147, 0.0972)
    case (.nm45, .lowStandbyPower): (6.3162, 0.075)
    case (.nm32, .lowStandbyPower): (3.0875, 0.0649)
    case (.nm22, .lowStandbyPower): (1.7, 0.0631)
    case (.nm14, .lowStandbyPower): (1.0, 0.0508)
    case (.nm10, .lowStandbyPower): (0.55, 0.0315)
    case (.nm7, .lowStandbyPower): (0.35, 0.0235)
    }
  }

  /// A of the voltage-mode comparators, in µW.
  static func voltage(_ node: TechnologyNode, _ roadmap: Roadmap) -> Double {
    switch (node, roadmap) {
    case (.nm130, .highPerformance): 27.84
    case (.nm90, .highPerformance): 22.2
    case (.nm65, .highPerformance): 13.058
    case (.nm45, .highPerformance): 8.162
    case (.nm32, .highPerformance): 4.76
    case (.nm22, .highPerformance): 2.373
    case (.nm14, .highPerformance): 1.467
    case (.nm10, .highPerformance): 0.9077
    case (.nm7, .highPerformance): 0.5614
    case (.nm130, .lowStandbyPower): 23.4
    case (.nm90, .lowStandbyPower): 14.42
    case (.nm65, .lowStandbyPower): 10.18
    case (.nm45, .lowStandbyPower): 7.062
    case (.nm32, .lowStandbyPower): 3.692
    case (.nm22, .lowStandbyPower): 1.866
    case (.nm14, .lowStandbyPower): 1.126
    case (.nm10, .lowStandbyPower): 0.6917
    case (.nm7, .lowStandbyPower): 0.4211
    }
  }

  /// B0, in W.
  static func column(_ node: TechnologyNode, _ roadmap: Roadmap) -> Double {
    switch (node, roadmap) {
    case (.nm130, .highPerformance): 0.207452
    case (.nm90, .highPerformance): 0.164900
    case (.nm65, .highPerformance): 0.128483
    case (.nm45, .highPerformance): 0.097754
    case (.nm32, .highPerformance): 0.083709
    case (.nm22, .highPerformance): 0.084273
    case (.nm14, .highPerformance): 0.060584
    case (.nm10, .highPerformance): 0.049418
    case (.nm7, .highPerformance): 0.040310
    case (.nm130, .lowStandbyPower): 0.169380
    case (.nm90, .lowStandbyPower): 0.144323
    case (.nm65, .lowStandbyPower): 0.121272
    case (.nm45, .lowStandbyPower): 0.100225
    case (.nm32, .lowStandbyPower): 0.079449
    case (.nm22, .lowStandbyPower): 0.072341
    case (.nm14, .lowStandbyPower): 0.061085
    case (.nm10, .lowStandbyPower): 0.051580
    case (.nm7, .lowStandbyPower): 0.043555
    }
  }

  /// a and c of the successive-approximation converter: µW per bit, µW.
  static func successiveApproximation(
    _ node: TechnologyNode, _ roadmap: Roadmap
  ) -> (perBit: Double, constant: Double) {
    switch (node, roadmap) {
    case (.nm130, .highPerformance): (6.4806, 49.047)
    case (.nm90, .highPerformance): (4.3474, 31.782)
    case (.nm65, .highPerformance): (2.9503, 22.047)
    case (.nm45, .highPerformance): (2.1843, 11.931)
    case (.nm32, .highPerformance): (1.0157, 7.6286)
    case (.nm22, .highPerformance): (0.7213, 3.3041)
    case (.nm14, .highPerformance): (0.4710, 1.9529)
    case (.nm10, .highPerformance): (0.3076, 1.1543)
    case (.nm7, .highPerformance): (0.2008, 0.6823)
    case (.nm130, .lowStandbyPower): (8.4483, 65.243)
    case (.nm90, .lowStandbyPower): (5.9869, 37.462)
    case (.nm65, .lowStandbyPower): (3.7506, 25.844)
    case (.nm45, .lowStandbyPower): (2.1691, 16.693)
    case (.nm32, .lowStandbyPower): (1.1294, 8.8998)
    case (.nm22, .lowStandbyPower): (0.538, 4.3753)
    case (.nm14, .lowStandbyPower): (0.3132, 2.5681)
    case (.nm10, .lowStandbyPower): (0.1823, 1.5073)
    case (.nm7, .lowStandbyPower): (0.1061, 0.8847)
    }
  }
}
