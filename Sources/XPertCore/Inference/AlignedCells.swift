/// Integers of one of the kernels, at a multiple of a vector's size: elsewhere, every vector would lie on two lines of
/// the cache, which costs half the speed.
final class AlignedCells<Element: FixedWidthInteger & BitwiseCopyable & Sendable>: @unchecked Sendable {
  /// Not written to after initialisation, so that threads may share it.
  let values: UnsafePointer<Element>

  init(_ source: [Int32]) {
    let target = UnsafeMutableRawPointer.allocate(
      byteCount: max(source.count, 1) * MemoryLayout<Element>.size, alignment: 64
    ).bindMemory(to: Element.self, capacity: max(source.count, 1))
    for index in source.indices { target[index] = Element(source[index]) }
    values = UnsafePointer(target)
  }

  deinit { UnsafeMutablePointer(mutating: values).deallocate() }
}
