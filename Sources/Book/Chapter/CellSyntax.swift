import SwiftSyntax
import Synchronization

/// A cell's code as in the file, indentation included, and its syntax tree.
struct CellSyntax: Sendable {
  let code: String
  /// The tree; empty where the code is nested too deep to be read.
  let tree: SourceFileSyntax
  /// The position in the code of what is nested too deep.
  let excess: AbsolutePosition?
  /// The line of the file where the code begins.
  fileprivate(set) var firstLine: Int
  private let text: SourceText

  fileprivate init(_ code: String, firstLine: Int) {
    (self.code, self.firstLine) = (code, firstLine)
    (tree, excess) = SyntaxDepth.parse(code)
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

/// The syntax trees of a chapter's cells, each parsed once: parsing dominates the making of a program.
final class CellSyntaxes: Sendable {
  private let state = Mutex(State())

  private struct State {
    var parsed: [Int: CellSyntax] = [:]
    /// The trees of an earlier text of the chapter, by their code.
    var earlier: [String: CellSyntax] = [:]
  }

  /// Takes the trees of an earlier text of the chapter, most of whose cells are unchanged.
  func reuse(_ other: CellSyntaxes) {
    let known = other.state.withLock { known -> [String: CellSyntax] in
      // After a change of the prose alone nothing was parsed.
      guard !known.parsed.isEmpty else { return known.earlier }
      return Dictionary(known.parsed.values.map { ($0.code, $0) }) { first, _ in first }
    }
    state.withLock { $0.earlier = known }
  }

  fileprivate func syntax(of cell: Cell, in chapter: Chapter) -> CellSyntax {
    if let syntax = state.withLock({ $0.parsed[cell.index] }) { return syntax }
    let firstLine = cell.fenceLine + 1
    let code = (firstLine..<cell.closingLine).map(chapter.text.line).joined(separator: "\n")
    var syntax =
      state.withLock { $0.earlier[code] } ?? CellSyntax(code, firstLine: firstLine)
    syntax.firstLine = firstLine
    state.withLock { $0.parsed[cell.index] = syntax }
    return syntax
  }
}

extension Chapter {
  func syntax(of cell: Cell) -> CellSyntax { syntaxes.syntax(of: cell, in: self) }
}

/// A replacement of some bytes of code; an insertion if the range is empty.
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
