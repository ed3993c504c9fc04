import XPertKernels

import Platform

/// Loops whose iterations run on several threads.
///
/// What an iteration does depends on its index alone, so results are the same for any number of threads.
public struct ParallelLoop: Sendable, Hashable {
  public let threads: Int

  /// - Parameter threads: at least 1; nil: as many as there are processors.
  public init(threads: Int? = nil) {
    self.threads = max(1, threads ?? Self.processors)
  }

  /// Processors that are online.
  public static let processors = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

  /// Calls `body` once for every index below `count`, in any order, and returns when all are done.
  ///
  /// - Parameter body: may write only what belongs to its index.
  func callAsFunction(_ count: Int, _ body: (Int) -> Void) {
    guard count > 1, threads > 1 else {
      for index in 0..<count { body(index) }
      return
    }
    withoutActuallyEscaping(body) { body in
      var body: (Int) -> Void = body
      withUnsafeMutablePointer(to: &body) { context in
        xk_parallel(
          count, Int32(clamping: threads),
          { context, index in
            context!.assumingMemoryBound(to: ((Int) -> Void).self).pointee(index)
          }, context)
      }
    }
  }
}
