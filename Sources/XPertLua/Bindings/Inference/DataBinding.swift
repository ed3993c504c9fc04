import LuaEmbedding
import XPertCore

/// `xpert.data`: images with labels.
enum DataBinding {
  private static let syntheticOptions = OptionTable(
    "xpert.data.synthetic", help: "Images from a documented generator.",
    [
      Option("images", .integer(.between(1, 1_000_000)), default: 1000, help: "how many"),
      Option("classes", .integer(.between(1, 1000)), default: 10, help: "how many classes, which take turns"),
      Option("channels", .integer(.between(1, 64)), default: 3, help: "channels of an image"),
      Option("size", .integer(.between(4, 512)), default: 32, help: "side of an image, pixels"),
      Option(
        "noise", .number(.between(0, 10)), default: 0.5,
        help: "noise of a pixel, peak to peak, in units of white"),
      Option("seed", .integer(.atLeast(0)), default: 1, help: "seed of the generator"),
    ])

  static func register(in module: LuaModule) {
    module.type(ImageSetObject.luaType)
    module.submodule("data", help: "images with labels") { module in
      module.frameFunction(
        "cifar10",
        help: "CIFAR-10 in its binary form: of a file its images; of a folder training and test images"
      ) { frame in
        try frame.checkMayRead("xpert.data.cifar10")
        let path = try frame.string(1)
        guard FileSystem.isFolder(path) else { return frame.returns(ImageSetObject(try CIFAR10.read(path))) }
        let (train, test) = try CIFAR10.read(folder: path)
        return push(train, test, frame)
      }
      folder(
        module, "jpeg",
        help: "training and test images from folders of JPEG files: data.jpeg(path, per_class)"
      ) {
        try ImageFolder.read($0, perClass: $1, interrupt: $2)
      }
      folder(
        module, "tiny_imagenet",
        help: "Tiny ImageNet as it is distributed: data.tiny_imagenet(path, per_class)"
      ) {
        try ImageFolder.tinyImageNet($0, perClass: $1, interrupt: $2)
      }
      module.constructor(syntheticOptions, help: "images from a documented generator") { options, frame in
        let images = options.integer("images")
        let (channels, size) = (options.integer("channels"), options.integer("size"))
        guard images * channels * size * size <= 1 << 31 else {
          throw options.error("at most 2^31 pixels expected, got \(images * channels * size * size)")
        }
        let generator = SyntheticImages(
          images: images, classes: options.integer("classes"), channels: channels, size: size,
          noise: options.number("noise"), seed: UInt64(options.integer("seed")))
        try frame.requireMemory(generator.bytes, for: options.path)
        return frame.returns(ImageSetObject(try generator.make(interrupt: frame.checkInterrupt)))
      }
    }
  }

  /// A function of a folder and of how many images to take of every class, that gives training and test
  /// images.
  private static func folder(
    _ module: LuaModule, _ name: String, help: String,
    _ read:
      @escaping @Sendable (String, Int?, () throws -> Void) throws -> (train: ImageSet?, test: ImageSet?)
  ) {
    module.frameFunction(name, help: help) { frame in
      try frame.checkMayRead("xpert.data.\(name)")
      let path = try frame.string(1)
      let perClass = frame.isNil(2) ? nil : try frame.integer(2)
      if let perClass, perClass < 1 { throw ArgumentError(2, "positive integer expected, got \(perClass)") }
      let (train, test) = try read(path, perClass, frame.checkInterrupt)
      return push(train, test, frame)
    }
  }

  /// Training and test images; nil for those that are not there.
  private static func push(_ train: ImageSet?, _ test: ImageSet?, _ frame: LuaFrame) -> Int32 {
    for set in [train, test] {
      if let set { frame.push(ImageSetObject(set)) } else { frame.pushNil() }
    }
    return 2
  }
}
