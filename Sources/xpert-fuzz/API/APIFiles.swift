import Platform
import XPertCore

/// The scratch folder's files: good ones, damaged ones, and what is no file.
enum APIFiles {
  /// What scripts may have written in an earlier case.
  private static let written = [
    "out.csv", "out.json", "out.svg", "out.html", "out.safetensors", "damaged", "target", "x", "8", "\u{ff}",
    "nan", "a",
    "edap", "area_mm2", "%s%n",
  ]

  /// As before the first case.
  static func clean() {
    for name in written { unlink(name) }
    let bytes: [CChar] = [-1, 0]  // "\xff", which is no UTF-8
    unlink(bytes)
  }

  /// Fills the working directory.
  static func make() throws {
    for folder in ["folder", "cifar", "jpeg", "jpeg/train", "jpeg/train/a", "jpeg/train/b", "tiny"] {
      mkdir(folder, 0o755)
    }
    symlink("target", "link")
    try FileSystem.write(Array("8,8,3,3,3,8,0,1\n8,8,8,3,3,16,1,1\n1,1,256,1,1,4,0,1\n".utf8), to: "good.csv")
    var images: [UInt8] = []
    for image in 0..<20 {
      images.append(UInt8(image % 10))
      for pixel in 0..<3072 { images.append(UInt8(pixel * (image + 7) % 251)) }
    }
    for name in ["cifar.bin", "cifar/test_batch.bin", "cifar/train_batch.bin"] {
      try FileSystem.write(images, to: name)
    }
    for name in ["jpeg/train/a/1.jpg", "jpeg/train/a/2.jpg", "jpeg/train/b/1.jpg"] {
      try FileSystem.write(jpeg, to: name)
    }
    try FileSystem.write(Array("n01\n".utf8), to: "tiny/wnids.txt")
    for folder in ["tiny/train", "tiny/train/n01", "tiny/train/n01/images", "tiny/val", "tiny/val/images"] {
      mkdir(folder, 0o755)
    }
    try FileSystem.write(jpeg, to: "tiny/train/n01/images/n01_0.JPEG")
    try FileSystem.write(jpeg, to: "tiny/val/images/val_0.JPEG")
    try FileSystem.write(Array("val_0.JPEG\tn01\t0\t0\t7\t7\n".utf8), to: "tiny/val/val_annotations.txt")
    try Safetensors.write(tensors, to: "good.safetensors")
  }

  /// Writes the file `damaged`: a good one with a wrong byte, or cut off there.
  static func damage(_ which: Int, at position: Int, with byte: Int) {
    let names = ["good.csv", "good.safetensors", "cifar.bin", "jpeg/train/a/1.jpg"]
    guard var bytes = try? FileSystem.read(names[abs(which % names.count)]), !bytes.isEmpty else { return }
    // The beginning of a file, where lengths and shapes are, is hit more often.
    let place = abs(position % (position % 2 == 0 ? bytes.count : min(bytes.count, 100)))
    if byte % 5 == 0 {
      bytes.removeSubrange(place...)
    } else {
      bytes[place] = UInt8(truncatingIfNeeded: byte)
    }
    try? FileSystem.write(bytes, to: "damaged")
  }

  /// A residual network of one block for 8 x 8 images and three classes.
  private static var tensors: [String: Tensor] {
    var random = RandomGenerator(seed: 1)
    func normal(_ shape: [Int], _ scale: Double) -> Tensor {
      Tensor(shape: shape, values: (0..<shape.reduce(1, *)).map { _ in Float(scale * random.normal()) })
    }
    var tensors = ["conv1.weight": normal([4, 3, 3, 3], 0.3)]
    tensors["layer1.0.conv1.weight"] = normal([4, 4, 3, 3], 0.3)
    tensors["layer1.0.conv2.weight"] = normal([4, 4, 3, 3], 0.3)
    tensors["linear.weight"] = normal([3, 4], 1)
    tensors["linear.bias"] = normal([3], 0.1)
    for name in ["bn1", "layer1.0.bn1", "layer1.0.bn2"] {
      tensors["\(name).weight"] = Tensor(shape: [4], repeating: 1)
      tensors["\(name).bias"] = Tensor(shape: [4], repeating: 0.1)
      tensors["\(name).running_mean"] = Tensor(shape: [4], repeating: 0)
      tensors["\(name).running_var"] = Tensor(shape: [4], repeating: 1)
    }
    return tensors
  }

  /// 8 x 8, grey.
  private static var jpeg: [UInt8] {
    decoded(
      "/9j/2wBDAAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQ"
        + "EBAQEBAQH/wAALCAAIAAgBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAACf/EABwQAAAGAwAAAAAAAAAAAAAAAAAICSQ1"
        + "Q1Rhcv/aAAgBAQAAPwAn02y2wDDGq50P/9k=")
  }

  /// Base 64.
  private static func decoded(_ text: String) -> [UInt8] {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var (bytes, bits, count): ([UInt8], UInt32, Int) = ([], 0, 0)
    for letter in text.utf8 {
      guard let value = alphabet.firstIndex(of: letter) else { break }
      bits = bits << 6 | UInt32(value)
      count += 6
      if count >= 8 {
        count -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> count))
      }
    }
    return bytes
  }
}
