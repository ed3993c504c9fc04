/// What a layer of a supernet has to know of the layers before it: how many channels it gets, and how many
/// the maps have that wait for their addition.
public struct ChannelState: Sendable, Hashable {
  public struct BufferedShortcut: Sendable, Hashable {
    /// Index of the layer that adds the map.
    public var addedBy: Int
    public var channels: Int
  }

  /// Channels of the layer's input.
  public var input: Int
  public var bufferedShortcuts: [BufferedShortcut] = []

  public init(input: Int) { self.input = input }
}
