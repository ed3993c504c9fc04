#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension PublishedCosts {
  /// How far the models are from tabulated values of one quantity.
  public struct Deviation: Sendable, Hashable {
    public let file: String
    public let quantity: String
    public let rows: Int
    /// Largest |ours - tabulated| / |tabulated|.
    public let worstError: Double
  }

  /// A file that cannot be compared with.
  public struct InvalidTable: Error, Hashable, CustomStringConvertible {
    public let file: String
    /// Counted from 1.
    public let line: Int
    public let problem: String

    public var description: String { "\(file):\(line): \(problem)" }
  }

  /// Compares every row of a table of layer costs (`published_costs.csv`: layer, feature_size, in_channels,
  /// out_channels, adc, column_sharing, tiles, speed_up, delay, area_mm2).
  ///
  /// The fits are evaluated by the table's own layers, and again looked up in the model's cost table.
  public static func validate(costs text: String, file: String = "published_costs.csv") throws(InvalidTable)
    -> [Deviation]
  {
    let rows = try Rows(text, file: file)
    guard let model = try? model(.complete) else { preconditionFailure("the Phase 1 space has fits") }
    let names = ["tiles", "speed_up", "delay", "area_mm2", "delay in the model", "area_mm2 in the model"]
    var worst = names.map { _ in 0.0 }
    for row in rows.lines.indices {
      let layer = try rows.integer(row, "layer")
      let size = try rows.integer(row, "feature_size")
      let inputs = try rows.integer(row, "in_channels")
      let node = try rows.node(
        row, channels: try rows.text(row, "out_channels"), adc: try rows.text(row, "adc"),
        columnSharing: try rows.text(row, "column_sharing"))
      let crossbars = PublishedFit.crossbars(rows: inputs * 9, columns: node.channels)
      let costs = convolution(node, inputChannels: inputs, size: size)
      guard 1...phase1.layers.count ~= layer else { throw rows.problem(row, "there is no layer \(layer)") }
      let choices = phase1.layers[layer - 1]
      let inputChoices = layer == 1 ? [phase1.inputChannels] : phase1.layers[layer - 2].channels
      guard let inputOption = inputChoices.firstIndex(of: inputs),
        let index = choices.nodes.firstIndex(of: node)
      else { throw rows.problem(row, "not a node of the Phase 1 space") }
      let table = model.table.layers[layer - 1]
      let entry = inputOption * table.nodeCount + index
      // The last layer's rows of the model contain the classifier too.
      let isLast = layer == phase1.layers.count
      let ours = [
        costs[2], PublishedFit.speedUp(crossbars: crossbars), costs[1], costs[0] * 1e6,
        isLast ? costs[1] : table.sums[1][entry], (isLast ? costs[0] : table.sums[0][entry]) * 1e6,
      ]
      for (position, column) in ["tiles", "speed_up", "delay", "area_mm2", "delay", "area_mm2"].enumerated() {
        worst[position] = max(worst[position], error(ours[position], try rows.number(row, column)))
      }
    }
    return zip(names, worst).map {
      Deviation(file: file, quantity: $0, rows: rows.lines.count, worstError: $1)
    }
  }

  /// Evaluates every architecture of a table of optima (`exact_optima.csv`) with the model that it names, and
  /// compares delay, area and tiles. Rows without an architecture are skipped.
  public static func validate(optima text: String, file: String = "exact_optima.csv") throws(InvalidTable)
    -> [Deviation]
  {
    let rows = try Rows(text, file: file)
    let quantities: [(String, Quantity, Double)] = [
      ("optimal_delay", .delayFit, 1), ("area_mm2", .area, 1e-6), ("tiles", .tiles, 1),
    ]
    var worst = quantities.map { _ in 0.0 }
    var count = 0
    for row in rows.lines.indices {
      let architecture = try rows.text(row, "architecture")
      if architecture.isEmpty { continue }
      guard let variant = Variant(rawValue: try rows.text(row, "cost_model")) else {
        throw rows.problem(row, "unknown cost model")
      }
      guard let model = try? model(variant) else { preconditionFailure("the Phase 1 space has fits") }
      let candidate = try rows.candidate(row, architecture)
      var sums = [Double](repeating: 0, count: PublishedCosts.quantities.count)
      var peaks: [Double] = []
      model.table.aggregate(candidate, sums: &sums, peaks: &peaks)
      for (position, (column, quantity, unit)) in quantities.enumerated() {
        let value = sums[PublishedCosts.quantities.firstIndex(of: quantity)!] / unit
        worst[position] = max(worst[position], error(value, try rows.number(row, column)))
      }
      count += 1
    }
    return zip(quantities, worst).map {
      Deviation(file: file, quantity: $0.0, rows: count, worstError: $1)
    }
  }

  private static func error(_ ours: Double, _ tabulated: Double) -> Double {
    let error = (ours - tabulated).magnitude / max(tabulated.magnitude, .leastNormalMagnitude)
    // A nan must not pass as the smallest error.
    return error.isNaN ? .infinity : error
  }

  /// A comma-separated table with a header line.
  struct Rows {
    let file: String
    let header: [Substring]
    let lines: [[Substring]]

    init(_ text: String, file: String) throws(InvalidTable) {
      let all = text.split(whereSeparator: \.isNewline).map {
        $0.split(separator: ",", omittingEmptySubsequences: false)
      }
      guard let header = all.first else {
        throw InvalidTable(file: file, line: 1, problem: "the file is empty")
      }
      for (index, line) in all.enumerated() where line.count != header.count {
        throw InvalidTable(
          file: file, line: index + 1, problem: "\(header.count) columns expected, got \(line.count)")
      }
      self.file = file
      self.header = header
      lines = Array(all.dropFirst())
    }

    func problem(_ row: Int, _ problem: String) -> InvalidTable {
      InvalidTable(file: file, line: row + 2, problem: problem)
    }

    func text(_ row: Int, _ column: String) throws(InvalidTable) -> String {
      guard let index = header.firstIndex(of: column[...]) else {
        throw InvalidTable(file: file, line: 1, problem: "there is no column '\(column)'")
      }
      return String(lines[row][index])
    }

    func number(_ row: Int, _ column: String) throws(InvalidTable) -> Double {
      let text = try text(row, column)
      guard let number = Double(text) else { throw problem(row, "\(column) is '\(text)': number expected") }
      return number
    }

    func integer(_ row: Int, _ column: String) throws(InvalidTable) -> Int {
      let text = try text(row, column)
      guard let number = Int(text) else { throw problem(row, "\(column) is '\(text)': integer expected") }
      return number
    }

    func node(_ row: Int, channels: String, adc: String, columnSharing: String) throws(InvalidTable) -> Node {
      guard let channels = Int(channels), let adc = ADCType(rawValue: adc), let sharing = Int(columnSharing)
      else { throw problem(row, "channels/adc/column sharing expected") }
      return Node(
        channels: channels, kernel: 3, columnSharing: sharing, adc: adc, adcBits: 6, inputBits: 8,
        crossbar: 64)
    }

    /// 13 x `channels/adc/column sharing`.
    func candidate(_ row: Int, _ architecture: String) throws(InvalidTable) -> [Int] {
      let nodes = architecture.split(separator: " ")
      guard nodes.count == phase1.layers.count else {
        throw problem(row, "\(phase1.layers.count) layers expected, got \(nodes.count)")
      }
      var candidate: [Int] = []
      for (choices, text) in zip(phase1.layers, nodes) {
        let parts = text.split(separator: "/").map(String.init)
        guard parts.count == 3 else { throw problem(row, "'\(text)': channels/adc/column sharing expected") }
        let node = try node(row, channels: parts[0], adc: parts[1], columnSharing: parts[2])
        guard let index = choices.nodes.firstIndex(of: node) else {
          throw problem(row, "'\(text)' is not a node of the Phase 1 space")
        }
        candidate.append(index)
      }
      return candidate
    }
  }
}
