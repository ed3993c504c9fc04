// swift-tools-version: 6.0
// Measurements, apart from the product: swift run -c release bench search
import PackageDescription

let package = Package(
  name: "Benchmarks",
  dependencies: [.package(name: "XPertLua", path: "..")],
  targets: [
    .executableTarget(
      name: "bench", dependencies: [.product(name: "XPertCore", package: "XPertLua")],
      path: "Sources/Benchmarks")
  ],
  swiftLanguageModes: [.v6]
)
