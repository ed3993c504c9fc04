/// How many crossbars a layer's weights take, and what their rows and columns are.
struct CrossbarShape: Sendable, Hashable {
  let groups: Int
  /// Rows of a crossbar.
  let size: Int
  /// Rows of the unrolled kernel of one group, and the crossbars that they take.
  let rows: Int
  let crossbars: Int
  /// Of one group.
  let outputs: Int
  /// Cells of a weight, in one polarity.
  let digits: Int
  /// Columns of one group, in the order of the simulator: cells of all outputs, those of an output next to
  /// each other, then references.
  let columns: Int
  let cellColumns: Int

  init(_ kernel: InferenceGraph.Convolution, _ model: CrossbarModel) {
    groups = kernel.groups
    size = model.crossbar
    rows = kernel.weight.shape[1] * kernel.kernelHeight * kernel.kernelWidth
    crossbars = (rows + size - 1) / size
    outputs = kernel.outputChannels / kernel.groups
    digits = model.cellsPerWeight
    cellColumns = outputs * digits
    let references =
      switch model.reference {
      case .differential: cellColumns
      case .digitalOffset: 0
      case .dummyColumn: (cellColumns + size - 1) / size
      }
    columns = cellColumns + references
  }

  var references: Int { columns - cellColumns }
}
