import Testing

@testable import XPertCore

@Suite("Image sets")
struct ImageSetTests {
  let set = SyntheticImages(images: 40, classes: 4, channels: 3, size: 16, noise: 0.2, seed: 3).make()

  @Test("synthetic images are the same for the same seed, and of all classes in turn")
  func synthetic() {
    #expect(SyntheticImages(images: 40, classes: 4, channels: 3, size: 16, noise: 0.2, seed: 3).make() == set)
    #expect(SyntheticImages(images: 40, classes: 4, channels: 3, size: 16, noise: 0.2, seed: 4).make() != set)
    #expect(set.labels.prefix(6) == [0, 1, 2, 3, 0, 1])
    #expect(set.pixels.count == 40 * 3 * 256)
  }

  @Test("images of one synthetic class are more alike than those of different classes")
  func separable() {
    func distance(_ a: Int, _ b: Int) -> Double {
      (0..<768).reduce(0) {
        let difference = Double(set.pixels[a * 768 + $1]) - Double(set.pixels[b * 768 + $1])
        return $0 + difference * difference
      }
    }
    #expect(distance(0, 4) < distance(0, 1))
    #expect(distance(1, 5) < distance(1, 2))
  }

  @Test("normalisation subtracts the mean and divides by the deviation of the channel")
  func normalisation() {
    var set = set
    set.mean = [0.5, 0.25, 0]
    set.deviation = [0.5, 0.25, 1]
    let tensor = set.tensor(2..<4)
    #expect(tensor.shape == [2, 3, 16, 16])
    #expect(tensor.values[256 + 5] == (Float(set.pixels[2 * 768 + 256 + 5]) / 255 - 0.25) / 0.25)
  }

  @Test("shuffling is a permutation that the seed decides")
  func shuffling() {
    let order = ImageSet.permutation(of: 1000, seed: 5)
    #expect(order.sorted() == Array(0..<1000))
    #expect(order != Array(0..<1000))
    #expect(order == ImageSet.permutation(of: 1000, seed: 5))
    let shuffled = set.shuffled(seed: 5)
    #expect(shuffled.labels.sorted() == set.labels.sorted())
    #expect(set.prefix(3).labels == [0, 1, 2])
    #expect(set.prefix(99).count == 40)
  }

  @Test("augmentation shifts by at most the padding and mirrors half of the images")
  func augmentation() {
    var random = RandomGenerator(seed: 1)
    let plain = set.tensor
    #expect(set.tensor(0..<40, augmentation: .init(padding: 0, flips: false), random: &random) == plain)
    let flipped = set.tensor(0..<40, augmentation: .init(padding: 0, flips: true), random: &random)
    var mirrored = 0
    for image in 0..<40 {
      let start = image * 768
      let isSame = flipped.values[start..<start + 16] == plain.values[start..<start + 16]
      let isMirrored =
        Array(flipped.values[start..<start + 16]) == plain.values[start..<start + 16].reversed()
      #expect(isSame != isMirrored)
      mirrored += isMirrored ? 1 : 0
    }
    #expect((8...32).contains(mirrored))
    // A shifted image has zeros at its edges and else the pixels of the original.
    let shifted = set.tensor(0..<40, augmentation: .init(padding: 2, flips: false), random: &random)
    var offsets: Set<Int> = []
    for image in 0..<40 {
      for dy in -2...2 {
        for dx in -2...2 {
          let agrees = (0..<256).allSatisfy { pixel in
            let (y, x) = (pixel / 16 + dy, pixel % 16 + dx)
            let inside = (0..<16).contains(y) && (0..<16).contains(x)
            return shifted.values[image * 768 + pixel]
              == (inside ? plain.values[image * 768 + y * 16 + x] : 0)
          }
          if agrees { offsets.insert(dy * 5 + dx) }
        }
      }
    }
    #expect(offsets.count > 10)
  }
}
