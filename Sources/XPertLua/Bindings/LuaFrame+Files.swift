import LuaEmbedding
import XPertCore

extension LuaFrame {
  /// Refuses to read a file that would not fit: its bytes and, beside them, what is made of them.
  ///
  /// - Throws: `MemoryError`. A file that cannot be read is left to who reads it.
  func requireMemory(toRead path: String, for purpose: String) throws {
    if let size = FileSystem.size(path) { try requireMemory(3 * size, for: purpose) }
  }
}
