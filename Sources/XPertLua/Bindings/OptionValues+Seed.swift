import LuaEmbedding

extension OptionValues {
  /// The option 'seed', or the seed that the state was opened with.
  func seed(_ frame: LuaFrame) -> UInt64 {
    UInt64(bitPattern: Int64(optionalInteger("seed") ?? frame.context.seed))
  }
}
