#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif
import XPertLua

exit(Command.run(CommandLine.arguments))
