import SwiftParser
import SwiftSyntax
import Synchronization

/// A cell's code as it stands in the file, indented where the fence is, and its syntax.
struct CellSyntax: Sendable {
  let code: String
  let tree: SourceFileSyntax
  /// The line of the file at which the code begins.
  let firstLine: Int
  private let text: SourceText

  fileprivate init(_ cell: Cell, in chapter: Chapter) {
    code = (cell.fenceLine + 1..<cell.closingLine).map(chapter.text.line).joined(separator: "\n")
    tree = Parser.parse(source: code)
    firstLine = cell.fenceLine + 1
    text = SourceText(code)
  }

  var statements: CodeBlockItemListSyntax { tree.statements }

  /// The place in the file of a position in the code.
  func place(of position: AbsolutePosition) -> (line: Int, column: Int) {
    let place = text.place(of: position.utf8Offset)
    return (firstLine + place.line - 1, place.column)
  }

  /// A diagnostic at a node of the code.
  func problem(_ message: String, at node: some SyntaxProtocol, in chapter: Chapter) -> Diagnostic {
    let place = place(of: node.positionAfterSkippingLeadingTrivia)
    return Diagnostic(
      file: chapter.path, line: place.line, column: place.column, message: message)
  }
}

/// The syntax of a chapter's cells, each parsed once: parsing is the most of what a program takes.
final class CellSyntaxes: Sendable {
  private let parsed = Mutex<[Int: CellSyntax]>([:])

  fileprivate func syntax(of cell: Cell, in chapter: Chapter) -> CellSyntax {
    if let syntax = parsed.withLock({ $0[cell.index] }) { return syntax }
    let syntax = CellSyntax(cell, in: chapter)
    parsed.withLock { $0[cell.index] = syntax }
    return syntax
  }
}

extension Chapter {
  func syntax(of cell: Cell) -> CellSyntax { syntaxes.syntax(of: cell, in: self) }
}

/// A replacement of some bytes of a code; an insertion where the range is empty.
struct Edit {
  var range: Range<Int>
  var text: String
}

extension String {
  /// The text with edits that do not overlap.
  func applying(_ edits: [Edit]) -> String {
    var bytes = Array(utf8)
    for edit in edits.sorted(by: { $0.range.lowerBound > $1.range.lowerBound }) {
      bytes.replaceSubrange(edit.range, with: Array(edit.text.utf8))
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
