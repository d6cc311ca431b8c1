/// The index of the search: the text of every section of the book, as written in the chapters.
struct SearchIndex: Encodable {
  static let fileName = "search.js"

  /// A section: its address, its title, and its text.
  struct Section: Encodable, Equatable {
    var address: String
    var chapter: String
    var title: String
    var text: String
  }

  private(set) var sections: [Section] = []

  func encode(to encoder: any Encoder) throws { try sections.encode(to: encoder) }

  /// Adds a chapter that has a page.
  mutating func add(_ chapter: Chapter) {
    let outline = Outline(chapter)
    let page = "\(WebAddress.encoded(chapter.slug))/index.html"
    let name = chapter.frontMatter.title
    var section = Section(
      address: page, chapter: name, title: name, text: chapter.frontMatter.summary)
    var headings = 0
    for block in chapter.document.children {
      if case .heading = block.kind {
        sections.append(section)
        let title = Labeled(heading: block).nodes.map(\.plainText).joined()
        section = Section(
          address: "\(page)#\(outline.headingIDs[headings])", chapter: name, title: title, text: "")
      } else {
        section.text += " " + block.searchText
      }
      block.walk { if case .heading = $0.kind { headings += 1 } }
    }
    sections.append(section)
  }

  /// Adds the page of symbols and terms.
  mutating func add(_ symbols: Symbols) {
    let title = SymbolsPage.title
    for symbol in symbols.entries {
      let address = "\(SymbolsPage.fileName)#\(symbol.id)"
      sections.append(
        Section(
          address: address, chapter: title, title: symbol.name,
          text: [symbol.symbol, symbol.meaning].compactMap(\.self).joined(separator: " ")))
    }
  }
}

extension Markdown.Node {
  /// The text of a block, with its code and formulas, in one line.
  fileprivate var searchText: String {
    let text: String =
      switch kind {
      case .codeBlock: PageWriter.shownCode(literal)
      case .code where InlineValue.expression(of: literal) != nil: ""
      case .softBreak, .lineBreak: " "
      case .htmlInline, .htmlBlock: HTML.textOnly(literal)
      case .footnoteReference: ""
      case .text, .code, .escaped: literal
      case .paragraph, .item, .tableCell: children.map(\.searchText).joined() + " "
      default: children.map(\.searchText).joined()
      }
    return text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      + (text.last?.isWhitespace == true ? " " : "")
  }
}
