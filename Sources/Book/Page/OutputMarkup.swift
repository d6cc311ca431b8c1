import Foundation
import Outputs

/// The HTML of outputs: tables, pictures, films that the page's script plays.
package enum OutputMarkup {
  /// A picture at an address of the page.
  package struct Picture {
    /// The address, percent-encoded.
    var address: String
    var format: Output.Picture.Format
    /// Width and height, in CSS pixels.
    var size: (width: Int, height: Int)

    package init(address: String, format: Output.Picture.Format, size: (Int, Int)) {
      (self.address, self.format, self.size) = (address, format, size)
    }
  }

  /// The HTML of an output; nil for text, and where a picture is missing.
  ///
  /// - Parameters:
  ///   - content: the output.
  ///   - picture: the picture that shows it.
  ///   - alt: the picture in words.
  package static func html(
    _ content: Output.Content, picture: Picture?, alt: String
  ) -> String? {
    switch (content, picture) {
    case (.text, _): nil
    case (.table(let table), _):
      "<div class=table>\(TableMarkup(table).html)</div>\n" + note(content)
    case (_, nil): nil
    case (.film(let film), let picture?):
      self.film(film, image(picture, alt, isPixelated: film.isPixelated)) + note(content)
    case (.drawing, let picture?), (.images, let picture?):
      picture.format == .svg
        ? drawing(picture, alt) : image(picture, alt, isPixelated: true) + "\n"
    }
  }

  /// The words under an output whose file does not have them, as a drawing has.
  private static func note(_ content: Output.Content) -> String {
    content.note.map { "<p class=note>\(HTML.text($0))</p>\n" } ?? ""
  }

  /// A drawing as the file that it is, which opens by itself without a script. Its own style knows light
  /// and dark and follows the `color-scheme` of the page that shows it, also where the reader chose it
  /// against the system.
  private static func drawing(_ picture: Picture, _ alt: String) -> String {
    """
    <a class=zoom\(HTML.attribute("href", picture.address))>\
    <img\(HTML.attribute("src", picture.address))\(HTML.attribute("alt", alt)) \
    width=\(picture.size.width) height=\(picture.size.height) loading=lazy></a>

    """
  }

  private static func image(_ picture: Picture, _ alt: String, isPixelated: Bool) -> String {
    """
    <img loading=lazy\(isPixelated ? " class=\"pixels\"" : "") src="\(HTML.escape(picture.address))" \
    alt="\(HTML.escape(alt))" width="\(picture.size.width)" height="\(picture.size.height)">
    """
  }

  /// A sprite sheet, with its title and the place of the controls by which the page's script shows one of the
  /// frames.
  private static func film(_ film: Output.Film, _ sheet: String) -> String {
    let title = HTML.escape(film.title)
    let rows = (film.labels.count + film.columns - 1) / max(1, film.columns)
    return """
      <div class="scrubber" style="--width:\(film.width);--height:\(film.height);\
      --columns:\(film.columns);--rows:\(rows)" data-title="\(title)" \
      data-frames="\(film.labels.count)" data-columns="\(film.columns)" data-labels=\(HTML.quoted(film.labels))>\
      \(title.isEmpty ? "" : "<p class=scrubber-title>\(title)</p>")\
      <div class=window>\(sheet)</div><div class=controls></div></div>

      """
  }
}

extension TableMarkup {
  /// The table of an output.
  fileprivate init(_ table: Output.Table) {
    alignments = table.columns.map { $0.isNumeric ? "right" : "" }
    head = [table.columns.map { HTML.text(TerminalText.plain($0.heading)) }]
    body = table.typesetRows.map { $0.map { HTML.text(TerminalText.plain($0)) } }
  }
}

extension Output.Table {
  /// The rows, with a true minus sign in columns of numbers.
  var typesetRows: [[String]] {
    rows.map { row in
      zip(columns, row).map { $0.isNumeric ? $1.replacing("-", with: "−") : $1 }
    }
  }
}
