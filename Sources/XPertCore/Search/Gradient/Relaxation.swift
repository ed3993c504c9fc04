/// How a search over discrete choices gets a gradient (spec 20 §2 and §4).
public struct Relaxation {
  public enum Kind: String, Sendable, CaseIterable {
    case straightThrough = "straight_through"
    case gumbel, expectation, published
  }

  public let kind: Kind
  /// Divides the architecture parameters (`gumbel`: plus noise) before softmax.
  public let temperature: Schedule

  /// Samples a node per layer with its probability p = softmax(alpha / temperature) and evaluates that
  /// candidate. The gradient of p[layer][node] is the effect of swapping this node in, the others staying as
  /// sampled: its own cost with the sampled input channels, plus what its output channels do to the next
  /// layer's sampled node. For a loss that is linear in sums this is an unbiased estimate of the gradient of
  /// the expected loss.
  public static func straightThrough(temperature: Schedule = 1) -> Relaxation {
    Relaxation(kind: .straightThrough, temperature: temperature)
  }

  /// As ``straightThrough(temperature:)``, but the gradient goes through softmax((alpha + Gumbel noise) /
  /// temperature), whose largest entry is the sampled node.
  public static func gumbel(temperature: Schedule = 1) -> Relaxation {
    Relaxation(kind: .gumbel, temperature: temperature)
  }

  /// The loss sees *expected* sums, exact over adjacent layers' channel pairs, and expected maxima of peaks,
  /// which treat layers as independent. Its gradient is exact. Every step also evaluates one candidate: in
  /// turn the most probable nodes, and sampled ones.
  ///
  /// Without the noise of samples the temperature has to fall in the course of the search, and the weight of
  /// constraints to rise (spec 20 §4: from 0.3 to 30).
  public static func expectation(
    temperature: Schedule = .exponential(from: 5, to: 0.2)
  ) -> Relaxation {
    Relaxation(kind: .expectation, temperature: temperature)
  }

  /// The gate of the released program, for study: a layer's cost is multiplied by the sum of its gate, which
  /// passes every node of the layer the same gradient. Softmax annihilates it, so that the gradient of every
  /// architecture parameter is exactly zero.
  public static func published(temperature: Schedule = 1) -> Relaxation {
    Relaxation(kind: .published, temperature: temperature)
  }
}
