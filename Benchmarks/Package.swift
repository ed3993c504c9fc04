// swift-tools-version: 6.0
// Speed, compared with peers: swift run -c release bench lua|search|simulator [--json FILE]
import PackageDescription

let package = Package(
  name: "Benchmarks",
  dependencies: [.package(name: "XPertLua", path: "..")],
  targets: [
    // The same things in plain C, as a binding written by hand would have them.
    .target(name: "LuaPeers", linkerSettings: [.linkedLibrary("lua5.4")]),
    .executableTarget(
      name: "bench", dependencies: [.product(name: "XPertLua", package: "XPertLua"), "LuaPeers"],
      path: "Sources/Benchmarks"),
  ],
  swiftLanguageModes: [.v6]
)
