/// A layer on tiles of its own, before the chip around it is known.
struct PlacedLayer: Sendable {
  var matrix: CellMatrix
  var placement: Placement
  /// Index into the library's tiles.
  var tile: Int
}

/// All layers of a chip on their tiles.
struct ChipLayout: Sendable {
  var layers: [PlacedLayer]
  /// Index of the conventional tile that a searched floor plan has even if no layer uses it; nil: none.
  var conventionalTile: Int?
}

extension ChipEngine {
  /// Puts every layer on tiles.
  ///
  /// - Parameter speedUpLimit: the least limit of the evaluations so far; updated by a pipelined one.
  func layout(
    _ matrices: [CellMatrix], _ peripheries: [Periphery], library: TileLibrary, speedUpLimit: inout Int?
  ) throws(HardwareError) -> ChipLayout {
    guard let first = peripheries.first else {
      throw .invalid(rule: "a network must have at least one layer")
    }
    let fewest = rules.acceptsEmptyLayers ? 0 : 1
    for (index, matrix) in matrices.enumerated() where matrix.windows < fewest {
      throw .invalid(
        rule: "layer \(index + 1) must have at least one window: its kernel is larger than its map")
    }
    for (index, matrix) in matrices.enumerated() {
      do throws(HardwareError) {
        try check(matrix)
      } catch .invalid(let rule) {
        throw .invalid(rule: "layer \(index + 1) \(rule)")
      }
    }
    let copies = try copies(of: matrices, limit: &speedUpLimit)
    switch rules.tiling {
    case .searched:
      guard peripheries.allSatisfy({ $0 == first }) else {
        throw .invalid(rule: "with a searched floor plan all layers must have the same periphery")
      }
      let plan = try FloorPlan(
        matrices, crossbarRows: first.crossbarRows, crossbarColumns: first.crossbarColumns,
        mapsKernelPositions: rules.mapsKernelPositions, copies: copies)
      let tile = try library.tile(for: first, tileSize: plan.tileSize, elementSize: plan.elementSize)
      let novelTile =
        if let novel = plan.novel {
          try library.tile(
            kernelPositions: novel.positions, elementSize: novel.elementSize, beside: tile)
        } else {
          tile
        }
      return ChipLayout(
        layers: zip(matrices, plan.placements).map {
          PlacedLayer(matrix: $0, placement: $1, tile: $1.kernelPositions == nil ? tile : novelTile)
        }, conventionalTile: tile)
    case .fixed(let crossbarsPerTile):
      var placed: [PlacedLayer] = []
      for index in matrices.indices {
        placed.append(
          try place(
            matrices[index], periphery: peripheries[index], crossbarsPerTile: crossbarsPerTile,
            library: library, copies: copies?[index] ?? 1))
      }
      return ChipLayout(layers: placed, conventionalTile: nil)
    }
  }

  /// Puts one layer on tiles of a fixed number of crossbars or, where the positions of its kernel lie on
  /// elements of their own, on tiles of one element per position, each of a quarter of those crossbars.
  func place(
    _ matrix: CellMatrix, periphery: Periphery, crossbarsPerTile: Int, library: TileLibrary, copies: Int = 1
  ) throws(HardwareError) -> PlacedLayer {
    let index = try library.tile(for: periphery, crossbarsPerTile: crossbarsPerTile)
    let tile = library.tiles[index]
    if rules.mapsKernelPositions && matrix.fillsKernelPositions(crossbarRows: periphery.crossbarRows) {
      let placement = Placement(
        matrix, kernelPositions: matrix.kernelPositions, elementSize: tile.element.size,
        crossbarRows: periphery.crossbarRows, crossbarColumns: periphery.crossbarColumns, copies: copies)
      return PlacedLayer(
        matrix: matrix, placement: placement,
        tile: try library.tile(
          kernelPositions: matrix.kernelPositions, elementSize: tile.element.size, beside: index))
    }
    return PlacedLayer(
      matrix: matrix,
      placement: Placement(
        matrix, tileSize: tile.size, elementSize: tile.element.size, crossbarRows: periphery.crossbarRows,
        crossbarColumns: periphery.crossbarColumns, copies: copies),
      tile: index)
  }

  /// Refuses a layer that the hardware has no circuit for; the rule goes on from the layer's name.
  func check(_ matrix: CellMatrix) throws(HardwareError) {
    guard !matrix.addsShortcut || hardware.activatesAtChip else {
      throw .invalid(
        rule: "adds a shortcut before its activation, which must then be on the chip, not in the tiles")
    }
    guard !rules.mapsKernelPositions || matrix.kernelPositions <= ChipEngine.mostKernelPositions else {
      throw .invalid(
        rule:
          "must have at most \(ChipEngine.mostKernelPositions) kernel positions for elements of their own:"
          + " it has \(matrix.kernelPositions)")
    }
  }

  /// Refuses a layer that would take hours to evaluate; the rule goes on from the layer's name.
  func check(_ placement: Placement) throws(HardwareError) {
    guard placement.tiles <= ChipEngine.mostTiles else {
      throw .invalid(
        rule: "must fit \(ChipEngine.mostTiles) tiles: it takes \(placement.tilesRow) x"
          + " \(placement.tilesColumn * placement.sets)")
    }
  }

  /// Tiles of one layer: some hundred times the largest chips.
  static let mostTiles = 1 << 16

  /// Processing elements of a tile with one per position of the kernel: a kernel of 32 x 32.
  static let mostKernelPositions = 1 << 10

  /// Copies that a pipeline asks for; nil layer by layer.
  private func copies(
    of matrices: [CellMatrix], limit: inout Int?
  ) throws(HardwareError) -> [Int]? {
    guard case .pipelined(let asked) = rules.execution else { return nil }
    guard asked >= 1 else {
      throw .invalid(rule: "pipeline_speedup_limit (\(asked)) must be at least 1")
    }
    let speedUp = PipelineSpeedUp(matrices, limit: min(asked, limit ?? asked))
    limit = speedUp.limit
    return speedUp.copies
  }
}
