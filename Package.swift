// swift-tools-version: 6.0
// Search scripts in Lua, circuits in Swift. See README.md for what each target is.
import PackageDescription

let package = Package(
  name: "XPertLua",
  products: [
    .library(name: "XPertCore", targets: ["XPertCore"]),
    .library(name: "XPertLua", targets: ["XPertLua"]),
    .executable(name: "xpert-lua", targets: ["xpert-lua"]),
    .executable(name: "xpert-validate", targets: ["xpert-validate"]),
    .executable(name: "xpert-fuzz", targets: ["xpert-fuzz"]),
  ],
  targets: [
    .systemLibrary(
      name: "LibLua", path: "Sources/CLua/liblua", pkgConfig: "lua5.4",
      providers: [.apt(["liblua5.4-dev"]), .brew(["lua@5.4"])]),
    .systemLibrary(
      name: "LibMD", path: "Sources/LibMD", providers: [.apt(["libmd-dev"]), .brew(["libmd"])]),
    .target(name: "CLua", dependencies: ["LibLua"], exclude: ["liblua"]),
    .systemLibrary(
      name: "LibJPEG", path: "Sources/LibJPEG",  // headers alone: the library is opened with the first image
      providers: [.apt(["libjpeg62-turbo-dev"]), .brew(["jpeg-turbo"])]),
    .target(name: "XPertKernels"),
    .target(name: "XPertJPEG", dependencies: ["LibJPEG"]),
    .target(name: "CTorch"),
    .target(name: "XPertCore", dependencies: ["LibMD", "XPertKernels", "XPertJPEG", "CTorch"]),
    .target(name: "XPertLua", dependencies: ["XPertCore", "CLua"], exclude: ["Runtime/README.md"]),
    .executableTarget(name: "xpert-lua", dependencies: ["XPertLua"]),
    .executableTarget(name: "xpert-fuzz", dependencies: ["XPertCore", "XPertLua"]),
    .target(name: "XPertValidation", dependencies: ["XPertCore"]),
    .executableTarget(name: "xpert-validate", dependencies: ["XPertValidation"]),
    .testTarget(
      name: "XPertCoreTests", dependencies: ["XPertCore", "XPertValidation"], resources: [.copy("Golden")]),
    .testTarget(name: "XPertLuaTests", dependencies: ["XPertLua"]),
    .testTarget(name: "CommandTests", dependencies: ["XPertLua", "xpert-lua"], exclude: ["repl.py"]),
  ],
  swiftLanguageModes: [.v6]
)
