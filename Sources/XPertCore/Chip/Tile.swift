import Platform

/// Processing elements with an H-tree, buffers and an accumulation unit (spec 13): a square grid of them, or
/// one per position of the kernel.
package struct Tile: Sendable {
  package let element: ProcessingElement
  /// Cells per side.
  package let size: Int
  /// Positions of the kernel if each has an element of its own; nil: a square grid.
  package let kernelPositions: Int?
  /// Processing elements, and those per side of the layout.
  package let elements: Int
  package let elementsPerSide: Int
  /// Elements whose results are added up; also what buffers and H-tree are sized for (spec 13, P or K).
  let lanes: Int
  package let accumulator: AdderTree
  package let inputBuffer: Buffer
  package let outputBuffer: Buffer
  /// Cores of each buffer; only their area and parallelism scale with it.
  package let inputCores: Int
  package let outputCores: Int
  package let hTree: HTree
  /// Inside the tile, where activation is not at chip level.
  package let activation: ActivationCircuit?
  /// m², metres.
  package let area: Double
  package let height: Double
  package let width: Double

  /// A square grid of elements.
  ///
  /// - Parameter size: cells per side.
  init(element: ProcessingElement, size: Int, environment: CircuitEnvironment) {
    self.init(
      element: element, size: size, kernelPositions: nil, cores: nil, environment: environment)
  }

  /// One element per position of the kernel.
  ///
  /// - Parameter conventional: the chip's other kind of tile, whose numbers of buffer cores this one is given
  ///   too (Q-C140).
  init(
    element: ProcessingElement, kernelPositions: Int, conventional: Tile, environment: CircuitEnvironment
  ) {
    self.init(
      element: element, size: element.size * rootRoundedUp(kernelPositions),
      kernelPositions: kernelPositions, cores: (conventional.inputCores, conventional.outputCores),
      environment: environment)
  }

  private init(
    element: ProcessingElement, size: Int, kernelPositions: Int?, cores: (input: Int, output: Int)?,
    environment: CircuitEnvironment
  ) {
    let subarray = element.subarray
    let hardware = subarray.hardware
    let periphery = subarray.periphery
    let rows = Double(periphery.crossbarRows)
    let columns = Double(periphery.crossbarColumns)
    let sharing = Double(periphery.columnSharing)
    let inputBits = Double(periphery.inputBits)
    let lanes = kernelPositions ?? divideRoundingUp(size, element.size)
    let elements = kernelPositions ?? lanes * lanes
    let perSide = rootRoundedUp(elements)
    let lane = Double(lanes)

    let sumBits = Tile.sumBits(of: element)
    let coreBits = hardware.tileBufferCoreRows * hardware.tileBufferCoreColumns

    let outputWord = hardware.activatesAtChip ? sumBits : inputBits
    let outputBits = outputWord * lane * columns / sharing
    let outputLine = outputWord * lane
    let inputSize = lane * inputBits * rows
    inputCores = cores?.input ?? truncated((inputSize / Double(coreBits)).rounded(.up))
    outputCores = cores?.output ?? truncated((outputBits / Double(coreBits)).rounded(.up))

    let besideWidth = Double(perSide) * element.width
    accumulator = AdderTree(
      leaves: lanes, bits: truncated(sumBits), trees: truncated((lane * columns / sharing).rounded(.up)),
      fit: .width(besideWidth), in: environment)
    outputBuffer = Tile.buffer(
      bits: outputBits, line: outputLine, fit: .width(besideWidth), hardware: hardware, in: environment)
    inputBuffer = Tile.buffer(
      bits: inputSize, line: lane * rows, fit: .height(Double(perSide) * element.height),
      hardware: hardware, in: environment)
    hTree = HTree(
      rows: lanes, columns: lanes, tolerance: hardware.localBusTolerance, bits: lane * rows,
      unitHeight: element.height, unitWidth: element.width, foldRatio: hardware.tileFoldRatio,
      in: environment)
    activation =
      hardware.activatesAtChip
      ? nil
      : ActivationSizing(
        // Cells per side times columns: far more units than there are columns (Q-C141).
        reluUnits: truncated((Double(element.size) * columns / sharing).rounded(.up)),
        functions: truncated((lane * columns / sharing).rounded(.up)),
        entries: truncated(sumBits + log2(lane).rounded(.up)), bits: periphery.inputBits
      ).circuit(hardware: hardware, fit: .width(besideWidth), in: environment)

    area =
      element.area * Double(elements) + accumulator.area + inputBuffer.area * Double(inputCores)
      + outputBuffer.area * Double(outputCores) + hTree.area + (activation?.area ?? 0)
    height = area.squareRoot()
    width = area / height
    self.element = element
    self.size = size
    self.kernelPositions = kernelPositions
    self.elements = elements
    self.lanes = lanes
    elementsPerSide = perSide
  }

  /// Bits of the sums that leave an element (spec 13 §1): real, as in the reference.
  private static func sumBits(of element: ProcessingElement) -> Double {
    let hardware = element.subarray.hardware
    let periphery = element.subarray.periphery
    let rows = Double(periphery.crossbarRows)
    let resultBits =
      hardware.readMode == .parallel
      ? log2(Double(periphery.levels.count)).rounded(.up)
      : (log2(rows) + Double(hardware.effectiveCellBits) - 1).rounded(.up)
    return resultBits + Double(periphery.inputBits) + Double(hardware.cellsPerWeight) + 1
      + log2(Double(element.size) / rows).rounded(.up)
  }

  /// A buffer of so many bits or, where a core has fewer, one of its cores.
  private static func buffer(
    bits: Double, line: Double, fit: LayoutConstraint, hardware: Hardware, in environment: CircuitEnvironment
  ) -> Buffer {
    let coreBits = hardware.tileBufferCoreRows * hardware.tileBufferCoreColumns
    let isOne = bits < Double(coreBits)
    return Buffer(
      bits: isOne ? truncated(bits) : coreBits,
      lineWidth: isOne ? truncated(line) : hardware.tileBufferCoreColumns, isSRAM: hardware.tileBufferIsSRAM,
      fit: fit, in: environment)
  }

  /// Cells per side of what a whole matrix is cut into: the tile or, with an element per kernel position, the
  /// element.
  var sideOfWhole: Int { kernelPositions == nil ? size : element.size }

  /// Area by component, m²; sums to `area`.
  var areas: ComponentTable {
    var table = ComponentTable()
    table.add(element.areas, times: Double(elements))
    table[.tileAccumulator] = accumulator.area
    table[.tileInputBuffer] = inputBuffer.area * Double(inputCores)
    table[.tileOutputBuffer] = outputBuffer.area * Double(outputCores)
    table[.tileHTree] = hTree.area
    table[.tileActivation] = activation?.area ?? 0
    return table
  }

  /// Leakage by component, watt. The H-tree's is not counted by the reference (spec 13 §3.1).
  ///
  /// - Parameter history: what adder trees are charged for.
  func leakages(_ history: LeakageHistory) -> ComponentTable {
    var table = ComponentTable()
    let crossbars = Double(element.gridRows * element.gridColumns)
    for part in element.subarray.parts { table[part.component] += part.leakage * crossbars }
    table[.processingElementAdderTree] = history.treeLeakage(of: element)
    table[.processingElementInputBuffer] = element.inputBuffer.leakage
    table[.processingElementOutputBuffer] = element.outputBuffer.leakage
    var tile = ComponentTable()
    tile.add(table, times: Double(elements))
    tile[.tileAccumulator] = history.accumulatorLeakage(of: self)
    tile[.tileInputBuffer] = inputBuffer.leakage
    tile[.tileOutputBuffer] = outputBuffer.leakage
    return tile
  }
}

/// Smallest integer whose square is not below `number`.
func rootRoundedUp(_ number: Int) -> Int { truncated(Double(number).squareRoot().rounded(.up)) }
