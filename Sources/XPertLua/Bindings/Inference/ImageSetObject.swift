import Wording
import LuaEmbedding
import XPertCore

/// `xpert.ImageSet`: images with labels.
final class ImageSetObject: LuaObject {
  let images: ImageSet

  init(_ images: ImageSet) { self.images = images }

  var bytesHeld: Int { images.bytes }

  /// Images of this set in another order, or some of them.
  private func subset(_ indices: some Collection<Int>, for method: String, _ frame: LuaFrame) throws -> Int32
  {
    let bytes = images.bytes / max(1, images.count) * indices.count
    try frame.requireMemory(bytes, for: "xpert.ImageSet:\(method)")
    return frame.returns(ImageSetObject(try images.subset(indices, interrupt: frame.checkInterrupt)))
  }

  static let luaType = LuaType<ImageSetObject>("xpert.ImageSet", help: "Images with labels.") { type in
    type.metamethod("__len", help: "how many images") { frame in
      frame.returns(try frame.object(1, as: ImageSetObject.self).images.count)
    }
    type.property("name", help: "what it is") { $0.images.name }
    type.property("classes", help: "how many classes there are") { $0.images.classes }
    type.property("channels", help: "channels of an image") { $0.images.channels }
    type.property("height", help: "rows of an image, pixels") { $0.images.height }
    type.property("width", help: "columns of an image, pixels") { $0.images.width }
    type.property("labels", help: "the class of every image, from 1") { $0.images.labels.map { $0 + 1 } }
    type.frameMethod("first", help: "the first n images, or all") { object, frame in
      let count = try frame.integer(2)
      guard count > 0 else { throw ArgumentError(2, "positive integer expected, got \(count)") }
      return try object.subset(0..<min(count, object.images.count), for: "first", frame)
    }
    type.frameMethod("shuffled", help: "in a random order, which the seed decides") { object, frame in
      let seed = try frame.integer(2)
      let order = ImageSet.permutation(of: object.images.count, seed: UInt64(bitPattern: Int64(seed)))
      return try object.subset(order, for: "shuffled", frame)
    }
    type.frameMethod("normalised", help: "with another mean and deviation per channel, of pixels from 0 to 1")
    {
      object, frame in
      var images = object.images
      images.mean = try numbers(frame, 2, images.channels)
      images.deviation = try numbers(frame, 3, images.channels)
      // Those of pixels from 0 to 255 are the usual mistake.
      if let other = images.mean.first(where: { !(0...1).contains($0) }) {
        throw ArgumentError(
          2, "numbers from 0 to 1 expected, as pixels are, got \(NumberFormat.exact(Double(other)))")
      }
      guard images.deviation.allSatisfy({ $0 > 0 && $0.isFinite }) else {
        throw ArgumentError(3, "positive numbers expected")
      }
      return frame.returns(ImageSetObject(images))
    }
    type.tostring { set in
      let images = set.images
      return
        "\(images.name): \(images.count) images of \(images.channels) x \(images.height) x \(images.width), "
        + "\(images.classes) classes"
    }
  }

  private static func numbers(_ frame: LuaFrame, _ index: Int32, _ count: Int) throws -> [Float] {
    let values = try [Double].read(frame, index)
    guard values.count == count else {
      throw ArgumentError(index, "\(count) numbers expected, one per channel, got \(values.count)")
    }
    return values.map { Float($0) }
  }
}
