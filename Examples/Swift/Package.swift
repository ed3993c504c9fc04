// swift-tools-version: 6.0
// Phase 1 in Swift: the library alone, without Lua.
import PackageDescription

let package = Package(
  name: "Phase1",
  dependencies: [.package(name: "XPertLua", path: "../..")],
  targets: [
    .executableTarget(name: "phase1", dependencies: [.product(name: "XPertCore", package: "XPertLua")])
  ],
  swiftLanguageModes: [.v6]
)
