/// GitHub-flavoured Markdown as a tree. (The parser, on libcmark-gfm, fills this in.)
public enum Markdown {
  public struct Node: Sendable, Equatable {
    public enum Kind: Sendable, Equatable {
      case document, paragraph, blockQuote, item, softBreak, lineBreak, emphasis, strong
      case strikethrough, thematicBreak
      case list(ordered: Bool, start: Int, tight: Bool)
      case heading(level: Int)
      case codeBlock(info: String)
      case htmlBlock, htmlInline, text, code
      case link(destination: String, title: String)
      case image(destination: String, title: String)
      case table(alignments: [Alignment])
      case tableHeader, tableRow, tableCell
      case footnoteReference(label: String)
      case footnoteDefinition(label: String)
    }
    public enum Alignment: Sendable, Equatable { case none, left, center, right }
    public var kind: Kind
    /// The text of a leaf: text, code, code block, HTML.
    public var literal: String
    public var children: [Node]
    /// Lines and columns count from 1; columns are UTF-8 bytes; the end is inclusive.
    public var startLine: Int
    public var startColumn: Int
    public var endLine: Int
    public var endColumn: Int
  }
}
