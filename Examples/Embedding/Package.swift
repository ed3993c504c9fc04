// swift-tools-version: 6.0
// A guided tour of LuaEmbedding: swift run tour
import PackageDescription

let package = Package(
  name: "EmbeddingTour",
  dependencies: [
    .package(name: "XPertLua", path: "../..")  // elsewhere: .package(url: ..., from: ...)
  ],
  targets: [
    .executableTarget(
      name: "first", dependencies: [.product(name: "LuaEmbedding", package: "XPertLua")]),
    .target(name: "Counter"),  // a Lua module written in C
    .executableTarget(
      name: "tour", dependencies: ["Counter", .product(name: "LuaEmbedding", package: "XPertLua")]),
  ],
  swiftLanguageModes: [.v6]
)
