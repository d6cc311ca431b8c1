import Foundation
import Outputs

/// The MIME bundle of an output in a notebook: the value in several media types, of which a program shows the
/// richest that it supports.
struct OutputMedia {
  /// The value by media type; bytes in base64.
  let media: [String: String]

  /// - Parameter folder: the chapter's folder in the site, where the picture is.
  init(_ content: Output.Content, _ picture: RecordedPicture?, in folder: URL) throws {
    var media = ["text/plain": TerminalText.plain(content.text)]
    if case .table(let table) = content {
      let note = content.note.map { "<p>\(HTML.escape($0))</p>\n" } ?? ""
      media["text/html"] = Self.html(table) + note
    }
    if let picture {
      let file = folder.appending(path: picture.file.name)
      guard let bytes = try? RegularFile.data(file.path) else {
        throw Diagnostic(
          file: file.relativePath, line: 1, message: "this figure is missing: run the chapter")
      }
      media[picture.format.mediaType] =
        picture.format == .svg
        ? String(decoding: bytes, as: UTF8.self) : bytes.base64EncodedString()
    }
    self.media = media
  }

  /// A table whose columns are aligned by attributes, since a notebook has no style sheet of ours.
  private static func html(_ table: Output.Table) -> String {
    func cell(_ text: String, _ column: Output.Table.Column, _ tag: String, _ scope: String = "")
      -> String
    {
      let alignment = column.isNumeric ? " align=\"right\"" : ""
      return "<\(tag)\(scope)\(alignment)>\(HTML.escape(TerminalText.plain(text)))</\(tag)>\n"
    }
    let heads = table.columns.map { cell($0.heading, $0, "th", " scope=\"col\"") }.joined()
    let rows = table.typesetRows.map { row in
      "<tr>\n" + zip(row, table.columns).map { cell($0, $1, "td") }.joined() + "</tr>\n"
    }
    return "<table>\n<thead>\n<tr>\n\(heads)</tr>\n</thead>\n<tbody>\n\(rows.joined())"
      + "</tbody>\n</table>\n"
  }
}
