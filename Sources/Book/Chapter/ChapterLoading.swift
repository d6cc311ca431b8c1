import Foundation
import Outputs

extension Chapter {
  /// The most bytes of a chapter's file: twenty times a long chapter, whose page takes seconds to make.
  static let largest = TextFile.largest

  /// Reads a chapter's file.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - displayPath: its path in messages, `Chapters/02-swiss-roll.md`.
  ///   - known: an earlier reading, returned if the text is the same; else the syntax trees of unchanged cells
  ///     are taken from it.
  /// - Throws: `Diagnostics` with all faults of the file.
  public static func load(
    path: String, displayPath: String, reusing known: Chapter? = nil
  ) throws -> Chapter {
    let data: Data
    do {
      data = try RegularFile.data(path)
    } catch {
      throw Diagnostics([Diagnostic(file: displayPath, line: 1, message: "this file \(error)")])
    }
    guard data.count <= largest else {
      let sizes = ((data.count + (1 << 20) - 1) >> 20, largest >> 20)
      throw Diagnostics([
        Diagnostic(
          file: displayPath, line: 1,
          message: "this file has \(sizes.0) MB, a chapter at most \(sizes.1) MB: split it")
      ])
    }
    let source = try decode(Array(data), file: displayPath)
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    if let known, known.source == source, (known.path, known.folder) == (displayPath, folder) {
      return known
    }
    var chapter = try parse(source, displayPath: displayPath)
    chapter.folder = folder
    if let known { chapter.syntaxes.reuse(known.syntaxes) }
    return chapter
  }

  /// Parses the text of a chapter's file.
  ///
  /// - Throws: `Diagnostics` with all faults of the text.
  public static func parse(_ source: String, displayPath: String) throws -> Chapter {
    let text = SourceText(source)
    var problems: [Diagnostic] = []
    let frontMatter = FrontMatter.parse(text, file: displayPath, problems: &problems)
    guard let frontMatter else { throw Diagnostics(problems) }
    // Blank lines replace the front matter, so that the parser counts the file's lines.
    let prose =
      Array(repeating: "", count: frontMatter.lastLine)
      + source.split(separator: "\n", omittingEmptySubsequences: false)
      .dropFirst(frontMatter.lastLine).map(String.init)
    let document = Markdown.parse(prose.joined(separator: "\n"))
    problems += document.tooDeep(in: displayPath)
    let cells = Cell.all(in: document, text: text, file: displayPath, problems: &problems)
    let inlineValues = InlineValue.all(in: document, file: displayPath, problems: &problems)
    for cell in cells {
      guard let caption = cell.options.caption, caption.utf8.count > Markdown.depthLimit else {
        continue
      }
      problems += Markdown.parse(caption).tooDeep(in: displayPath, line: cell.fenceLine)
    }
    let labels = cells.compactMap(\.options.label)
    if let cover = frontMatter.cover, !labels.contains(cover) {
      problems.append(
        Diagnostic(
          file: displayPath, line: frontMatter.coverLine,
          message: "no figure has the label “\(cover)”" + suggestion(for: cover, among: labels)))
    }
    guard problems.isEmpty else { throw Diagnostics(problems.sorted { $0.line < $1.line }) }
    return Chapter(
      path: displayPath, slug: slug(of: displayPath), text: text, frontMatter: frontMatter,
      document: document, cells: cells, inlineValues: inlineValues)
  }

  /// A file's name without its extension.
  public static func slug(of path: String) -> String {
    URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
  }

  /// The text of UTF-8 bytes, with line breaks of one character.
  private static func decode(_ bytes: [UInt8], file: String) throws -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Diagnostics([notUTF8(bytes, file: file)])
    }
    let marker = "\u{FEFF}"
    return (text.hasPrefix(marker) ? String(text.dropFirst()) : text)
      .replacingOccurrences(of: "\r\n", with: "\n")
  }

  /// The diagnostic for the first byte that is not UTF-8.
  private static func notUTF8(_ bytes: [UInt8], file: String) -> Diagnostic {
    var valid = 0
    var decoder = Unicode.UTF8.ForwardParser()
    var iterator = bytes.makeIterator()
    while case .valid(let scalar) = decoder.parseScalar(from: &iterator) { valid += scalar.count }
    let lines = bytes[..<valid].split(
      separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let byte = String(bytes[valid], radix: 16, uppercase: true)
    return Diagnostic(
      file: file, line: lines.count, column: (lines.last?.count ?? 0) + 1,
      message: "the byte 0x\(byte) is not UTF-8; save the file as UTF-8")
  }
}
