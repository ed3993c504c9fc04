/// Both polarities of a gate, folded.
struct FoldedGate {
  var n: FoldedTransistor
  var p: FoldedTransistor

  var isSingleFinger: Bool { n.fingers == 1 && p.fingers == 1 }
}
