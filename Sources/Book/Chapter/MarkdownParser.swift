import CMarkGFM
import Foundation

// The only file that imports libcmark-gfm.

extension Markdown {
  /// Parses GitHub-flavoured Markdown: tables, strikethrough, bare links, task lists and footnotes.
  ///
  /// Footnote definitions come last, in the order of their first reference; a reference carries the
  /// label that its author wrote. Lines and columns are those of `source`.
  public static func parse(_ source: String) -> Node {
    cmark_gfm_core_extensions_ensure_registered()
    let parser = cmark_parser_new(CMARK_OPT_FOOTNOTES | CMARK_OPT_UNSAFE)
    defer { cmark_parser_free(parser) }
    for name in ["table", "strikethrough", "autolink", "tasklist"] {
      cmark_parser_attach_syntax_extension(parser, cmark_find_syntax_extension(name))
    }
    var text = source
    text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) {
        cmark_parser_feed(parser, $0.baseAddress, $0.count)
      }
    }
    guard let root = cmark_parser_finish(parser) else { return Node(.document) }
    defer { cmark_node_free(root) }
    var document = node(root, depth: 0)
    MarkdownPositions.correct(&document, in: SourceText(source))
    return document
  }

  private static func node(_ node: OpaquePointer, depth: Int) -> Node {
    let isTooDeep = depth > depthLimit
    return Node(
      isTooDeep ? .tooDeep : kind(of: node),
      literal: isLeaf(node) ? literal(of: node) : "",
      children: isTooDeep ? [] : children(of: node).map { self.node($0, depth: depth + 1) },
      startLine: Int(cmark_node_get_start_line(node)),
      startColumn: Int(cmark_node_get_start_column(node)),
      endLine: Int(cmark_node_get_end_line(node)),
      endColumn: Int(cmark_node_get_end_column(node)))
  }

  private static func kind(of node: OpaquePointer) -> Node.Kind {
    switch typeName(of: node) {
    case "document": .document
    case "block_quote": .blockQuote
    case "list":
      .list(
        ordered: cmark_node_get_list_type(node) == CMARK_ORDERED_LIST,
        start: Int(cmark_node_get_list_start(node)),
        tight: cmark_node_get_list_tight(node) != 0)
    case "item": .item(checked: nil)
    case "tasklist": .item(checked: cmark_gfm_extensions_get_tasklist_item_checked(node))
    case "code_block": .codeBlock(info: string(cmark_node_get_fence_info(node)))
    case "html_block": .htmlBlock
    case "heading": .heading(level: Int(cmark_node_get_heading_level(node)))
    case "thematic_break": .thematicBreak
    case "footnote_definition": .footnoteDefinition(label: footnoteLabel(of: node))
    case "footnote_reference": .footnoteReference(label: footnoteLabel(of: node))
    case "text": .text
    case "softbreak": .softBreak
    case "linebreak": .lineBreak
    case "code": .code
    case "html_inline": .htmlInline
    case "emph": .emphasis
    case "strong": .strong
    case "strikethrough": .strikethrough
    case "link": .link(destination: destination(of: node), title: title(of: node))
    case "image": .image(destination: destination(of: node), title: title(of: node))
    case "table": .table(alignments: alignments(of: node))
    case "table_header": .tableHeader
    case "table_row": .tableRow
    case "table_cell": .tableCell
    default: .paragraph
    }
  }

  private static func children(of node: OpaquePointer) -> [OpaquePointer] {
    Array(
      sequence(first: cmark_node_first_child(node)) { cmark_node_next($0) }.prefix { $0 != nil }
    )
    .compactMap { $0 }
  }

  /// The label of a footnote's definition or reference, which cmark exposes only as Markdown.
  private static func footnoteLabel(of node: OpaquePointer) -> String {
    guard let markdown = cmark_render_commonmark(node, CMARK_OPT_DEFAULT, 0) else { return "" }
    defer { free(markdown) }
    return String(string(markdown).dropFirst(2).prefix { $0 != "]" })
  }

  private static func alignments(of table: OpaquePointer) -> [Node.Alignment] {
    let count = Int(cmark_gfm_extensions_get_table_columns(table))
    guard let letters = cmark_gfm_extensions_get_table_alignments(table) else { return [] }
    return (0..<count).map {
      switch UnicodeScalar(letters[$0]) {
      case "l": .left
      case "c": .center
      case "r": .right
      default: .none
      }
    }
  }

  private static func isLeaf(_ node: OpaquePointer) -> Bool {
    ["code_block", "html_block", "text", "code", "html_inline"].contains(typeName(of: node))
  }

  private static func typeName(of node: OpaquePointer) -> String {
    // cmark's own names leave out footnotes.
    switch cmark_node_get_type(node) {
    case CMARK_NODE_FOOTNOTE_DEFINITION: "footnote_definition"
    case CMARK_NODE_FOOTNOTE_REFERENCE: "footnote_reference"
    default: string(cmark_node_get_type_string(node))
    }
  }

  private static func literal(of node: OpaquePointer) -> String {
    string(cmark_node_get_literal(node))
  }

  private static func destination(of node: OpaquePointer) -> String {
    string(cmark_node_get_url(node))
  }

  private static func title(of node: OpaquePointer) -> String {
    string(cmark_node_get_title(node))
  }

  private static func string(_ text: UnsafePointer<CChar>?) -> String {
    text.map { String(cString: $0) } ?? ""
  }
}
