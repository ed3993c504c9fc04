/// How often the converters fire for an input vector, and how long it takes to select rows and columns.
struct ReadTiming: Sendable {
  /// One row at a time.
  let isSequential: Bool
  let rows: Double
  /// Second.
  let rowDelay: Double
  let multiplexerDelay: Double

  /// Times that the converters of one vector fire per column: once for all rows together, or once per driven
  /// row. The activity of the mapped rows counts for all rows (Q-C114).
  ///
  /// - Parameters: number of vectors, and their summed row activity.
  func reads(vectors: Double, activity: Double) -> Double { isSequential ? rows * activity : vectors }

  /// Time to select the rows and columns of one vector, second, before the sensing factor (spec 11 §9, §12).
  func addressingTime(activity: Double) -> Double {
    max(isSequential ? rowDelay * rows * activity : rowDelay, multiplexerDelay)
  }
}
