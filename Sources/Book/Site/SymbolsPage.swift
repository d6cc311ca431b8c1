import Foundation

/// The page of all symbols and terms: notation in the papers, name in the code, meaning, and chapter.
struct SymbolsPage {
  static let title = "Symbols and terms"
  static let fileName = "symbols.html"

  var identity = SiteIdentity()
  var symbols: Symbols
  var book: Book
  var mathematics: Mathematics
  /// Slugs of the chapters that have a page.
  var published: Set<String>

  /// - Throws: `Diagnostics` with every mistake in a formula.
  func html() throws -> String {
    var problems: [Diagnostic] = []
    let entries = symbols.entries.map { entry -> [String: Any] in
      func formula(_ tex: String) -> String {
        switch mathematics.html(tex, display: false) {
        case .success(let html): return html
        case .failure(let mistake):
          problems.append(
            Diagnostic(
              file: symbols.path, line: entry.line,
              message: "TeX: \(mistake.message), in '\(tex)'"))
          return ""
        }
      }
      let chapter = book.chapter(slug: entry.chapter)
      return [
        "id": entry.id,
        "symbol": entry.symbol.map(formula) ?? "",
        "word": entry.word ?? "",
        "isWord": entry.word != nil,
        "code": entry.code ?? "",
        "hasCode": entry.code != nil,
        "meaning": Self.html(entry.meaning, formula: formula),
        "chapter": chapter?.frontMatter.title ?? "",
        "address": published.contains(entry.chapter)
          ? "\(WebAddress.encoded(entry.chapter))/index.html"
          : WebAddress.card(of: entry.chapter),
      ]
    }
    guard problems.isEmpty else { throw Diagnostics(problems) }
    func isWord(_ entry: [String: Any]) -> Bool { entry["isWord"] as? Bool == true }
    let words = entries.filter(isWord)
    return try Template.symbols.render([
      "book": identity.title, "policy": SiteIdentity.policy, "root": "", "title": Self.title,
      "symbols": entries.filter { !isWord($0) }, "words": words, "hasWords": !words.isEmpty,
    ])
  }

  /// A meaning with its formulas and code.
  private static func html(_ meaning: String, formula: (String) -> String) -> String {
    let nodes = Markdown.parse(meaning).children.flatMap(\.children)
    return Inlines(nodes).items.map { item in
      if item.isFormula {
        return item.html(formula: formula(item.node.literal)) { HTML.escape($0) }
      }
      let text = HTML.escape(item.node.plainText)
      return item.node.kind == .code ? "<code>\(text)</code>" : text
    }.joined()
  }
}
