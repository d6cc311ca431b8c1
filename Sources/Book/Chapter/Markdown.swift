/// GitHub-flavoured Markdown as a tree.
public enum Markdown {
  /// The most nodes around another: recursive readings of the tree must not exhaust the stack.
  public static let depthLimit = 100

  public struct Node: Sendable, Equatable {
    public enum Kind: Sendable, Equatable {
      case document, paragraph, blockQuote, softBreak, lineBreak, emphasis, strong
      case strikethrough, thematicBreak
      /// An item of a list; `checked` is nil unless it is a task.
      case item(checked: Bool?)
      case list(ordered: Bool, start: Int, tight: Bool)
      case heading(level: Int)
      case codeBlock(info: String)
      case htmlBlock, htmlInline, text, code
      /// A character that the author escaped, `\@`, or wrote as an entity: it begins no reference, no citation,
      /// no formula, no callout and no inline value.
      case escaped
      case link(destination: String, title: String)
      case image(destination: String, title: String)
      case table(alignments: [Alignment])
      case tableHeader, tableRow, tableCell
      case footnoteReference(label: String)
      case footnoteDefinition(label: String)
      /// A node below `Markdown.depthLimit`, without its contents.
      case tooDeep
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

    public init(
      _ kind: Kind, literal: String = "", children: [Node] = [],
      startLine: Int = 0, startColumn: Int = 0, endLine: Int = 0, endColumn: Int = 0
    ) {
      self.kind = kind
      self.literal = literal
      self.children = children
      self.startLine = startLine
      self.startColumn = startColumn
      self.endLine = endLine
      self.endColumn = endColumn
    }

    /// Visits this node and its descendants, in the order of the text.
    public func walk(_ visit: (Node) throws -> Void) rethrows {
      try visit(self)
      for child in children { try child.walk(visit) }
    }
  }
}
