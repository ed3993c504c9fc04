import Foundation
import Testing

@testable import XPertCore

@Suite("Trained ResNet-20", .enabled(if: SharedData.folder != nil, Comment(rawValue: SharedData.missing)))
struct ResNetTests {
  static func graph() throws -> InferenceGraph {
    try InferenceGraph(resNet: Safetensors.read(SharedData.resNet20))
  }

  @Test("classifies exactly 932 of the 1,017 test images in single precision")
  func accuracy() throws {
    let result = try GraphRunner(Self.graph()).classify(CIFAR10.read(SharedData.cifarTest))
    #expect(result.labels.count == 1017)
    #expect(result.correct == 932)
    // The outputs of the first 16 images as another framework computed them.
    let text = try String(
      contentsOfFile: "\(SharedData.folder!)/resnet20-cifar10/logits_first16.csv", encoding: .utf8)
    let expected = text.split(whereSeparator: \.isNewline).flatMap {
      $0.split(separator: ",").map { Float($0)! }
    }
    #expect(expected.count == 160)
    let worst = zip(result.logits.values, expected).map { abs($0 - $1) }.max()!
    #expect(worst < 1e-4)
  }

  @Test("a missing or foreign tensor is an error with its name")
  func errors() throws {
    var tensors = try Safetensors.read(SharedData.resNet20)
    tensors["layer2.1.bn1.running_var"] = nil
    #expect(throws: InferenceError("net: the tensor 'layer2.1.bn1.running_var' is missing")) {
      try InferenceGraph(resNet: tensors, name: "net")
    }
    tensors = try Safetensors.read(SharedData.resNet20)
    tensors["layer9.weight"] = Tensor(shape: [1])
    #expect(
      throws: InferenceError(
        "net: the tensor 'layer9.weight' belongs to no layer of a residual network of basic blocks")
    ) { try InferenceGraph(resNet: tensors, name: "net") }
  }

  @Test("tensors survive being written and read")
  func roundTrip() throws {
    let tensors = try Safetensors.read(SharedData.resNet20)
    #expect(tensors.count == 97)
    #expect(try Safetensors.tensors(Safetensors.bytes(tensors), path: "copy") == tensors)
  }
}
