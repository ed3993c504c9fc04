import XPertKernels

/// Feature maps of a batch of images, channels last: [image][row][column][channel]. A vector is a 1 x 1 map.
///
/// A reference, because layers write them from several threads.
public final class FeatureMaps {
  public let images: Int
  public let height: Int
  public let width: Int
  public let channels: Int
  let storage: MapStorage

  var values: UnsafeMutablePointer<Float> { storage.base }
  /// Pixels of one image.
  var pixels: Int { height * width }
  /// Values of one image.
  var stride: Int { height * width * channels }
  var count: Int { images * stride }

  init(images: Int, height: Int, width: Int, channels: Int, storage: MapStorage) {
    self.images = images
    self.height = height
    self.width = width
    self.channels = channels
    self.storage = storage
  }

  /// From a tensor [images, channels, height, width] or [images, channels].
  public convenience init(_ tensor: Tensor) {
    let shape = tensor.shape + [Int](repeating: 1, count: max(0, 4 - tensor.shape.count))
    precondition(tensor.shape.count == 2 || tensor.shape.count == 4)
    self.init(
      images: shape[0], height: shape[2], width: shape[3], channels: shape[1],
      storage: MapStorage(capacity: tensor.values.count))
    for image in 0..<images {
      tensor.values.withUnsafeBufferPointer {
        xk_transpose($0.baseAddress! + image * stride, channels, pixels, values + image * stride)
      }
    }
  }

  /// As a tensor [images, channels, height, width]; [images, channels] for 1 x 1 maps.
  public var tensor: Tensor {
    var result = [Float](repeating: 0, count: count)
    result.withUnsafeMutableBufferPointer { result in
      for image in 0..<images {
        xk_transpose(values + image * stride, pixels, channels, result.baseAddress! + image * stride)
      }
    }
    let shape = pixels == 1 ? [images, channels] : [images, channels, height, width]
    return Tensor(shape: shape, values: result)
  }
}

/// Memory of feature maps.
final class MapStorage {
  let base: UnsafeMutablePointer<Float>
  let capacity: Int

  init(capacity: Int) {
    self.capacity = capacity
    base = UnsafeMutableRawPointer.allocate(byteCount: max(capacity, 16) * 4, alignment: 64)
      .bindMemory(to: Float.self, capacity: max(capacity, 16))
    base.update(repeating: 0, count: capacity)
  }

  deinit { UnsafeMutableRawPointer(base).deallocate() }
}

/// Keeps the memory of maps that are no longer needed for those that come: fresh pages of large maps cost
/// more than most layers.
final class MapPool {
  private var free: [MapStorage] = []

  func maps(images: Int, height: Int, width: Int, channels: Int) -> FeatureMaps {
    let count = images * height * width * channels
    let fitting = free.indices.filter { free[$0].capacity >= count }.min {
      free[$0].capacity < free[$1].capacity
    }
    let storage = fitting.map { free.remove(at: $0) } ?? MapStorage(capacity: count)
    return FeatureMaps(images: images, height: height, width: width, channels: channels, storage: storage)
  }

  func recycle(_ maps: FeatureMaps) { free.append(maps.storage) }
}
