/// The words under a figure that does not show all of its data.
enum FigureNote {
  /// The most sentences of a note; the rest are counted.
  private static let sentences = 6

  /// The sentences as a paragraph; nil where there are none.
  static func text(_ sentences: [String]) -> String? {
    guard !sentences.isEmpty else { return nil }
    let rest = sentences.count - Self.sentences
    let shown = rest > 1 ? Array(sentences.prefix(Self.sentences)) : sentences
    return shown.map { $0 + "." }.joined(separator: " ")
      + (rest > 1 ? " The same holds for \(counted(rest)) more." : "")
  }

  private static let padding = 8.0

  /// The lines of a note in a figure of this width.
  private static func lines(_ note: String, width: Double) -> [String] {
    wrapped(note, to: max(width, 200) / Metrics.measuredText)
  }

  /// The height of a note below a figure, in CSS pixels.
  static func height(_ note: String, width: Double) -> Double {
    padding + Double(lines(note, width: width).count) * Metrics.lineHeight
  }

  /// The note below a figure that ends at `top`.
  static func markup(_ note: String, width: Double, top: Double) -> String {
    lines(note, width: width).enumerated().map { index, line in
      textElement(
        escaped(line), x: 0, y: top + padding + Double(index) * Metrics.lineHeight + 15,
        attributes: "fill=\"\(Paint.muted.value)\"")
    }.joined()
  }
}
