import Platform

exit(FuzzRun.main(Array(CommandLine.arguments.dropFirst())))
