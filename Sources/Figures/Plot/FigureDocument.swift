import Outputs

/// An SVG document around the markup of a figure: its size, its description for screen readers, and the
/// colors of a figure that is opened alone. `{id}` in it is replaced by a unique name; see
/// `Output.Picture.bytes(id:)`.
struct FigureDocument {
  var title: String
  var description: String
  var width: Double
  var height: Double
  var content: String

  /// The document as an output, with the value's note as its last lines.
  ///
  /// - Parameters:
  ///   - value: the value that it shows.
  ///   - panels: the data of the plots in it.
  func output(_ value: Output.Content, panels: [Output.Panel] = []) -> Output {
    guard let note = value.note else { return whole(value, panels) }
    var document = self
    document.width = max(width, 200)
    if description != note { document.description += " " + note }
    document.content += FigureNote.markup(note, width: document.width, top: height)
    document.height += FigureNote.height(note, width: document.width)
    return document.whole(value, panels)
  }

  private func whole(_ value: Output.Content, _ panels: [Output.Panel]) -> Output {
    let (width, height) = (Int(width.rounded(.up)), Int(height.rounded(.up)))
    let markup =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"figure\" viewBox=\"0 0 \(width) \(height)\" "
      + "width=\"\(width)\" height=\"\(height)\" role=\"img\" "
      + "aria-labelledby=\"{id}-title {id}-desc\" "
      + "font-family=\"var(--figure-font,system-ui,sans-serif)\" font-size=\"15\">"
      + "<title id=\"{id}-title\">\(escaped(title.isEmpty ? "Figure" : title))</title>"
      + "<desc id=\"{id}-desc\">\(escaped(description))</desc>"
      + Theme.style + content + "</svg>\n"
    return Output(
      value,
      picture: Output.Picture(
        .svg, bytes: Array(markup.utf8), width: width, height: height, panels: panels))
  }
}

/// The sizes that all figures share, in CSS pixels.
enum Metrics {
  static let text = 15.0
  static let title = 17.0
  /// The size at which labels are measured: larger than they are set, so that a page can enlarge them.
  static let measuredText = 17.5
  static let lineHeight = 21.0

  /// The width of a label of this many font sizes.
  static func labelWidth(_ width: Double) -> Double { (width * measuredText).rounded(.up) }
}

/// The title of a figure, in as many lines as it needs.
struct TitleBlock {
  let lines: [String]
  let size: Double

  init(_ title: String, width: Double, size: Double = Metrics.title) {
    lines = wrapped(title, to: width / (size * 1.15))
    self.size = size
  }

  var height: Double { lines.isEmpty ? 0 : Double(lines.count) * (size + 6) + 2 }

  func markup(x: Double, top: Double, anchor: TextAnchor = .start) -> String {
    lines.enumerated().map { index, line in
      textElement(
        escaped(line), x: x, y: top + size * 0.9 + Double(index) * (size + 6), anchor: anchor,
        attributes:
          "font-size=\"\(coordinate(size))\" font-weight=\"600\" fill=\"\(Paint.ink.value)\""
      )
    }.joined()
  }
}
