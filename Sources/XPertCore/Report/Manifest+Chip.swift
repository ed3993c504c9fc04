import Wording

extension Manifest {
  /// Of an evaluation or a search on a chip, by this version of the program.
  ///
  /// - Parameter chip: nil where numbers do not come from the simulator.
  public init(chip: ChipDescription?, convention: String, seed: Int? = nil, evaluation: [Entry] = []) {
    self.init(
      version: xpertVersion, seed: seed, convention: convention,
      hardware: chip.map(Self.entries(of:)) ?? [], evaluation: evaluation)
  }

  /// A chip's fields.
  public static func entries(of chip: ChipDescription) -> [Entry] {
    chip.fields.map { Entry($0.name, $0.value) }
  }

  /// What is expected of the inputs.
  public static func entries(of inputs: InputStatistics) -> [Entry] {
    [
      Entry("activity.bit_density", NumberFormat.exact(inputs.bitDensity)),
      Entry("activity.filled_windows", NumberFormat.exact(inputs.filledWindows)),
    ]
  }
}

extension JointSpace {
  /// What makes a result of a search in this space.
  public func manifest(seed: UInt64) -> Manifest {
    let isSimulated = costs == .simulator
    var manifest = Manifest(
      chip: isSimulated ? chip : nil, convention: costs.convention, seed: Int(truncatingIfNeeded: seed),
      evaluation: isSimulated ? Manifest.entries(of: inputs) : [])
    manifest.hardware += cornerEntries + leftOutEntries
    return manifest
  }

  /// What the corners differ in from the chip.
  private var cornerEntries: [Manifest.Entry] {
    let nominal = Manifest.entries(of: chip)
    return corners.flatMap { corner in
      Manifest.entries(of: corner.chip).filter { !nominal.contains($0) }
        .map { Manifest.Entry("\(corner.name).\($0.name)", $0.value) }
    }
  }

  private var leftOutEntries: [Manifest.Entry] {
    networks.filter { !$0.leftOut.isEmpty }.map { network in
      let text = network.leftOut.lines.map { $0.drop { $0 == " " } }.joined(separator: "; ")
      return Manifest.Entry(network.column("nodes"), text)
    }
  }
}
