import Foundation
import Testing

@testable import XPertCore

@Suite("Folders of JPEG images")
struct ImageFolderTests {
  /// 8 x 8: red 30 x, green 30 y, blue 100, without subsampling at the best quality.
  static let colour = Data(
    base64Encoded:
      "/9j/2wBDAAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB"
      + "AQEBAQEBAQEBAQEBAQH/"
      + "2wBDAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB"
      + "AQEBAQEBAQEBAQH/wAAR"
      + "CAAIAAgDAREAAhEBAxEB/8QAFAABAAAAAAAAAAAAAAAAAAAACP/EAB8QAAADCQAAAAAAAAAAAAAA"
      + "AAABAggJESYzNURRYf/E"
      + "ABUBAQEAAAAAAAAAAAAAAAAAAAMF/8QAIhEAAAMHBQAAAAAAAAAAAAAAAAglBwk0NUNEUlRhY3Fy"
      + "/9oADAMBAAIRAxEAPwAh"
      + "MuOvrdLsKWIXNpEtrZtopTzrd7hHdx5JEsaa488g/9k=")!
  /// 8 x 8, grey: 16 x + 8 y.
  static let grey = Data(
    base64Encoded:
      "/9j/2wBDAAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB"
      + "AQEBAQEBAQEBAQEBAQH/wAALCAAIAAgB"
      + "AREA/8QAFAABAAAAAAAAAAAAAAAAAAAACf/EABwQAAAGAwAAAAAAAAAAAAAAAAAICSQ1Q1Rhcv/a"
      + "AAgBAQAAPwAn02y2wDDGq50P/9k="
  )!
  /// 4 x 4, grey.
  static let small = Data(
    base64Encoded:
      "/9j/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMU"
      + "FRUVDA8XGBYUGBIUFRT/wAALCAAEAAQB"
      + "AREA/8QAFAABAAAAAAAAAAAAAAAAAAAACP/EABwQAAEDBQAAAAAAAAAAAAAAAAQAAQUGERYj8P/a"
      + "AAgBAQAAPwAdULBB42Nr6zL/2Q=="
  )!

  private func decode(_ data: Data) throws -> (width: Int, height: Int, planes: [UInt8]) {
    try JPEGFile.decode(Array(data), path: "image.jpg")
  }

