import LuaEmbedding
import XPertCore

/// `xpert.Layer`: the choices of one layer, as written, or of several that are alike.
final class LayerObject: LuaObject {
  let choices: Supernet.LayerChoices
  /// The layer takes the hardware's crossbar.
  let inheritsCrossbar: Bool
  /// How many such layers follow each other.
  let count: Int

  init(choices: Supernet.LayerChoices, inheritsCrossbar: Bool, count: Int = 1) {
    self.choices = choices
    self.inheritsCrossbar = inheritsCrossbar
    self.count = count
  }

  static let luaType = LuaType<LayerObject>("xpert.Layer", help: "One layer with its choices.") {
    type in
    type.listsMembers()
    type.property("nodes", help: "how many nodes it has") { $0.choices.nodeCount }
    type.property("count", help: "how many such layers follow each other: 1, or what repeated said") {
      $0.count
    }
    type.tostring { layer in
      let choices = layer.choices
      func fitted(_ adaptation: Supernet.Shortcut.Adaptation) -> String {
        switch adaptation {
        case .identity: ""
        case .projection: ", projected"
        case .zeroPadding: ", zero-padded"
        }
      }
      func list(_ name: String, _ values: [String]) -> String { "\(name) \(values.joined(separator: "|"))" }
      return (layer.count == 1 ? "layer: " : "\(layer.count) layers: ")
        + [
          list("channels", choices.channels.isEmpty ? ["as given"] : choices.channels.map { "\($0)" }),
          choices.kind == .convolution ? nil : choices.kind.rawValue,
          choices.kind == .fullyConnected ? nil : list("kernel", choices.kernel.map { "\($0)" }),
          choices.kind == .fullyConnected ? nil : "stride \(choices.stride)",
          choices.padding.map { "padding \($0)" },
          choices.groups == 1 ? nil : "groups \(choices.groups)",
          choices.shortcut.map { "residual over \($0.layers)" + fitted($0.adaptation) },
          list("column_sharing", choices.columnSharing.map { "\($0)" }),
          list("adc", choices.adc.map(\.rawValue)),
          list("adc_bits", choices.fullPrecisionCellBits == nil ? choices.adcBits.map { "\($0)" } : ["full"]),
          list("input_bits", choices.inputBits.map { "\($0)" }),
          layer.inheritsCrossbar
            ? "crossbar of the hardware" : list("crossbar", choices.crossbar.map { "\($0)" }),
          choices.weightBits.isEmpty ? nil : list("weight_bits", choices.weightBits.map { "\($0)" }),
          choices.cellBits.isEmpty ? nil : list("cell_bits", choices.cellBits.map { "\($0)" }),
        ].compactMap { $0 }.joined(separator: ", ")
    }
  }
}

/// `xpert.Supernet`: a network with choices.
final class SupernetObject: LuaObject {
  private let supernet: Supernet
  /// Per layer: the crossbar comes from the hardware.
  private let inherits: [Bool]

  init(supernet: Supernet, inherits: [Bool]) {
    self.supernet = supernet
    self.inherits = inherits
  }

  /// Whether a layer takes the hardware's crossbar.
  var inheritsCrossbar: Bool { inherits.contains(true) }

  var bytesHeld: Int { supernet.bytes }

  /// The space on given hardware: layers that do not name a crossbar take the hardware's.
  func supernet(on hardware: HardwareObject) -> Supernet {
    var result = supernet
    for index in result.layers.indices {
      if inherits[index] { result.layers[index].crossbar = [hardware.crossbar] }
      if result.layers[index].fullPrecisionCellBits != nil {
        result.layers[index].fullPrecisionCellBits = hardware.hardware.effectiveCellBits
      }
    }
    return result
  }

  static let luaType = LuaType<SupernetObject>("xpert.Supernet", help: "A network with choices.") {
    type in
    type.metamethod("__len", help: "how many layers") { frame in
      frame.returns(try frame.object(1, as: SupernetObject.self).supernet.layers.count)
    }
    type.listsMembers()
    type.property("name", help: "its name") { $0.supernet.name }
    type.property("candidates_log10", help: "size of the space as a power of ten") {
      $0.supernet.candidatesLog10
    }
    type.method("nodes", help: "how many nodes layer i has") {
      (supernet: SupernetObject, index: Int) throws -> Int in
      guard let layer = LuaFrame.position(of: index, count: supernet.supernet.layers.count) else {
        throw ScriptError(
          "xpert.Supernet: the layer (\(index)) must be between 1 and \(supernet.supernet.layers.count)")
      }
      return supernet.supernet.layers[layer].nodeCount
    }
    type.tostring { $0.supernet.table.inheriting($0.inherits).description }
  }
}

/// `xpert.Network`: a network without choices.
final class NetworkObject: LuaObject {
  private let base: Network
  private let inherits: [Bool]
  /// Per layer: the ADC precision follows from crossbar and cells.
  private let derives: [Bool]
  /// What was odd in the file it was read from.
  let warnings: [String]

  init(network: Network, inherits: [Bool], derives: [Bool]? = nil, warnings: [String] = []) {
    base = network
    self.inherits = inherits
    self.derives = derives ?? network.layers.map { _ in false }
    self.warnings = warnings
  }

  public var bytesHeld: Int { base.layers.count * (MemoryLayout<Layer>.stride + 2) }

  /// A candidate: all is known about it.
  convenience init(network: Network) {
    self.init(network: network, inherits: network.layers.map { _ in false })
  }

