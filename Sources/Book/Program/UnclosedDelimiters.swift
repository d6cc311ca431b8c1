import SwiftSyntax

/// Delimiters that a cell opens and does not close.
///
/// The compiler would report them at the program's end, far below the cell. This check runs before the compiler
/// and names the opening delimiter.
private final class Unclosed: SyntaxVisitor {
  /// Open brackets, with their positions and the brackets that would close them.
  private(set) var brackets: [(position: AbsolutePosition, opening: String, closing: String)] = []
  /// Open strings and comments, which swallow the brackets that follow.
  private(set) var texts: [(position: AbsolutePosition, opening: String, closing: String)] = []

  init(in tree: SourceFileSyntax) {
    super.init(viewMode: .all)
    walk(tree)
  }

  override func visit(_ token: TokenSyntax) -> SyntaxVisitorContinueKind {
    lookForComments(around: token)
    guard token.presence == .missing, let parent = token.parent else { return .skipChildren }
    switch token.tokenKind {
    case .rightBrace, .rightParen, .rightSquare, .rightAngle:
      if let opening = parent.firstToken(where: \.isOpeningBracket) {
        let position = opening.positionAfterSkippingLeadingTrivia
        brackets.append((position, "“\(opening.text)”", "“\(token.text)”"))
      }
    case .poundEndif:
      brackets.append((parent.positionAfterSkippingLeadingTrivia, "“#if”", "“#endif”"))
    case .stringQuote, .multilineStringQuote:
      texts.append((parent.positionAfterSkippingLeadingTrivia, "text", "‘\(token.text)’"))
    default: break
    }
    return .skipChildren
  }

  private func lookForComments(around token: TokenSyntax) {
    look(in: token.leadingTrivia, from: token.position)
    look(in: token.trailingTrivia, from: token.endPositionBeforeTrailingTrivia)
  }

  private func look(in trivia: Trivia, from start: AbsolutePosition) {
    var position = start
    for piece in trivia {
      let comment: String? =
        switch piece {
        case .blockComment(let text), .docBlockComment(let text): text
        default: nil
        }
      if let comment, comment.ranges(of: "/*").count > comment.ranges(of: "*/").count {
        texts.append((position, "comment", "“*/”"))
      }
      position += piece.sourceLength
    }
  }
}

extension SyntaxProtocol {
  fileprivate func firstToken(where isWanted: (TokenSyntax) -> Bool) -> TokenSyntax? {
    children(viewMode: .sourceAccurate).lazy.compactMap { $0.as(TokenSyntax.self) }
      .first(where: isWanted)
  }
}

extension TokenSyntax {
  fileprivate var isOpeningBracket: Bool {
    switch tokenKind {
    case .leftBrace, .leftParen, .leftSquare, .leftAngle: true
    default: false
    }
  }
}

extension Chapter {
  /// Unclosed delimiters of the cells, at the chapter's lines.
  ///
  /// - Parameter exportsOnly: whether to check exported cells only.
  func unclosed(exportsOnly: Bool) -> [Diagnostic] {
    cells.filter { $0.isExecuted && $0.options.error != .compile }
      .filter { $0.options.export || !exportsOnly }
      .flatMap { cell -> [Diagnostic] in
        let syntax = syntax(of: cell)
        guard syntax.tree.hasError else { return [] }
        let unclosed = Unclosed(in: syntax.tree)
        return (unclosed.texts.isEmpty ? unclosed.brackets : unclosed.texts)
          .sorted { $0.position < $1.position }
          .map { found in
            let place = syntax.place(of: found.position)
            let message =
              "this \(found.opening) is not closed in its cell: \(found.closing) is missing"
            return Diagnostic(
              file: path, line: place.line, column: place.column, message: message)
          }
      }
  }
}
