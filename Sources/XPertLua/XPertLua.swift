@_exported import LuaEmbedding
@_exported import XPertCore
