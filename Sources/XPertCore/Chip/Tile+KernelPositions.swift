extension Tile {
  /// Performance of one tile of a layer with an element per kernel position (spec 13 §4, 14 §6).
  ///
  /// Element k takes the rows of kernel position k as if rows were ordered by position and then by channel,
  /// which they are not (Q-C154). Where the channels do not divide evenly among the tiles, the reference
  /// reads past the end of a tile's weights; here the last tile simply holds the rest.
  ///
  /// - Parameters:
  ///   - tileRow, tileColumn: which tile of the layer, copies left out.
  ///   - speedUp: copies of the layer.
  func evaluate<Activity: LayerActivity>(
    kernelPositionsOf matrix: CellMatrix, tileRow: Int, tileColumn: Int, speedUp: Int,
    activity: inout Activity, history: inout LeakageHistory
  ) -> TileResult {
    let positions = kernelPositions ?? 1
    let channel = tileRow * element.size
    let column = tileColumn * element.size
    let rows = min(element.size * positions, matrix.rows - channel * positions)
    let columns = min(element.size, matrix.columns - column)
    var result = TileResult()
    for (position, repeats) in activity.parts(of: positions, per: 1) {
      result.merge(
        element.evaluate(
          BlockRange(
            rowStart: channel + position * matrix.inputChannels, rowCount: rows / positions,
            columnStart: column, columnCount: columns), copiesRow: 1, copiesColumn: 1, activity: &activity,
          history: &history), times: repeats)
    }
    result.delay = result.delay.divided(by: Double(speedUp))
    accumulate(units: positions, vectors: activity.vectors, into: &result, history: &history)
    addTraffic(rows: rows, columns: columns, vectors: activity.vectors, to: &result)
    addLeakage(to: &result, history: history)
    return result
  }
}
