/// A network file as the NeuroSim family of programs reads it (spec 15 §2): a line of numbers per layer.
///
/// Two dialects: NeuroSim's 8 columns and XPertSim's 12, which add column sharing, ADC type (1 flash, 2 SAR),
/// input precision and ADC precision. A 12-column file is either a plain list of layers or *pairs*: each
/// layer is followed by an auxiliary row that belongs to no network but fills the chip when the published
/// program evaluates layers one by one. Pairs are recognised by their auxiliary rows (3 x 3, 64 -> 512 or
/// back, same periphery, map of the layer's true size).
///
/// Rows say less than a layer does; the rest is inferred, see ``layers``.
public struct NetworkFile: Sendable, Hashable {
  public enum Dialect: Int, Sendable, Hashable, CaseIterable {
    /// 8 columns: geometry only.
    case neuroSim = 8
    /// 12 columns: geometry and periphery.
    case xpertSim = 12

    public var columns: Int { rawValue }
  }

  public enum Arrangement: String, Sendable, Hashable, CaseIterable {
    /// One row per layer.
    case plain
    /// Layer and auxiliary row in turn (XPertSim's per-layer flow).
    case pairs
  }

  /// Periphery of every layer of an 8-column file, which does not state it.
  public struct AssumedPeriphery: Sendable, Hashable {
    public var columnSharing: Int
    public var adc: ADCType
    public var inputBits: Int
    public var adcBits: Int

    public init(columnSharing: Int = 8, adc: ADCType = .flash, inputBits: Int = 8, adcBits: Int = 6) {
      self.columnSharing = columnSharing
      self.adc = adc
      self.inputBits = inputBits
      self.adcBits = adcBits
    }
  }

  /// Geometry of a layer as its row and its neighbours imply it.
  public struct LayerGeometry: Sendable, Hashable {
    /// Index of the layer in ``rows``.
    public var row: Int
    /// Unpadded input map, pixels.
    public var inputHeight: Int
    public var inputWidth: Int
    /// Zeros on every side, pixels.
    public var padding: Int
    public var isPooled: Bool
  }

  /// The file as the caller named it; starts every message.
  public let name: String
  public let dialect: Dialect
  public let arrangement: Arrangement
  /// Whether columns 1 and 2 include the padding. NeuroSim's own VGG8 does not (spec 15 §2): 8-column files
  /// are read the way in which more layers follow from the one before.
  public let includesPadding: Bool
  /// All rows as written, auxiliary rows of pairs included.
  public let rows: [NetworkRow]
  /// 1-based line of each row.
  public let lines: [Int]
  /// One entry per layer, auxiliary rows left out, with what the rows leave open inferred:
  ///
  /// * *padding*: what the written map has beyond the output of the layer before, if that is even and no more
  ///   than half a kernel per side; otherwise, and in the first layer, (k - 1) / 2 for odd square kernels and
  ///   0 for others. In pairs the auxiliary row states the true map, also where the layer's own row
  ///   says 6 + 2 for maps of 4 and 2 (Q-C171).
  /// * *pooling*: as written, and also where the map halves although the column is 0, as in all pairs.
  ///   Behind the last layer it cannot be seen.
  public let layers: [LayerGeometry]
  /// What is readable but odd: layers that do not follow from the one before, ADC type 0. Path and line
  /// first, as in errors.
  public let warnings: [String]

  /// Rows of layers alone.
  package var layerRows: [NetworkRow] { layers.map { rows[$0.row] } }

  init(
    name: String, dialect: Dialect, rows: [NetworkRow], lines: [Int], reading: NetworkFileGeometry,
    warnings: [String]
  ) {
    self.name = name
    self.dialect = dialect
    self.arrangement = reading.arrangement
    self.includesPadding = reading.includesPadding
    self.rows = rows
    self.lines = lines
    self.layers = reading.layers
    self.warnings = warnings
  }
}
