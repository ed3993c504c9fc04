/// Which lines of a crossbar a circuit drives: word lines along rows or bit and source lines along columns.
package enum LineOrientation: Sendable, Hashable {
  case row
  case column
}
