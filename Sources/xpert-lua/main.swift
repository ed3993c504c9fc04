import LuaEmbedding
import XPertLua

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

exit(Command.run(CommandLine.arguments))
