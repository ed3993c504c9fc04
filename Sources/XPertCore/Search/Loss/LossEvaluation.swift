/// Calls a loss and turns its gradient into one weight per quantity.
final class LossEvaluation {
  let inputs: LossInputs
  let tape: Tape
  let schedules: [Schedule]
  let loss: (LossInputs) throws -> Tape.Scalar
  private var root: Tape.Scalar?

  init(
    catalog: MetricCatalog, weights: [(name: String, schedule: Schedule)],
    loss: @escaping (LossInputs) throws -> Tape.Scalar
  ) {
    tape = Tape()
    inputs = LossInputs(tape: tape, catalog: catalog, weightNames: weights.map(\.name))
    schedules = weights.map(\.schedule)
    self.loss = loss
  }

  /// Sets step, progress and the weights' values.
  func begin(step: Int, progress: Double) throws {
    inputs.step = step
    inputs.progress = progress
    for index in schedules.indices {
      let value = try schedules[index].value(at: progress)
      guard value.isFinite else {
        throw SearchError.weightNotFinite(inputs.weightNames[index], value, step: step)
      }
      inputs.weights[index] = value
    }
  }

  /// The loss of a chip with the quantities in `inputs.values`.
  func forward() throws -> Double {
    inputs.begin()
    let root: Tape.Scalar
    do {
      root = try loss(inputs)
    } catch {
      tape.shrink()  // it may have ended because the tape took too much
      throw error
    }
    guard root.storage == tape.storage, root.generation == tape.generation, root.index >= 0,
      root.index < tape.count
    else { throw SearchError.staleLoss(step: inputs.step) }
    let value = root.value
    if !tape.needsGradient(at: root.index) {
      throw tape.isConstant(at: root.index) ? SearchError.lossIsNumber(value) : .lossIndependent
    }
    guard value.isFinite else {
      let cause = tape.firstNonFinite(from: root)?.description ?? ""
      throw SearchError.lossNotFinite(value, step: inputs.step, cause: cause)
    }
    self.root = root
    return value
  }

  /// What is wrong with a slope of the loss.
  func gradientNotFinite() -> SearchError {
    .gradientNotFinite(step: inputs.step, cause: tape.firstNonFiniteGradient()?.description ?? "")
  }

  /// Adds d loss / d quantity (per SI unit) to `gradient`; only metrics that the loss asked for contribute.
  ///
  /// - Parameter only: a metric, to separate its share; nil: all of them.
  func backward(into gradient: inout [Double], only: Int? = nil) throws {
    guard let root else { preconditionFailure("backward before forward") }
    if only == nil { tape.backward(from: root) }
    for (metric, leaf) in inputs.leaves.enumerated() where leaf >= 0 && (only ?? metric) == metric {
      let slope = tape.gradient(at: leaf)
      guard slope.isFinite else { throw gradientNotFinite() }
      gradient[inputs.catalog.sources[metric]] += slope / inputs.catalog.metrics[metric].unitInSI
    }
  }
}
