import Testing
import Wording

@testable import LuaEmbedding

@Suite struct SuggestionTests {
  @Test("insertions, deletions, substitutions and swaps of neighbours count one each")
  func distances() {
    #expect(Suggestion.editDistance("crosbar", "crossbar") == 1)
    #expect(Suggestion.editDistance("falsh", "flash") == 1)
    #expect(Suggestion.editDistance("delya_ns", "delay_ns") == 1)
    #expect(Suggestion.editDistance("sar", "ser") == 1)
    #expect(Suggestion.editDistance("", "abc") == 3)
    #expect(Suggestion.editDistance("kitten", "sitting") == 3)
    #expect(Suggestion.editDistance("same", "same") == 0)
  }

  @Test("only a near name is suggested, and a name without its unit gets every unit")
  func hints() {
    let metrics = ["area_mm2", "area_um2", "delay_ns", "edap", "tiles"]
    #expect(Suggestion.hint(for: "delya_ns", among: metrics) == " (did you mean 'delay_ns'?)")
    #expect(Suggestion.hint(for: "area", among: metrics) == " (did you mean 'area_mm2' or 'area_um2'?)")
    #expect(Suggestion.hint(for: "lr", among: ["accept", "loss", "seed"]) == "")
    #expect(Suggestion.hint(for: "ab", among: ["xy", "b"]) == " (did you mean 'b'?)")
    #expect(Suggestion.hint(for: "", among: metrics) == "")
  }

  @Test("of two equally near names the first in the alphabet is suggested")
  func ties() {
    #expect(Suggestion.nearest(to: "bar", among: ["baz", "bat"]) == ["bat"])
  }
}
