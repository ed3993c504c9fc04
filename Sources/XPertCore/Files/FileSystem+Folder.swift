import Platform

extension FileSystem {
  /// Names in a folder, in the order of their bytes; hidden ones are left out.
  ///
  /// - Throws: ``FileError`` with the system's reason.
  package static func names(in folder: String) throws(FileError) -> [String] {
    guard let stream = opendir(try checked(folder, for: .read)) else {
      throw failure(folder, .read)
    }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
  }
}
