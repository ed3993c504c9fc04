// swift-tools-version: 6.0
// Search scripts in Lua, circuits in Swift. See README.md for what each target is.
import PackageDescription

let package = Package(
  name: "XPertLua",
  products: [
    .library(name: "LuaEmbedding", targets: ["LuaEmbedding"]),
    // XPert >>>
    .library(name: "XPertCore", targets: ["XPertCore"]),
    .library(name: "XPertLua", targets: ["XPertLua"]),
    .executable(name: "xpert-lua", targets: ["xpert-lua"]),
    .executable(name: "xpert-validate", targets: ["xpert-validate"]),
    .executable(name: "xpert-fuzz", targets: ["xpert-fuzz"]),
    // <<< XPert
  ],
  targets: [
    // Lua in Swift: knows nothing of XPert. scripts/test-embedding builds and tests these alone.
    .systemLibrary(
      name: "LibLua", path: "Sources/CLua/liblua", pkgConfig: "lua5.4",
      providers: [.apt(["liblua5.4-dev"]), .brew(["lua@5.4"])]),
    .target(name: "CLua", dependencies: ["LibLua"], exclude: ["liblua"]),
    .target(name: "Platform"),
    .target(name: "Wording", dependencies: ["Platform"]),
    .target(name: "LuaEmbedding", dependencies: ["CLua", "Platform", "Wording"]),
    .target(name: "LuaTestSupport", dependencies: ["LuaEmbedding"], path: "Tests/LuaTestSupport"),
    .testTarget(name: "LuaEmbeddingTests", dependencies: ["LuaTestSupport"]),

    // XPert >>>
    // The simulator and the search, without Lua.
    .systemLibrary(
      name: "LibMD", path: "Sources/LibMD", providers: [.apt(["libmd-dev"]), .brew(["libmd"])]),
    .systemLibrary(
      name: "LibJPEG", path: "Sources/LibJPEG",  // headers alone: the library is opened with the first image
      providers: [.apt(["libjpeg62-turbo-dev"]), .brew(["jpeg-turbo"])]),
    .target(name: "XPertKernels"),
    .target(name: "XPertJPEG", dependencies: ["LibJPEG"]),
    .target(name: "CTorch"),
    .target(
      name: "XPertCore",
      dependencies: ["Platform", "Wording", "LibMD", "XPertKernels", "XPertJPEG", "CTorch"]),
    .target(name: "XPertValidation", dependencies: ["XPertCore"]),
    .executableTarget(name: "xpert-validate", dependencies: ["XPertValidation"]),
    .testTarget(
      name: "XPertCoreTests", dependencies: ["XPertCore", "XPertValidation"], resources: [.copy("Golden")]),

    // Both together.
    .target(name: "XPertLua", dependencies: ["XPertCore", "LuaEmbedding"]),
    .executableTarget(name: "xpert-lua", dependencies: ["XPertLua"]),
    .executableTarget(name: "xpert-fuzz", dependencies: ["XPertLua"]),
    .testTarget(name: "XPertLuaTests", dependencies: ["XPertLua", "LuaTestSupport"]),
    .testTarget(name: "CommandTests", dependencies: ["xpert-lua"], exclude: ["repl.py"]),
    // <<< XPert
  ],
  swiftLanguageModes: [.v6]
)
