import Foundation

/// Real data beside the package, for tests that need it.
enum SharedData {
  static let missing: String = "no shared data: set XPERT_SHARED or put it beside the package"

  /// The folder `shared/data`, if there is one.
  static let folder: String? = GoldenComponentTests.shared?.appendingPathComponent("data").path.existing

  static var resNet20: String { "\(folder!)/resnet20-cifar10/resnet20.safetensors" }
  static var cifarTest: String { "\(folder!)/cifar10-exact/test_batch.bin" }
  static var cifarTrain: String { "\(folder!)/cifar10-exact/train_batch.bin" }
}

extension String {
  fileprivate var existing: String? { FileManager.default.fileExists(atPath: self) ? self : nil }
}
