/// What a layer of a supernet has to know of the layers before it: how many channels it gets, and how many
/// the maps have that wait for their addition.
package struct ChannelState: Sendable, Hashable {
  package struct BufferedShortcut: Sendable, Hashable {
    /// Index of the layer that adds the map.
    package var addedBy: Int
    package var channels: Int
  }

  /// Channels of the layer's input.
  package var input: Int
  package var bufferedShortcuts: [BufferedShortcut] = []

  package init(input: Int) { self.input = input }
}
