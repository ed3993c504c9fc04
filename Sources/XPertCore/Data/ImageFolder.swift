/// Data sets as folders of JPEG images, all of one size.
package enum ImageFolder {
  /// Training and test images of a folder: `train/CLASS/*.jpg` and `test/CLASS/*.jpg`, or Tiny ImageNet's own
  /// layout (``tinyImageNet(_:perClass:interrupt:)``), or a folder of classes by itself, which is given as
  /// training images. Classes are numbered in the order of their names.
  ///
  /// - Parameters:
  ///   - perClass: images of every class, the first by name; nil: all.
  ///   - interrupt: called between images; what it throws ends the reading.
  /// - Throws: ``FileError``, ``DataFileError`` naming the file that is no JPEG, cut off or of another size,
  ///   or the class without images.
  package static func read(
    _ folder: String, perClass: Int? = nil, interrupt: () throws -> Void = {}
  ) throws -> (train: ImageSet?, test: ImageSet?) {
    let folder = try FileSystem.checked(folder, for: .read)
    if FileSystem.exists("\(folder)/wnids.txt") {
      return try tinyImageNet(folder, perClass: perClass, interrupt: interrupt)
    }
    guard FileSystem.isFolder("\(folder)/train") || FileSystem.isFolder("\(folder)/test") else {
      return (try classes(folder, name: folder, known: nil, perClass, interrupt).set, nil)
    }
    var train: (set: ImageSet, names: [String])?
    if FileSystem.isFolder("\(folder)/train") {
      train = try classes("\(folder)/train", name: "\(folder), training", known: nil, perClass, interrupt)
    }
    var test: ImageSet?
    if FileSystem.isFolder("\(folder)/test") {
      test = try classes("\(folder)/test", name: "\(folder), test", known: train?.names, perClass, interrupt)
        .set
    }
    return (train?.set, test)
  }

  /// Tiny ImageNet as it is distributed: `wnids.txt` with the names of the classes,
  /// `train/WNID/images/*.JPEG`, and `val/images/*.JPEG` with `val/val_annotations.txt`, which serve as test
  /// images. Classes are numbered in the order of `wnids.txt`.
  ///
  /// - Throws: as ``read(_:perClass:interrupt:)``.
  package static func tinyImageNet(
    _ folder: String, perClass: Int? = nil, interrupt: () throws -> Void = {}
  ) throws -> (train: ImageSet?, test: ImageSet?) {
    let list = "\(try FileSystem.checked(folder, for: .read))/wnids.txt"
    let names = lines(try FileSystem.read(list))
    guard !names.isEmpty else { throw DataFileError(path: list, problem: "names no class") }
    var numbers: [String: Int] = [:]
    for (number, name) in names.enumerated() {
      guard numbers.updateValue(number, forKey: name) == nil else {
        throw DataFileError(path: list, problem: "names the class '\(name)' twice")
      }
    }
    var train: ImageSet?
    if FileSystem.isFolder("\(folder)/train") {
      var reader = Reader(name: "Tiny ImageNet, training", classes: names.count)
      for (number, name) in names.enumerated() {
        try reader.add(folder: "\(folder)/train/\(name)/images", label: number, limit: perClass, interrupt)
      }
      train = try reader.set(path: folder)
    }
    var test: ImageSet?
    let annotations = "\(folder)/val/val_annotations.txt"
    if FileSystem.isFolder("\(folder)/val") {
      var reader = Reader(name: "Tiny ImageNet, validation", classes: names.count)
      var counts = [Int](repeating: 0, count: names.count)
      for (index, line) in lines(try FileSystem.read(annotations)).enumerated() {
        let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
        guard fields.count >= 2, let number = numbers[String(fields[1])] else {
          throw DataFileError(
            path: annotations, problem: "line \(index + 1): an image and a class of wnids.txt expected")
        }
        counts[number] += 1
        if counts[number] > perClass ?? .max { continue }
        try reader.add("\(folder)/val/images/\(fields[0])", label: number, interrupt)
      }
      test = try reader.set(path: annotations)
    }
    guard train != nil || test != nil else {
      throw DataFileError(path: folder, problem: "no Tiny ImageNet here: train/ or val/ expected")
    }
    return (train, test)
  }

  private static func lines(_ bytes: [UInt8]) -> [String] {
    bytes.split(whereSeparator: { $0 == 10 || $0 == 13 }).map { String(decoding: $0, as: UTF8.self) }
  }

  private static func classes(
    _ folder: String, name: String, known: [String]?, _ perClass: Int?, _ interrupt: () throws -> Void
  ) throws -> (set: ImageSet, names: [String]) {
    let names = try FileSystem.names(in: folder).filter { FileSystem.isFolder("\(folder)/\($0)") }
    guard !names.isEmpty else {
      throw DataFileError(path: folder, problem: "no classes here: folders of JPEG images expected")
    }
    if let known, let other = names.first(where: { !known.contains($0) }) {
      throw DataFileError(path: "\(folder)/\(other)", problem: "a class that the training images do not have")
    }
    let all = known ?? names
    var reader = Reader(name: name, classes: all.count)
    for (number, name) in all.enumerated() where names.contains(name) {
      try reader.add(folder: "\(folder)/\(name)", label: number, limit: perClass, interrupt)
    }
    return (try reader.set(path: folder), all)
  }

  /// Collects images of one size.
  private struct Reader {
    let name: String
    let classes: Int
    private var size: (width: Int, height: Int)?
    private var first = ""
    private var pixels: [UInt8] = []
    private var labels: [Int] = []

    init(name: String, classes: Int) {
      self.name = name
      self.classes = classes
    }

    mutating func add(folder: String, label: Int, limit: Int?, _ interrupt: () throws -> Void) throws {
      let names = try FileSystem.names(in: folder)
      guard !names.isEmpty else { throw DataFileError(path: folder, problem: "has no images") }
      for name in names.prefix(limit ?? names.count) { try add("\(folder)/\(name)", label: label, interrupt) }
    }

    mutating func add(_ path: String, label: Int, _ interrupt: () throws -> Void) throws {
      try interrupt()
      let image = try JPEGFile.decode(FileSystem.read(path), path: path)
      if let size, size != (image.width, image.height) {
        throw DataFileError(
          path: path,
          problem: "\(image.width) x \(image.height) pixels, but \(first) has \(size.width) x \(size.height)")
      }
      if size == nil { first = path }
      size = (image.width, image.height)
      pixels += image.planes
      labels.append(label)
    }

    func set(path: String) throws(DataFileError) -> ImageSet {
      guard let size else { throw DataFileError(path: path, problem: "has no images") }
      return ImageSet(
        name: name, channels: 3, height: size.height, width: size.width, pixels: pixels, labels: labels,
        classes: classes)
    }
  }
}
