/// The files of spec 15 §2, written out from its tables.
enum PublishedFiles {
  /// XPertSim's example: 13 pairs, found for CIFAR-10 at 60 mm2.
  static let xpertSim: String = {
    let layers:
      [(size: Int, inputs: Int, outputs: Int, sharing: Int, adc: Int, inputBits: Int, adcBits: Int)] = [
        (34, 3, 128, 16, 1, 4, 6), (34, 128, 128, 16, 1, 5, 6), (18, 128, 256, 4, 1, 4, 6),
        (18, 256, 64, 4, 1, 4, 6), (10, 64, 64, 8, 1, 4, 6), (10, 64, 256, 2, 1, 4, 6),
        (10, 256, 512, 4, 2, 4, 5), (8, 512, 64, 16, 1, 4, 5), (8, 64, 256, 4, 2, 4, 5),
        (8, 256, 512, 32, 1, 4, 5), (8, 512, 512, 2, 2, 4, 5), (8, 512, 128, 32, 2, 4, 5),
        (8, 128, 128, 16, 2, 4, 5),
      ]
    let auxiliarySizes = [34, 34, 18, 18, 10, 10, 10, 6, 6, 6, 4, 4, 4]
    return zip(layers, auxiliarySizes).map { layer, auxiliary in
      let periphery = "\(layer.sharing),\(layer.adc),\(layer.inputBits),\(layer.adcBits)"
      return "\(layer.size),\(layer.size),\(layer.inputs),3,3,\(layer.outputs),0,1,\(periphery)\n"
        + "\(auxiliary),\(auxiliary),64,3,3,512,0,1,\(periphery)\n"
    }.joined()
  }()

  /// NeuroSim's VGG8: 14 rows whose sizes exclude padding.
  static let vgg8 = """
    32,32,3,3,3,64,0,1
    32,32,64,3,3,64,1,1
    16,16,64,3,3,128,0,1
    16,16,128,3,3,128,1,1
    8,8,128,3,3,256,0,1
    8,8,256,3,3,256,1,1
    4,4,256,3,3,512,0,1
    4,4,512,3,3,512,0,1
    4,4,512,3,3,512,1,1
    2,2,512,3,3,512,0,1
    2,2,512,3,3,512,0,1
    2,2,512,3,3,512,0,1
    1,1,2048,1,1,1024,0,1
    1,1,1024,1,1,10,0,1

    """
}
