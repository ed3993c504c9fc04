/// Several cost models behind one search: a network on several descriptions of hardware (*corners*), or
/// several networks, each on a chip of its own.
///
/// A member sees the part of a candidate, of the sums and of the peaks that is its own, and computes what it
/// would alone, to the bit. Quantities, sums and peaks are those of the members behind each other. With
/// corners, layers and nodes are the same for all members. With networks, a candidate has the layers of one
/// network after those of the other: the first layer of a network has one input option, and a network's sums
/// and peaks are 0 in the layers of the others. Zero is neutral for both, because peaks are not negative.
package struct JointCostModel: CostModel {
  package let table: CostTable
  package let quantities: [Quantity]
  package let catalog: MetricCatalog
  private let members: [Member]
  /// The members whose single layers are known: with corners the nominal one.
  private let layered: ArraySlice<Member>

  private struct Member: Sendable {
    let model: any LayerCostModel
    let layers: Range<Int>
    let sums: Range<Int>
    let peaks: Range<Int>
    let quantities: Range<Int>
  }

  /// A network on nominal hardware and in corners.
  ///
  /// - Precondition: all models have the same quantities, layers, nodes and input options.
  package init(nominal: any LayerCostModel, corners: [(name: String, model: any LayerCostModel)]) {
    let all = [(name: "", model: nominal)] + corners
    for corner in corners {
      precondition(
        corner.model.quantities == nominal.quantities, "corner '\(corner.name)' has other quantities")
      precondition(
        corner.model.table.layers.elementsEqual(nominal.table.layers) {
          $0.nodeCount == $1.nodeCount && $0.nextOption == $1.nextOption
        }, "corner '\(corner.name)' has other layers")
    }
    let layers = 0..<nominal.table.layers.count
    members = Self.members(all.map(\.model), layers: all.map { _ in layers })
    layered = members.prefix(1)
    table = CostTable(
      sumNames: Self.names(all) { $0.sumNames }, peakNames: Self.names(all) { $0.peakNames },
      layers: layers.map { index in
        let own = nominal.table.layers[index]
        return CostTable.Layer(
          nodeCount: own.nodeCount, inputOptionCount: own.inputOptionCount, nextOption: own.nextOption,
          sums: all.flatMap { $0.model.table.layers[index].sums },
          peaks: all.flatMap { $0.model.table.layers[index].peaks })
      })
    quantities = all.flatMap(\.model.quantities)
    catalog = MetricCatalog(joining: all.map { ($0.name, $0.model.catalog, layers) }, as: .corner)
  }

  /// Several networks, of which a candidate has one each.
  ///
  /// - Precondition: all models have the same quantities of layers; peaks are not negative.
  package init(networks: [(name: String, model: any LayerCostModel)]) {
    var ranges: [Range<Int>] = []
    for network in networks {
      precondition(
        network.model.layerQuantities == networks[0].model.layerQuantities,
        "network '\(network.name)' has other quantities of layers")
      let begin = ranges.last?.upperBound ?? 0
      ranges.append(begin..<begin + network.model.table.layers.count)
    }
    members = Self.members(networks.map(\.model), layers: ranges)
    layered = members[...]
    let (sumCount, peakCount) = (members.last!.sums.upperBound, members.last!.peaks.upperBound)
    table = CostTable(
      sumNames: Self.names(networks) { $0.sumNames }, peakNames: Self.names(networks) { $0.peakNames },
      layers: members.flatMap { member in
        member.layers.map { Self.layer($0, of: member, sumCount: sumCount, peakCount: peakCount) }
      })
    quantities = networks.flatMap(\.model.quantities)
    catalog = MetricCatalog(
      joining: zip(networks, ranges).map { ($0.name, $0.model.catalog, $1) }, as: .network)
  }

  /// A member's layer among those of all networks.
  private static func layer(
    _ index: Int, of member: Member, sumCount: Int, peakCount: Int
  ) -> CostTable.Layer {
    let own = member.model.table.layers[index - member.layers.lowerBound]
    let entries = own.nodeCount * own.inputOptionCount
    let nothing = [Double](repeating: 0, count: entries)
    precondition(
      own.peaks.allSatisfy { $0.allSatisfy { $0 >= 0 } }, "a peak of layer \(index + 1) is negative")
    func padded(_ rows: [[Double]], _ range: Range<Int>, _ count: Int) -> [[Double]] {
      Array(repeating: nothing, count: range.lowerBound) + rows
        + Array(repeating: nothing, count: count - range.upperBound)
    }
    // The next network does not know what channels this one ends with.
    let isLast = index == member.layers.upperBound - 1
    return CostTable.Layer(
      nodeCount: own.nodeCount, inputOptionCount: own.inputOptionCount,
      nextOption: isLast ? Array(repeating: 0, count: entries) : own.nextOption,
      sums: padded(own.sums, member.sums, sumCount), peaks: padded(own.peaks, member.peaks, peakCount))
  }

  private static func members(_ models: [any LayerCostModel], layers: [Range<Int>]) -> [Member] {
    var (sums, peaks, quantities) = (0, 0, 0)
    return zip(models, layers).map { model, layers in
      defer {
        sums += model.table.sumNames.count
        peaks += model.table.peakNames.count
        quantities += model.quantities.count
      }
      return Member(
        model: model, layers: layers, sums: sums..<sums + model.table.sumNames.count,
        peaks: peaks..<peaks + model.table.peakNames.count,
        quantities: quantities..<quantities + model.quantities.count)
    }
  }

  private static func names(
    _ members: [(name: String, model: any LayerCostModel)], _ names: (CostTable) -> [String]
  ) -> [String] {
    members.flatMap { member in
      names(member.model.table).map { member.name.isEmpty ? $0 : "\(member.name).\($0)" }
    }
  }
}

