/// Colours and sizes of all figures: dark text on white, few strong colours that the colour-blind can tell
/// apart (Okabe and Ito) and that print.
public enum PlotStyle {
  public static let blue = "#0072b2"
  public static let orange = "#e69f00"
  public static let green = "#009e73"
  public static let red = "#d55e00"
  public static let purple = "#cc79a7"
  /// For what is there but not meant.
  public static let grey = "#a9b0b8"
  /// Colours of series in order.
  public static let colours = [blue, orange, green, red, purple, grey]

  static let ink = "#222a33"
  static let axis = "#57606a"
  static let grid = "#e8ebee"
  /// Pixels.
  static let fontSize = 13.0
  static let fontFamily = "'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', sans-serif"
}
