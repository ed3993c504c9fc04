extension GradientSearch {
  /// Takes one step: a candidate, the loss, its gradient, new architecture parameters. Does not allocate,
  /// except to keep a new accepted candidate.
  ///
  /// May be called beyond `stepCount`; progress then stays 1.
  /// - Throws: ``SearchError``, and what the loss, `accept` and custom schedules throw.
  @discardableResult
  public func step() throws -> StepSummary {
    let index = stepsTaken + 1
    // Beyond `stepCount`, with nothing else said, the last search goes on.
    let gradientSteps = max(1, stepCount - polishingSteps)
    if polishingSteps > 0, stepsTaken >= gradientSteps, let best = recorder.pool.best {
      return try polish(recorder.pool.candidates[best], index: index)
    }
    let length = max(1, gradientSteps / starts)
    let start = min(starts - 1, stepsTaken / length)
    let own = stepsTaken - start * length
    let ownLength = start == starts - 1 ? gradientSteps - start * length : length
    if own == 0 && start > 0 { beginAnew() }
    let progress = ownLength > 1 ? min(1, Double(own) / Double(ownLength - 1)) : 0
    try evaluation.begin(step: index, progress: progress)
    sharedPeaks = max(0, 1 - 2 * progress)
    let temperature = try relaxation.temperature.value(at: progress)
    guard temperature > 0 && temperature.isFinite else {
      throw SearchError.invalidSchedule(
        "temperature", temperature, expected: "finite number above 0", step: index)
    }
    recorder.candidate.withUnsafeMutableBufferPointer { candidate in
      draw(into: candidate.baseAddress!, index: index, temperature: temperature)
    }
    recorder.evaluate()
    let loss = try computeLoss()
    try computeGradient(temperature: temperature, only: nil)
    try note(step: index)
    if Auditor.separatesMetrics(atStep: index) { try separateMetrics(temperature: temperature) }
    try parameters.update(by: optimizer, state: &optimizerState, progress: progress, step: index)
    return try record(index: index, progress: progress, loss: loss) {
      expected == nil ? loss : try candidateLoss()
    }
  }

  func record(
    index: Int, progress: Double, loss: Double, candidateLoss: () throws -> Double
  ) throws -> StepSummary {
    stepsTaken = index
    let before = recorder.pool.best
    let summary = try recorder.record(
      index: index, progress: progress, loss: loss, weightNames: evaluation.inputs.weightNames,
      weights: evaluation.inputs.weights, candidateLoss: candidateLoss)
    if recorder.pool.best != before { bestStep = index }
    return summary
  }

  /// New architecture parameters, and an optimizer without memory.
  private func beginAnew() {
    parameters.initialize(spread: initialSpread, generator: &generator)
    optimizerState = optimizer.makeState(count: parameters.count)
  }

  /// Probabilities and the step's candidate.
  private func draw(into candidate: UnsafeMutablePointer<Int>, index: Int, temperature: Double) {
    switch relaxation.kind {
    case .gumbel:
      parameters.gumbelSoftmax(temperature: temperature, generator: &generator, candidate: candidate)
    case .straightThrough, .published:
      parameters.softmax(temperature: temperature)
      parameters.sample(generator: &generator, into: candidate)
    case .expectation:
      parameters.softmax(temperature: temperature)
      if index % 2 == 1 {
        parameters.mostProbable(into: candidate)
      } else {
        parameters.sample(generator: &generator, into: candidate)
      }
    }
  }

  /// The loss of the candidate's quantities, or of the expected ones.
  private func computeLoss() throws -> Double {
    evaluation.inputs.layers?.fill = expected == nil ? candidateLayers : expectedLayers
    if let expected {
      expected.update(probability: parameters.probability)
      recorder.model.evaluate(sums: expected.sums, peaks: expected.peaks, into: &evaluation.inputs.values)
    } else {
      for quantity in recorder.values.indices {
        evaluation.inputs.values[quantity] = recorder.values[quantity]
      }
    }
    return try evaluation.forward()
  }

  /// The candidate's own loss, where the step's is that of expected metrics.
  func candidateLoss() throws -> Double {
    evaluation.inputs.layers?.fill = candidateLayers
    for quantity in recorder.values.indices { evaluation.inputs.values[quantity] = recorder.values[quantity] }
    return try evaluation.forward()
  }

  /// d loss / d alpha into `parameters.gradient`.
  ///
  /// - Parameter only: the one metric whose share is wanted.
  func computeGradient(temperature: Double, only: Int?) throws {
    for index in quantityGradient.indices { quantityGradient[index] = 0 }
    for index in sumGradient.indices { sumGradient[index] = 0 }
    for index in peakGradient.indices { peakGradient[index] = 0 }
    try evaluation.backward(into: &quantityGradient, only: only)
    recorder.model.addGradient(
      weights: quantityGradient, sums: expected?.sums ?? recorder.sums,
      peaks: expected?.peaks ?? recorder.peaks, sumGradient: &sumGradient, peakGradient: &peakGradient)
    try addLayers(only: only)
    let layerSums = layerGradient?.sums ?? []
    if let expected {
      expected.gradient(
        sumGradient: sumGradient, layerSumGradient: layerSums, peakGradient: peakGradient,
        probability: parameters.probability,
        cost: parameters.cost)
    } else {
      sampled.gradient(
        candidate: recorder.candidate, inputOptions: recorder.inputOptions, sumGradient: sumGradient,
        layerSumGradient: layerSums, peakGradient: peakGradient, shared: sharedPeaks,
        isPublished: relaxation.kind == .published, cost: parameters.cost)
    }
    parameters.backward(temperature: temperature)
  }

  /// Adds the share of metrics of single layers, which count behind those of the chip.
  private func addLayers(only: Int?) throws {
    guard let layerGradient, let metrics = evaluation.inputs.layers else { return }
    let isFinite = layerGradient.update(
      metrics, only: only.map { $0 - catalog.metrics.count }, sums: expected?.sums ?? recorder.sums,
      peaks: expected?.peaks ?? recorder.peaks,
      ownSums: { [recorder, expected, space] index, own in
        if let expected { return expected.sums(ofLayer: index, into: &own) }
        let node = recorder.candidate[index]
        for term in own.indices {
          own[term] =
            space.sumRow(space.layers[index], option: recorder.inputOptions[index], term: term)[node]
        }
      }, sumGradient: &sumGradient, peakGradient: &peakGradient)
    guard isFinite else { throw evaluation.gradientNotFinite() }
  }
}
