import Foundation
import Outputs

/// The markup of an output: a table, a picture, a film that the page's script plays.
package struct OutputMarkup {
  /// A picture as a page finds it.
  package struct Picture {
    /// The address, percent-encoded.
    var address: String
    /// CSS pixels.
    var width: Int
    /// CSS pixels.
    var height: Int
    /// Whether it opens by itself, large: a drawing.
    var opensLarge: Bool

    /// A picture at an address.
    package init(address: String, format: Output.Picture.Format, width: Int, height: Int) {
      (self.address, self.width, self.height) = (address, width, height)
      opensLarge = format == .svg
    }
  }

  package let html: String

  /// The markup of an output; nil for text, which needs none, and where a picture is missing.
  ///
  /// - Parameters:
  ///   - content: the output.
  ///   - picture: the picture that shows it.
  ///   - alt: the picture in words.
  package init?(_ content: Output.Content, picture: Picture?, alt: String) {
    switch (content, picture) {
    case (.text, _): return nil
    case (.table(let table), _):
      html = "<div class=table>\(TableMarkup(table).html)</div>\n"
    case (_, nil): return nil
    case (.film(let film), let picture?):
      html = Self.film(film, Self.image(picture, alt, isPixelated: film.isPixelated))
    case (.drawing, let picture?), (.images, let picture?):
      html =
        picture.opensLarge
        ? Self.drawing(picture, alt) : Self.image(picture, alt, isPixelated: true) + "\n"
    }
  }

  /// A drawing as the file that it is, which opens by itself without a script. Its own style knows light
  /// and dark and follows the `color-scheme` of the page that shows it, also where the reader chose it
  /// against the system.
  private static func drawing(_ picture: Picture, _ alt: String) -> String {
    """
    <a class=zoom\(HTML.attribute("href", picture.address))>\
    <img\(HTML.attribute("src", picture.address))\(HTML.attribute("alt", alt)) \
    width=\(picture.width) height=\(picture.height) loading=lazy></a>

    """
  }

  private static func image(_ picture: Picture, _ alt: String, isPixelated: Bool) -> String {
    """
    <img loading=lazy\(isPixelated ? " class=\"pixels\"" : "") src="\(HTML.escape(picture.address))" \
    alt="\(HTML.escape(alt))" width="\(picture.width)" height="\(picture.height)">
    """
  }

  /// A sheet of frames: without a script it is a film strip, with one a window on one of its frames.
  private static func film(_ film: Output.Film, _ sheet: String) -> String {
    let labels = HTML.escape(json(film.labels)).replacing("&quot;", with: "\"")
    return """
      <div class="scrubber" data-title="\(HTML.escape(film.title))" \
      data-frames="\(film.labels.count)" data-columns="\(film.columns)" \
      data-width="\(film.width)" data-height="\(film.height)" data-labels='\(labels)'>\(sheet)</div>

      """
  }

  private static func json(_ texts: [String]) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    return (try? encoder.encode(texts)).map { String(decoding: $0, as: UTF8.self) } ?? "[]"
  }
}

extension TableMarkup {
  /// A table that a cell showed, its numbers with a true minus sign.
  init(_ table: Output.Table) {
    alignments = table.columns.map { $0.isNumeric ? "right" : "" }
    head = [table.columns.map { HTML.text($0.heading) }]
    body = table.rows.map { row in
      zip(table.columns, row).map { column, cell in
        HTML.text(column.isNumeric ? cell.replacing("-", with: "−") : cell)
      }
    }
  }
}
