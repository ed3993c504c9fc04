/// Numbers of one of the kernels, at a multiple of a vector's size: elsewhere, every vector would lie on two
/// lines of the cache, which costs up to half the speed.
final class AlignedValues<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
  /// Not written to after initialisation, so that threads may share it.
  let values: UnsafePointer<Element>

  /// - Parameter fill: initialises all `count` elements.
  init(count: Int, fill: (UnsafeMutablePointer<Element>) -> Void) {
    let target = UnsafeMutableRawPointer.allocate(
      byteCount: max(count, 1) * MemoryLayout<Element>.size, alignment: 64
    ).bindMemory(to: Element.self, capacity: max(count, 1))
    fill(target)
    values = UnsafePointer(target)
  }

  deinit { UnsafeMutablePointer(mutating: values).deallocate() }
}

extension AlignedValues where Element: FixedWidthInteger {
  /// - Precondition: every number fits.
  convenience init(_ source: [Int32]) {
    self.init(count: source.count) { target in
      for index in source.indices { target[index] = Element(source[index]) }
    }
  }
}