  /// A folder that is gone afterwards.
  private func withFolder(_ files: [String: Data], _ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("images-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, data) in files {
      let file = folder.appendingPathComponent(name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try data.write(to: file)
    }
    try body(folder.path)
  }

  @Test("pixels come out as they went in, up to the losses of the best quality")
  func pixels() throws {
    let colour = try decode(Self.colour)
    #expect(colour.width == 8 && colour.height == 8 && colour.planes.count == 192)
    let grey = try decode(Self.grey)
    for y in 0..<8 {
      for x in 0..<8 {
        let at = 8 * y + x
        #expect(abs(Int(colour.planes[at]) - 30 * x) <= 3)
        #expect(abs(Int(colour.planes[64 + at]) - 30 * y) <= 3)
        #expect(abs(Int(colour.planes[128 + at]) - 100) <= 3)
        #expect(abs(Int(grey.planes[at]) - (16 * x + 8 * y)) <= 2)
        #expect(grey.planes[64 + at] == grey.planes[at] && grey.planes[128 + at] == grey.planes[at])
      }
    }
  }

  @Test("files that are cut off, damaged or something else are errors that say so")
  func damaged() throws {
    #expect(throws: DataFileError(path: "image.jpg", problem: "not a JPEG image")) {
      _ = try JPEGFile.decode(Array("GIF89a".utf8), path: "image.jpg")
    }
    #expect(throws: DataFileError(path: "image.jpg", problem: "Premature end of JPEG file")) {
      _ = try decode(Self.colour.prefix(Self.colour.count - 20))
    }
    // Wherever it is cut off, it is an error and no crash.
    for length in 0..<Self.colour.count - 2 {
      #expect(throws: DataFileError.self) { _ = try decode(Self.colour.prefix(length)) }
    }
    // Damage somewhere is an error or other pixels, and no crash.
    for position in 2..<Self.colour.count {
      var data = Self.colour
      data[position] ^= 0x55
      _ = try? decode(data)
    }
  }

  @Test("classes are numbered by name, and the test images have those of the training images")
  func classes() throws {
    try withFolder([
      "train/dog/1.jpg": Self.colour, "train/cat/2.jpg": Self.grey, "train/cat/1.jpg": Self.colour,
      "test/dog/7.jpg": Self.grey, "train/cat/.hidden": Data(),
    ]) { folder in
      let (train, test) = try ImageFolder.read(folder)
      #expect(train?.labels == [0, 0, 1] && train?.classes == 2 && train?.height == 8)
      #expect(test?.labels == [1] && test?.classes == 2)
      #expect(train?.pixels.prefix(192) == ArraySlice(try decode(Self.colour).planes))
      #expect(try ImageFolder.read(folder, perClass: 1).train?.labels == [0, 1])
      // One half by itself.
      #expect(try ImageFolder.read(folder + "/train").train?.labels == [0, 0, 1])
    }
  }

  @Test("foreign files and folders are named")
  func foreign() throws {
    func problem(_ files: [String: Data]) throws -> String {
      var text = ""
      try withFolder(files) { folder in
        do {
          _ = try ImageFolder.read(folder)
        } catch {
          text = "\(error)".replacingOccurrences(of: folder, with: "F")
        }
      }
      return text
    }
    #expect(try problem(["train/a/notes.txt": Data("hello".utf8)]) == "F/train/a/notes.txt: not a JPEG image")
    #expect(
      try problem(["train/a/1.jpg": Self.grey, "train/b/1.jpg": Self.small])
        == "F/train/b/1.jpg: 4 x 4 pixels, but F/train/a/1.jpg has 8 x 8")
    #expect(
      try problem(["train/a/1.jpg": Self.grey, "test/c/1.jpg": Self.grey])
        == "F/test/c: a class that the training images do not have")
    #expect(try problem(["readme.txt": Data()]) == "F: no classes here: folders of JPEG images expected")
    #expect(
      try problem(["wnids.txt": Data("n1\nn1\n".utf8)]) == "F/wnids.txt: names the class 'n1' twice")
    #expect(
      try problem(["wnids.txt": Data("n1\n".utf8), "val/val_annotations.txt": Data("a.JPEG\tn2\t0\n".utf8)])
        == "F/val/val_annotations.txt: line 1: an image and a class of wnids.txt expected")
  }

  @Test("Tiny ImageNet is read as it is distributed")
  func tinyImageNet() throws {
    try withFolder([
      "wnids.txt": Data("n2\nn1\n".utf8), "train/n1/images/n1_0.JPEG": Self.grey,
      "train/n2/images/n2_0.JPEG": Self.colour, "train/n2/n2_boxes.txt": Data("n2_0.JPEG\t0\t0\t7\t7\n".utf8),
      "val/images/val_0.JPEG": Self.colour, "val/images/val_1.JPEG": Self.grey,
      "val/val_annotations.txt": Data("val_0.JPEG\tn1\t0\t0\t7\t7\nval_1.JPEG\tn2\t0\t0\t7\t7\n".utf8),
      "test/images/test_0.JPEG": Self.grey,
    ]) { folder in
      let (train, test) = try ImageFolder.read(folder)
      #expect(train?.labels == [0, 1] && train?.classes == 2)
      #expect(test?.labels == [1, 0])
      #expect(train?.pixels.prefix(192) == ArraySlice(try decode(Self.colour).planes))
    }
  }

  @Test(
    "the shared CIFAR-10 in JPEG is read whole",
    .enabled(if: SharedData.folder != nil, Comment(rawValue: SharedData.missing)))
  func cifar() throws {
    try withFolder(["mark": Data()]) { folder in
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      process.arguments = [
        "tar", "-xJf", "\(SharedData.folder!)/cifar10-jpeg/cifar10-jpeg.tar.xz", "-C", folder,
      ]
      try process.run()
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
      let inner = try FileSystem.names(in: folder).first { FileSystem.isFolder("\(folder)/\($0)/train") }
      let root = inner.map { "\(folder)/\($0)" } ?? folder
      let (train, test) = try ImageFolder.read(root, perClass: 20)
      #expect(train?.count == 200 && test?.count == 200 && train?.classes == 10)
      #expect(train?.height == 32 && train?.width == 32)
      // Real images: neither flat nor noise.
      let values = try #require(test?.pixels.map { Double($0) })
      let mean = values.reduce(0, +) / Double(values.count)
      #expect((90...150).contains(mean))
    }
  }

  @Test("cropping and flipping move pixels, and the seed decides how")
  func augmentation() throws {
    let images = SyntheticImages(images: 12, size: 8).make()
    var random = RandomGenerator(seed: 4)
    var again = RandomGenerator(seed: 4)
    let one = images.tensor(0..<12, augmentation: .init(padding: 2), random: &random)
    #expect(one == images.tensor(0..<12, augmentation: .init(padding: 2), random: &again))
    #expect(one != images.tensor(0..<12, augmentation: .init(padding: 2), random: &again))
    #expect(one != images.tensor(0..<12))
    // Neither shift nor mirror: as it is.
    #expect(
      images.tensor(0..<12, augmentation: .init(padding: 0, flips: false), random: &again) == images.tensor)
  }

  @Test("a class without images, and validation images without their classes, are errors")
  func incomplete() throws {
    func problem(_ body: @autoclosure () throws -> (train: ImageSet?, test: ImageSet?)) -> String {
      do {
        _ = try body()
        return "none"
      } catch {
        return "\(error)"
      }
    }
    try withFolder(["train/a/1.jpg": Self.grey, "train/b/1.jpg": Self.grey]) { folder in
      #expect(problem(try ImageFolder.read(folder)) == "none")
      try FileManager.default.removeItem(atPath: "\(folder)/train/b/1.jpg")
      #expect(problem(try ImageFolder.read(folder)) == "\(folder)/train/b: has no images")
    }
    let tiny = [
      "wnids.txt": Data("n1\n".utf8), "train/n1/images/1.JPEG": Self.grey, "val/images/v.JPEG": Self.grey,
      "val/val_annotations.txt": Data("v.JPEG\tn1\n".utf8),
    ]
    try withFolder(tiny) { folder in
      #expect(problem(try ImageFolder.tinyImageNet(folder)) == "none")
      try FileManager.default.removeItem(atPath: "\(folder)/val/val_annotations.txt")
      #expect(
        problem(try ImageFolder.tinyImageNet(folder))
          == "\(folder)/val/val_annotations.txt: cannot be read: No such file or directory")
    }
  }
}
