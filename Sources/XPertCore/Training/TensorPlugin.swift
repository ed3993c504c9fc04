import CTorch

import Platform

/// What the tensor plug-in, or its absence, has to say.
public struct TensorPluginError: Error, Hashable, CustomStringConvertible {
  public let description: String

  init(_ description: String) { self.description = description }
}

/// The tensor plug-in: libtorch behind a table of C functions, opened on first use and never closed.
///
/// Everything of one network has to happen on one thread: libtorch's settings are those of a thread.
public struct TensorPlugin: @unchecked Sendable {
  let functions: xt_functions

  /// Version of the libtorch that it was built against.
  public var version: String { String(cString: functions.version()!) }
  public var cudaDevices: Int { Int(functions.cuda_devices()) }

  /// Opens the file that the environment variable XPERT_TORCH_PLUGIN names, or the one that
  /// `scripts/install-torch-plugin` has built.
  ///
  /// - Throws: ``TensorPluginError`` with what to do.
  public static func load() throws(TensorPluginError) -> TensorPlugin { try loaded.get() }

  private static let loaded = Result { () throws(TensorPluginError) in try open(path()) }

  private static func path() -> String {
    func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
    if let path = variable("XPERT_TORCH_PLUGIN") { return path }
    let data = variable("XDG_DATA_HOME") ?? (variable("HOME") ?? "") + "/.local/share"
    return data + "/xpert-lua/libxpert-torch.so"
  }

  static func open(_ path: String) throws(TensorPluginError) -> TensorPlugin {
    guard access(path, R_OK) == 0 else {
      throw TensorPluginError(
        "training needs the tensor plug-in, and there is no '\(path)': scripts/install-torch-plugin builds it"
      )
    }
    // Threads of OpenMP that wait by spinning take the processor from those that work.
    setenv("OMP_WAIT_POLICY", "passive", 0)
    setenv("CUBLAS_WORKSPACE_CONFIG", ":4096:8", 0)
    guard let library = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE) else {
      throw TensorPluginError("the tensor plug-in cannot be opened: \(String(cString: dlerror()))")
    }
    guard let symbol = dlsym(library, "xpert_torch") else {
      throw TensorPluginError("'\(path)' is no tensor plug-in: it has no function xpert_torch")
    }
    let entry = unsafeBitCast(symbol, to: (@convention(c) () -> UnsafePointer<xt_functions>?).self)
    guard let table = entry(), table.pointee.abi == XPERT_TORCH_ABI,
      table.pointee.size == UInt32(MemoryLayout<xt_functions>.size)
    else {
      throw TensorPluginError(
        "the tensor plug-in '\(path)' belongs to another version: scripts/install-torch-plugin builds it anew"
      )
    }
    return TensorPlugin(functions: table.pointee)
  }

  /// What a status says.
  func check(_ status: Int32) throws(TensorPluginError) {
    guard status == 0 else {
      throw TensorPluginError("the tensor plug-in failed: \(String(cString: functions.last_error()!))")
    }
  }
}
