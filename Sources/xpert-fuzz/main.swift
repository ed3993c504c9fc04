#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

exit(FuzzRun.main(Array(CommandLine.arguments.dropFirst())))