// MARK: - What the members compute

extension JointCostModel {
  package func additiveSum(of quantity: Int) -> Int? {
    let member = members.first { $0.quantities.contains(quantity) }!
    return member.model.additiveSum(of: quantity - member.quantities.lowerBound)
      .map { $0 + member.sums.lowerBound }
  }

  package func evaluate(sums: [Double], peaks: [Double], into values: inout [Double]) {
    for member in members {
      var own = [Double](repeating: 0, count: member.quantities.count)
      member.model.evaluate(sums: Array(sums[member.sums]), peaks: Array(peaks[member.peaks]), into: &own)
      values.replaceSubrange(member.quantities, with: own)
    }
  }

  package func evaluate(candidate: [Int], sums: [Double], peaks: [Double], into values: inout [Double]) {
    for member in members {
      var own = [Double](repeating: 0, count: member.quantities.count)
      member.model.evaluate(
        candidate: Array(candidate[member.layers]), sums: Array(sums[member.sums]),
        peaks: Array(peaks[member.peaks]), into: &own)
      values.replaceSubrange(member.quantities, with: own)
    }
  }

  package func addGradient(
    weights: [Double], sums: [Double], peaks: [Double], sumGradient: inout [Double],
    peakGradient: inout [Double]
  ) {
    for member in members {
      let own = weights[member.quantities]
      guard own.contains(where: { $0 != 0 }) else { continue }
      var onSums = [Double](repeating: 0, count: member.sums.count)
      var onPeaks = [Double](repeating: 0, count: member.peaks.count)
      member.model.addGradient(
        weights: Array(own), sums: Array(sums[member.sums]), peaks: Array(peaks[member.peaks]),
        sumGradient: &onSums, peakGradient: &onPeaks)
      for (index, slope) in zip(member.sums, onSums) { sumGradient[index] += slope }
      for (index, slope) in zip(member.peaks, onPeaks) { peakGradient[index] += slope }
    }
  }
}

// MARK: - Single layers

/// Of corners the nominal hardware's; of networks each layer's own.
extension JointCostModel: LayerCostModel {
  package var layerQuantities: [Quantity] { members[0].model.layerQuantities }

  package func evaluateLayers(
    candidate: [Int], sums: [Double], peaks: [Double], into values: inout [Double]
  ) {
    let count = layerQuantities.count
    for member in layered {
      var own = [Double](repeating: 0, count: member.layers.count * count)
      member.model.evaluateLayers(
        candidate: Array(candidate[member.layers]), sums: Array(sums[member.sums]),
        peaks: Array(peaks[member.peaks]), into: &own)
      values.replaceSubrange(member.layers.lowerBound * count..<member.layers.upperBound * count, with: own)
    }
  }

  /// A layer's share of the sums of other networks is 0, and so is what they make of it.
  package func evaluateLayer(own: [Double], sums: [Double], peaks: [Double], into values: inout [Double]) {
    for index in values.indices { values[index] = 0 }
    for member in layered where own[member.sums].contains(where: { $0 != 0 }) {
      var part = [Double](repeating: 0, count: values.count)
      member.model.evaluateLayer(
        own: Array(own[member.sums]), sums: Array(sums[member.sums]), peaks: Array(peaks[member.peaks]),
        into: &part)
      for (index, value) in part.enumerated() { values[index] += value }
    }
  }

  package func addLayerGradient(
    weights: [Double], own: [Double], sums: [Double], peaks: [Double], ownGradient: inout [Double],
    sumGradient: inout [Double], peakGradient: inout [Double]
  ) {
    for member in layered where own[member.sums].contains(where: { $0 != 0 }) {
      var onOwn = [Double](repeating: 0, count: member.sums.count)
      var onSums = onOwn
      var onPeaks = [Double](repeating: 0, count: member.peaks.count)
      member.model.addLayerGradient(
        weights: weights, own: Array(own[member.sums]), sums: Array(sums[member.sums]),
        peaks: Array(peaks[member.peaks]), ownGradient: &onOwn, sumGradient: &onSums, peakGradient: &onPeaks)
      for (offset, index) in member.sums.enumerated() {
        ownGradient[index] += onOwn[offset]
        sumGradient[index] += onSums[offset]
      }
      for (index, slope) in zip(member.peaks, onPeaks) { peakGradient[index] += slope }
    }
  }
}