  func network(on hardware: HardwareObject) -> Network {
    var result = base
    for index in result.layers.indices {
      if inherits[index] { result.layers[index].crossbar = hardware.crossbar }
      if derives[index] {
        let layer = result.layers[index]
        // A cell never holds more bits than its weight has.
        let bits = min(layer.cellBits ?? hardware.hardware.effectiveCellBits, layer.weightBits ?? .max)
        result.layers[index].adcPrecision = .full(rows: layer.crossbar, cellBits: bits)
      }
    }
    return result
  }

  static let luaType = LuaType<NetworkObject>("xpert.Network", help: "A network without choices.") {
    type in
    type.metamethod("__len", help: "how many layers") { frame in
      frame.returns(try frame.object(1, as: NetworkObject.self).base.layers.count)
    }
    type.property("name", help: "its name") { $0.base.name }
    type.property("weights", help: "how many weights it has") { $0.base.weights }
    type.property("macs", help: "multiply-accumulates per image") { $0.base.multiplyAccumulates }
    type.property("relu_units", help: "how many ReLU units it has") { $0.base.reluUnits }
    type.property("warnings", help: "what was odd in the file it was read from") { $0.warnings }
    type.listsMembers(elements: "layers")
    type.element(count: { $0.base.layers.count }) { network, position, frame in
      let layer = network.base.layers[position]
      frame.pushTable { table in
        table.set("input_height", layer.inputHeight)
        table.set("input_width", layer.inputWidth)
        table.set("input_channels", layer.inputChannels)
        table.set("channels", layer.outputChannels)
        table.set("kernel", layer.kernelHeight)
        table.set("stride", layer.stride)
        table.set("column_sharing", layer.columnSharing)
        table.set("adc", layer.adc.rawValue)
        table.set("adc_bits", network.derives[position] ? nil : layer.adcPrecision.bits)
        table.set("input_bits", layer.inputBits)
        table.set("crossbar", network.inherits[position] ? nil : layer.crossbar)
        table.set("weight_bits", layer.weightBits)
        table.set("cell_bits", layer.cellBits)
        table.set("pooled", layer.isPooled)
        table.set("classifier", layer.isClassifier)
        table.set("groups", layer.groups)
        table.set("adds_shortcut", layer.addsShortcut)
        table.set("projection", layer.isProjection)
      }
      return 1
    }
    type.frameMethod("write_csv", help: "writes the file that XPertSim reads: true, or nil and why not") {
      network, frame in
      let path = try frame.string(2)
      let arrangement = frame.isNil(3) ? "pairs" : try frame.string(3)
      for (index, layer) in network.base.layers.enumerated() {
        guard let feature = layer.beyondReference else { continue }
        throw ScriptError("write_csv: layer \(index + 1) \(feature), which no column of the file can say")
      }
      if let index = network.derives.firstIndex(of: true) {
        throw ScriptError(
          "write_csv: layer \(index + 1) has ADCs of \"full\" precision, which follows from crossbar and "
            + "cells:"
            + " the file needs a number of bits")
      }
      if Set(zip(network.inherits, network.base.layers).map { $0 ? 0 : $1.crossbar }).count > 1 {
        throw ScriptError(
          "write_csv: layers have crossbars of different sizes, which no column of the file can say")
      }
      let file: NetworkFile
      switch arrangement {
      case "pairs": file = NetworkFile(network.base, dialect: .xpertSim, arrangement: .pairs)
      case "xpertsim": file = NetworkFile(network.base, dialect: .xpertSim, arrangement: .plain)
      case "neurosim": file = NetworkFile(network.base, dialect: .neuroSim, arrangement: .plain)
      default:
        throw ArgumentError(
          3,
          "'pairs' (XPertSim, layer and auxiliary rows), 'xpertsim' (12 columns) or 'neurosim' (8) expected,"
            + " got '\(arrangement)'")
      }
      return try frame.outcome(of: "write_csv") { () throws(FileError) in
        guard !file.rows.isEmpty else {
          throw FileError(
            path: path, action: .written,
            reason: "pairs leave the classifier out, and there is no other layer")
        }
        try file.write(to: path)
      }
    }
    type.tostring { network in
      var table = network.base.table.inheriting(network.inherits).deriving(network.derives)
      table.notes += network.warnings.map { "warning: \($0)" }
      return table.description
    }
  }
}

extension TextTable {
  /// "full" for the precision of converters that follows from crossbar and cells.
  fileprivate func deriving(_ derives: [Bool]) -> TextTable {
    guard derives.contains(true), let column = columns.firstIndex(where: { $0.title == "ADC" }) else {
      return self
    }
    var table = self
    for row in table.rows.indices where derives[row] {
      table.rows[row][column] = "full" + table.rows[row][column].drop { $0 != " " }
    }
    return table
  }

  /// "-" for the crossbars that only the hardware knows.
  fileprivate func inheriting(_ inherits: [Bool]) -> TextTable {
    guard inherits.contains(true), let column = columns.firstIndex(where: { $0.title == "crossbar" }) else {
      return self
    }
    var table = self
    for row in table.rows.indices where inherits[row] { table.rows[row][column] = "-" }
    table.notes.append("crossbar -: the hardware's")
    return table
  }
}

extension LuaFrame {
  /// - Throws: `ScriptError` in the sandbox.
  func checkMayRead(_ function: String) throws {
    guard !context.isSandboxed else {
      throw ScriptError("\(function): a sandboxed script may not read files")
    }
  }

  /// Runs something that writes a file. The outcome is a value: true, or nil and the reason. A sandboxed
  /// script may not write at all.
  func outcome(of action: String, _ body: () throws(FileError) -> Void) throws -> Int32 {
    guard !context.isSandboxed else { throw ScriptError("\(action): a sandboxed script may not write files") }
    if context.isChecking { return returns(true) }
    do throws(FileError) {
      try body()
      return returns(true)
    } catch {
      pushNil()
      push(error.description)
      return 2
    }
  }
}
