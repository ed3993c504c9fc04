/// A result as one HTML page that needs nothing from the net: summary, figures, tables, manifest.
public struct HTMLReport: Sendable, Hashable {
  /// A number of the summary with its unit: "Delay", "2.15 ms".
  public struct Item: Sendable, Hashable {
    public var name: String
    public var value: String

    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  public enum Section: Sendable, Hashable {
    /// An SVG document, as ``ScatterPlot/svg`` and ``LineChart/svg`` give it. Put into the page as it is.
    case figure(svg: String, caption: String)
    /// The table's own title is left out in favour of the caption; its notes follow it.
    case table(TextTable, caption: String)
    case paragraph(String)
  }

  public var title: String
  public var subtitle: String?
  public var summary: [Item]
  /// Figures and tables are numbered in their order.
  public var sections: [Section]
  public var manifest: Manifest?

  public init(
    title: String, subtitle: String? = nil, summary: [Item] = [], sections: [Section] = [],
    manifest: Manifest? = nil
  ) {
    self.title = title
    self.subtitle = subtitle
    self.summary = summary
    self.sections = sections
    self.manifest = manifest
  }

  /// The page.
  public var html: String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>\(SVG.escaped(title))</title>
    <style>
    \(Self.styleSheet)</style>
    </head>
    <body>
    <header>
    <h1>\(SVG.escaped(title))</h1>
    \(subtitle.map { "<p class=\"subtitle\">\(SVG.escaped($0))</p>\n" } ?? "")</header>
    <main>
    \(summaryHTML)\(sectionsHTML)\(manifestHTML)</main>
    </body>
    </html>

    """
  }

  /// Writes the page, replacing an existing file as a whole.
  public func write(to path: String) throws(FileError) { try FileSystem.write(html, to: path) }

  // MARK: - Parts

  private var summaryHTML: String {
    guard !summary.isEmpty else { return "" }
    let items = summary.map {
      "<div><dt>\(SVG.escaped($0.name))</dt><dd>\(SVG.escaped($0.value))</dd></div>\n"
    }
    return "<dl class=\"summary\">\n\(items.joined())</dl>\n"
  }

  private var sectionsHTML: String {
    var figures = 0
    var tables = 0
    return sections.map { section in
      switch section {
      case .figure(let svg, let caption):
        figures += 1
        return
          "<figure>\n\(svg)<figcaption><b>Figure \(figures).</b> \(SVG.escaped(caption))</figcaption>\n"
          + "</figure>\n"
      case .table(let table, let caption):
        tables += 1
        return "<figure>\n<figcaption><b>Table \(tables).</b> \(SVG.escaped(caption))</figcaption>\n"
          + "\(html(of: table))</figure>\n"
      case .paragraph(let text):
        return "<p>\(SVG.escaped(text))</p>\n"
      }
    }.joined()
  }

  private func html(of table: TextTable) -> String {
    func row(_ cells: [String], _ tag: String) -> String {
      let cells = table.columns.indices.map { index in
        let text = index < cells.count ? cells[index] : ""
        let style = table.columns[index].alignment == .right ? " class=\"number\"" : ""
        return "<\(tag)\(style)>\(SVG.escaped(text))</\(tag)>"
      }
      return "<tr>\(cells.joined())</tr>\n"
    }
    let notes = table.notes.map { "<p class=\"note\">\(SVG.escaped($0))</p>\n" }
    return
      "<div class=\"scroll\"><table>\n<thead>\n\(row(table.columns.map(\.title), "th"))</thead>\n<tbody>\n"
      + table.rows.map { row($0, "td") }.joined() + "</tbody>\n</table></div>\n" + notes.joined()
  }

  private var manifestHTML: String {
    guard let manifest else { return "" }
    let rows = manifest.entries.map {
      "<tr><th scope=\"row\">\(SVG.escaped($0.name))</th><td>\(SVG.escaped($0.value))</td></tr>\n"
    }
    return
      "<section class=\"manifest\">\n<h2>How this was made</h2>\n<div class=\"scroll\"><table>\n<tbody>\n"
      + rows.joined() + "</tbody>\n</table></div>\n</section>\n"
  }
}
