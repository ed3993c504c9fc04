import Testing

@testable import XPertCore

@Suite("Data files")
struct DataFileTests {
  private func cifar(_ bytes: [UInt8]) -> String {
    do throws(DataFileError) {
      return "\(try CIFAR10.images(bytes, path: "t.bin").count)"
    } catch {
      return error.description
    }
  }

  @Test("CIFAR-10 records become labels and planes; foreign and cut files are errors with the reason")
  func cifar10() throws {
    let record = [UInt8(7)] + (0..<3072).map { UInt8($0 % 251) }
    let set = try CIFAR10.images(record + [3] + record.dropFirst(), path: "t.bin")
    #expect(set.labels == [7, 3])
    #expect(set.pixels[1024] == UInt8(1024 % 251))
    #expect(
      cifar(Array(record.dropLast()))
        == "t.bin: not CIFAR-10, or cut off: 3072 bytes are 0 records of 3073 and 3072 more")
    #expect(
      cifar(record + [1, 2]) == "t.bin: not CIFAR-10, or cut off: 3075 bytes are 1 records of 3073 and 2 more"
    )
    #expect(cifar([]) == "t.bin: not CIFAR-10, or cut off: 0 bytes are 0 records of 3073 and 0 more")
    #expect(
      cifar(record + [10] + record.dropFirst())
        == "t.bin: not CIFAR-10: record 2 has the label 10; 0 to 9 expected")
  }

  @Test("a folder without batches is an error that names what was looked for")
  func folder() {
    #expect(
      throws: DataFileError(
        path: "/nowhere",
        problem: "no CIFAR-10 here: data_batch_1.bin ... data_batch_5.bin or test_batch.bin expected")
    ) { try CIFAR10.read(folder: "/nowhere") }
  }

  @Test(
    "the real batches are what their description says",
    .enabled(if: SharedData.folder != nil, Comment(rawValue: SharedData.missing)))
  func real() throws {
    let (train, test) = try CIFAR10.read(folder: "\(SharedData.folder!)/cifar10-exact")
    #expect(train?.count == 5085)
    #expect(test?.count == 1017)
    #expect(test?.labels.prefix(10) == [3, 8, 8, 0, 6, 6, 1, 6, 3, 1])
  }

  private func safetensors(_ header: String, _ data: [UInt8] = []) -> String {
    let text = Array(header.utf8)
    let length = (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) }
    do throws(DataFileError) {
      let tensors = try Safetensors.tensors(length + text + data, path: "w")
      return tensors.sorted { $0.key < $1.key }.map { "\($0.key)\($0.value.shape)\($0.value.values)" }
        .joined()
    } catch {
      return error.description
    }
  }

  @Test("safetensors of every type are read; what is wrong is said")
  func tensors() {
    func one(_ type: String, _ data: [UInt8], _ shape: String = "[1]") -> String {
      safetensors(
        "{\"a\":{\"dtype\":\"\(type)\",\"shape\":\(shape),\"data_offsets\":[0,\(data.count)]}}", data)
    }
    #expect(one("F32", [0, 0, 0x80, 0x3f]) == "a[1][1.0]")
    #expect(one("F64", [0, 0, 0, 0, 0, 0, 4, 0xc0]) == "a[1][-2.5]")
    #expect(one("F16", [0, 0x3e]) == "a[1][1.5]")
    #expect(one("F16", [1, 0]) == "a[1][5.9604645e-08]")
    #expect(one("F16", [0, 0xfc]) == "a[1][-inf]")
    #expect(one("BF16", [0x20, 0xc0]) == "a[1][-2.5]")
    #expect(one("I16", [0xfe, 0xff, 3, 0], "[2]") == "a[2][-2.0, 3.0]")
    #expect(one("U8", [200], "[]") == "a[][200.0]")
    #expect(one("F4", [0]) == "w: tensor 'a': numbers of type F4 are not supported")
    #expect(one("F32", [0, 0, 0]) == "w: tensor 'a': [0, 3] does not hold [1] numbers of type F32")
    #expect(
      safetensors("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", [0, 0, 0, 0])
        == "w: cut off: tensor 'a' ends at byte 70 of 66")
    #expect(safetensors("{\"__metadata__\":{\"format\":\"pt\"}}") == "")
    #expect(safetensors("nonsense") == "w: not safetensors: the header is not JSON")
    #expect(safetensors("[1]") == "w: not safetensors: the header is no object")
    #expect(safetensors("{\"a\":3}") == "w: tensor 'a': dtype, shape and data_offsets expected")
    #expect(throws: DataFileError(path: "w", problem: "not safetensors: 3 bytes")) {
      try Safetensors.tensors([1, 2, 3], path: "w")
    }
    #expect(
      throws: DataFileError(
        path: "w", problem: "not safetensors, or cut off: a header of 1000 bytes in a file of 9")
    ) { try Safetensors.tensors([0xe8, 3, 0, 0, 0, 0, 0, 0, 1], path: "w") }
  }

  @Test("safetensors have neither holes nor overlaps, and no name twice")
  func places() {
    func entry(_ name: String, _ begin: Int, _ end: Int) -> String {
      "\"\(name)\":{\"dtype\":\"U8\",\"shape\":[\(end - begin)],\"data_offsets\":[\(begin),\(end)]}"
    }
    func file(_ entries: String...) -> String {
      safetensors("{\(entries.joined(separator: ","))}", [1, 2, 3])
    }
    #expect(file(entry("a", 0, 2), entry("b", 2, 3)) == "a[2][1.0, 2.0]b[1][3.0]")
    #expect(file(entry("b", 0, 2), entry("a", 2, 3)) == "a[1][3.0]b[2][1.0, 2.0]")
    #expect(
      file(entry("a", 0, 2), entry("b", 1, 3)) == "w: tensor 'b' begins at byte 1 of the numbers, 2 expected")
    #expect(
      file(entry("a", 0, 1), entry("b", 2, 3)) == "w: tensor 'b' begins at byte 2 of the numbers, 1 expected")
    #expect(file(entry("a", 0, 2)) == "w: 3 bytes of numbers, 2 expected for its tensors")
    #expect(
      file(entry("a", 0, 2), entry("a", 2, 3)) == "w: not safetensors: a name stands twice in the header")
    #expect(file(entry("a:\\\"{b", 0, 3)) == "a:\"{b[3][1.0, 2.0, 3.0]")
  }

  @Test("a folder with some of the five batches, or with images in both forms, is an error")
  func incompleteFolder() throws {
    let folder = TemporaryFolder()
    let record = [UInt8](repeating: 3, count: CIFAR10.recordSize)
    func problem() -> String {
      do {
        return "\(try CIFAR10.read(folder: folder.path).train?.count ?? 0) images"
      } catch {
        return (error as? DataFileError)?.problem ?? "\(error)"
      }
    }
    for number in [1, 2, 4, 5] { try FileSystem.write(record, to: folder.file("data_batch_\(number).bin")) }
    #expect(problem() == "has data_batch_1.bin, but data_batch_3.bin is missing")
    try FileSystem.write(record + record, to: folder.file("data_batch_3.bin"))
    #expect(problem() == "6 images")
    try FileSystem.write(record, to: folder.file("train_batch.bin"))
    #expect(problem() == "has train_batch.bin and data_batch_1.bin: one of both forms expected")
  }

  private func npy(_ header: String, _ data: [UInt8]) -> String {
    let text = Array(header.utf8)
    let bytes = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(text.count), 0] + text + data
    do throws(DataFileError) {
      let tensor = try NumPyFile.tensor(bytes, path: "x.npy")
      return "\(tensor.shape)\(tensor.values)"
    } catch {
      return error.description
    }
  }

  @Test("NumPy's arrays are read; what is wrong is said")
  func numPy() {
    let good = "{'descr': '<i2', 'fortran_order': False, 'shape': (2, 1), }\n"
    #expect(npy(good, [1, 0, 0xff, 0xff]) == "[2, 1][1.0, -1.0]")
    #expect(npy("{'descr': '|u1', 'fortran_order': False, 'shape': (), }\n", [9]) == "[][9.0]")
    #expect(npy(good, [1, 0]) == "x.npy: 2 bytes of numbers, 4 expected for the shape (2, 1)")
    #expect(
      npy(good.replacing("False", with: "True"), []) == "x.npy: arrays in Fortran's order are not supported")
    #expect(npy(good.replacing("<i2", with: ">i2"), []) == "x.npy: numbers of type '>i2' are not supported")
    #expect(npy("{}", []) == "x.npy: a header of .npy without descr, fortran_order and shape")
    #expect(throws: DataFileError(path: "x.npy", problem: "not NumPy's .npy")) {
      try NumPyFile.tensor([1, 2, 3], path: "x.npy")
    }
  }
}
