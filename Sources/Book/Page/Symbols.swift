import Foundation
import Yams

/// The symbols of the book with their names in the code, and its terms, from `symbols.yaml`:
///
///     - symbol: \bar\alpha_t
///       code: alphaBar
///       meaning: How much of the data's variance is left at step t.
///       chapter: 01-noise-and-gradients
///     - word: schedule
///       meaning: How much noise each step adds.
///       chapter: 02-swiss-roll
public struct Symbols: Sendable {
  public static let fileName = "symbols.yaml"

  /// A symbol or a term.
  public struct Entry: Sendable, Equatable, Decodable {
    /// TeX; nil for a term.
    public var symbol: String?
    /// Nil for a symbol.
    public var word: String?
    /// The name in the code; nil where the code has none.
    public var code: String?
    /// Markdown of one paragraph.
    public var meaning: String
    /// The chapter that introduces it.
    public var chapter: String

    /// The line of the file on which it begins.
    fileprivate(set) var line = 1

    private enum CodingKeys: String, CodingKey { case symbol, word, code, meaning, chapter }

    /// The name that readers look it up by.
    var name: String { word ?? code ?? symbol ?? "" }

    /// The anchor on the page: `symbol-alphaBar`, `word-schedule`.
    var id: String { (word == nil ? "symbol-" : "word-") + HTML.slug(name) }
  }

  public private(set) var entries: [Entry] = []
  /// The file's path in messages.
  private(set) var path = Symbols.fileName

  public init() {}

  /// Reads the file; without a file there are no symbols.
  ///
  /// - Throws: `Diagnostics` at the lines that are wrong.
  public init(contentsOf path: String, in book: Book) throws {
    guard let text = try TextFile.readIfPresent(path) else {
      self.init()
      return
    }
    try self.init(yaml: text, path: path, in: book)
  }

  /// - Throws: `Diagnostics` at the lines that are wrong.
  init(yaml: String, path: String, in book: Book) throws {
    self.path = path
    var problems: [Diagnostic] = []
    for node in try YAMLList(yaml, path: path, item: "symbol").items {
      do {
        try add(node, path: path, in: book)
      } catch let error as Diagnostic {
        problems.append(error)
      }
    }
    guard problems.isEmpty else { throw Diagnostics(problems) }
  }

  private mutating func add(_ node: Node, path: String, in book: Book) throws {
    let line = node.mark?.line ?? 1
    func wrong(_ message: String) -> Diagnostic {
      Diagnostic(file: path, line: line, message: message)
    }
    var entry: Entry
    do {
      entry = try YAMLDecoder().decode(Entry.self, from: node)
    } catch let error as DecodingError {
      throw wrong(error.message(for: "symbol"))
    }
    entry.line = line
    guard (entry.symbol == nil) != (entry.word == nil) else {
      throw wrong("expected either 'symbol' or 'word'")
    }
    guard !entries.contains(where: { $0.id == entry.id }) else {
      throw wrong("'\(entry.name)' is listed twice")
    }
    guard !book.unread.contains(entry.chapter) else { return }
    guard let chapter = book.chapter(slug: entry.chapter) else {
      throw wrong("there is no chapter '\(entry.chapter)'")
    }
    if let code = entry.code, !chapter.source.contains(code) {
      throw wrong("'\(code)' does not occur in \(chapter.slug)")
    }
    entries.append(entry)
  }
}
