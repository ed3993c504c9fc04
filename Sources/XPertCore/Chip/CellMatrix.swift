/// A layer as the chip sees it: a matrix of cells and a number of windows (spec 14).
package struct CellMatrix: Sendable, Hashable {
  /// Rows of the unrolled weight matrix (Rw); with groups, of each group's.
  package var rows: Int
  /// Output channels times cells per weight (Cw); with groups, of each group.
  package var columns: Int
  /// Groups of a grouped convolution: as many matrices of this size, with inputs of their own.
  package var groups: Int
  package var outputChannels: Int
  package var inputChannels: Int
  package var kernelHeight: Int
  package var kernelWidth: Int
  /// Of the input feature map, as the convention counts it.
  package var inputHeight: Int
  package var windows: Int
  /// Values of the input feature map: what the global buffer must hold.
  package var inputValues: Int
  package var isPooled: Bool
  /// Values of other maps that the global buffer holds meanwhile.
  package var bufferedShortcutValues: Int
  /// A ReLU follows.
  package var isActivated: Bool
  package var addsShortcut: Bool
  /// Channels of the map that is added; 0: none is.
  package var shortcutChannels: Int
  /// Global average pooling follows.
  package var isAveraged: Bool
  /// Two per multiply-accumulate, under the counting rule of the convention.
  package var operations: Double

  /// Positions of the kernel.
  var kernelPositions: Int { kernelHeight * kernelWidth }

  /// Whether the `consistent` convention gives every position of the kernel an element of its own: there are
  /// several, and the matrix has at least the rows of a crossbar (spec 14 §6, with the layer's own kernel).
  /// The groups of a grouped convolution share tiles as they are.
  func fillsKernelPositions(crossbarRows: Int) -> Bool {
    kernelPositions > 1 && groups == 1 && rows >= crossbarRows
  }

  /// A row of a network file: sizes include padding, the stride divides the window count as reals and the
  /// product is truncated once (Q-C150), and operations count padded pixels and ignore the stride (Q-C174).
  package init(_ row: NetworkRow, cellsPerWeight: Int) {
    let kernel = row.kernelHeight * row.kernelWidth
    rows = row.inputChannels * kernel
    columns = row.outputChannels * cellsPerWeight
    groups = 1
    outputChannels = row.outputChannels
    inputChannels = row.inputChannels
    kernelHeight = row.kernelHeight
    kernelWidth = row.kernelWidth
    inputHeight = row.inputHeight
    let stride = Double(row.stride)
    let windows = Double(row.inputHeight - row.kernelHeight + 1) / stride
    self.windows = truncated(windows * Double(row.inputWidth - row.kernelWidth + 1) / stride)
    inputValues = row.inputHeight * row.inputWidth * row.inputChannels
    isPooled = row.isPooled
    bufferedShortcutValues = 0
    isActivated = true
    addsShortcut = false
    shortcutChannels = 0
    isAveraged = false
    operations = 2 * Double(inputValues) * Double(kernel) * Double(row.outputChannels)
  }

  /// A layer at its true size: no padding in the buffer, every window counted once, two operations per
  /// multiply-accumulate (the `consistent` convention).
  package init(_ layer: Layer, cellsPerWeight: Int) {
    rows = layer.weightRows
    columns = layer.outputChannels / layer.groups * cellsPerWeight
    groups = layer.groups
    outputChannels = layer.outputChannels
    inputChannels = layer.inputChannels
    kernelHeight = layer.kernelHeight
    kernelWidth = layer.kernelWidth
    inputHeight = layer.inputHeight
    windows = layer.windows
    inputValues = layer.inputHeight * layer.inputWidth * layer.inputChannels
    isPooled = layer.isPooled
    bufferedShortcutValues = layer.bufferedShortcutValues
    isActivated = !layer.isProjection
    addsShortcut = layer.addsShortcut
    shortcutChannels = layer.addsShortcut ? layer.shortcutChannels ?? layer.outputChannels : 0
    isAveraged = layer.isAveraged
    operations = 2 * Double(layer.multiplyAccumulates)
  }
}
