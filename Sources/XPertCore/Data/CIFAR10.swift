/// CIFAR-10 in its own binary form (Krizhevsky 2009): records of one label byte and 3,072 pixels, red, green
/// and blue planes of 32 x 32, row by row.
public enum CIFAR10 {
  static let recordSize = 1 + 3 * 32 * 32

  /// The images of one file.
  ///
  /// - Throws: ``FileError`` if it cannot be read, ``DataFileError`` if it is no CIFAR-10 or cut off.
  public static func read(_ path: String) throws -> ImageSet {
    try images(FileSystem.read(path), path: path)
  }

  /// Training and test images of a folder: `data_batch_1.bin` to `data_batch_5.bin` or `train_batch.bin`, and
  /// `test_batch.bin`. What is not there is nil.
  ///
  /// - Throws: ``FileError`` if one of them cannot be read, ``DataFileError`` if one is no CIFAR-10, if some
  ///   of the five batches are missing, or if there are no images at all.
  public static func read(folder: String) throws -> (train: ImageSet?, test: ImageSet?) {
    let folder = try FileSystem.checked(folder, for: .read)
    func set(_ names: [String], _ name: String) throws -> ImageSet? {
      var bytes: [UInt8] = []
      for file in names {
        let path = "\(folder)/\(file)"
        guard FileSystem.exists(path) else { continue }
        let content = try FileSystem.read(path)
        _ = try images(content, path: path)
        bytes += content
      }
      guard !bytes.isEmpty else { return nil }
      var set = try images(bytes, path: folder)
      set.name = name
      return set
    }
    let train = try set(try trainingFiles(of: folder), "CIFAR-10, training")
    let test = try set(["test_batch.bin"], "CIFAR-10, test")
    guard train != nil || test != nil else {
      throw DataFileError(
        path: folder,
        problem: "no CIFAR-10 here: data_batch_1.bin ... data_batch_5.bin or test_batch.bin expected")
    }
    return (train, test)
  }

  /// The names of the files with training images.
  ///
  /// - Throws: ``DataFileError`` where batches are missing, or where images are there in both forms: neither
  ///   half of the images nor all of them twice are to be taken for the data set.
  private static func trainingFiles(of folder: String) throws(DataFileError) -> [String] {
    let batches = (1...5).map { "data_batch_\($0).bin" }
    let single = "train_batch.bin"
    let present = batches.filter { FileSystem.exists("\(folder)/\($0)") }
    guard let first = present.first else { return [single] }
    guard !FileSystem.exists("\(folder)/\(single)") else {
      throw DataFileError(path: folder, problem: "has \(single) and \(first): one of both forms expected")
    }
    if let missing = batches.first(where: { !present.contains($0) }) {
      throw DataFileError(path: folder, problem: "has \(first), but \(missing) is missing")
    }
    return batches
  }

  static func images(_ bytes: [UInt8], path: String) throws(DataFileError) -> ImageSet {
    guard !bytes.isEmpty, bytes.count % recordSize == 0 else {
      let records = bytes.count / recordSize
      throw DataFileError(
        path: path,
        problem: "not CIFAR-10, or cut off: \(bytes.count) bytes are \(records) records of \(recordSize) and "
          + "\(bytes.count % recordSize) more")
    }
    let count = bytes.count / recordSize
    var pixels: [UInt8] = []
    pixels.reserveCapacity(count * (recordSize - 1))
    var labels: [Int] = []
    for record in 0..<count {
      let start = record * recordSize
      guard bytes[start] < 10 else {
        throw DataFileError(
          path: path,
          problem: "not CIFAR-10: record \(record + 1) has the label \(bytes[start]); 0 to 9 expected")
      }
      labels.append(Int(bytes[start]))
      pixels += bytes[start + 1..<start + recordSize]
    }
    return ImageSet(
      name: "CIFAR-10", channels: 3, height: 32, width: 32, pixels: pixels, labels: labels, classes: 10)
  }
}
