/// Pieces of SVG and HTML text.
enum SVG {
  /// Text that is safe between tags and inside quoted attributes.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      // XML has no control characters, and a page with one would not open as SVG.
      case "\u{0}"..<"\u{9}", "\u{b}"..<"\u{d}", "\u{e}"..<"\u{20}", "\u{fffe}", "\u{ffff}":
        result += "\u{fffd}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// A coordinate in pixels, to a tenth.
  static func number(_ value: Double) -> String {
    guard abs(value) < 1e9 else { return "0" }
    let tenths = Int((value * 10).rounded())
    let sign = tenths < 0 ? "-" : ""
    let (whole, tenth) = tenths.magnitude.quotientAndRemainder(dividingBy: 10)
    return tenth == 0 ? "\(sign)\(whole)" : "\(sign)\(whole).\(tenth)"
  }

  static func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ attributes: String = "")
    -> String
  {
    "<line x1=\"\(number(x1))\" y1=\"\(number(y1))\" x2=\"\(number(x2))\" y2=\"\(number(y2))\""
      + "\(spaced(attributes))/>\n"
  }

  static func rectangle(
    _ x: Double, _ y: Double, width: Double, height: Double, _ attributes: String = ""
  ) -> String {
    "<rect x=\"\(number(x))\" y=\"\(number(y))\" width=\"\(number(width))\" height=\"\(number(height))\""
      + "\(spaced(attributes))/>\n"
  }

  static func text(_ x: Double, _ y: Double, _ content: String, _ attributes: String = "") -> String {
    "<text x=\"\(number(x))\" y=\"\(number(y))\"\(spaced(attributes))>\(escaped(content))</text>\n"
  }

  static func group(_ attributes: String, _ content: String) -> String {
    content.isEmpty ? "" : "<g\(spaced(attributes))>\n\(content)</g>\n"
  }

  /// Width of a text in pixels, near enough to leave room for it.
  static func textWidth(_ text: String, fontSize: Double = PlotStyle.fontSize) -> Double {
    text.reduce(0) {
      $0 + ("iIl.,:;'|!()[] ".contains($1) ? 0.32 : $1.isUppercase || $1 == "m" ? 0.72 : 0.56)
    }
      * fontSize
  }

  private static func spaced(_ attributes: String) -> String { attributes.isEmpty ? "" : " " + attributes }
}
