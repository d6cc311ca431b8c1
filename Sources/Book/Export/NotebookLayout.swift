/// The parts of a chapter that a notebook does not read as running text.
struct NotebookLayout {
  /// The blocks of code and of HTML, by their first lines.
  private(set) var blocks: [Int: Markdown.Node] = [:]
  /// The lines of tables, where `\|` stands for a bar, even in code.
  private(set) var tableLines: Set<Int> = []

  init(_ document: Markdown.Node) {
    var blocks: [Int: Markdown.Node] = [:]
    var lines: Set<Int> = []
    document.walk { node in
      switch node.kind {
      case .codeBlock, .htmlBlock: blocks[node.startLine] = node
      case .table: lines.formUnion(node.startLine...max(node.startLine, node.endLine))
      default: break
      }
    }
    (self.blocks, tableLines) = (blocks, lines)
  }
}
