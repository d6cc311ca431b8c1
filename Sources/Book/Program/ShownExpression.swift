import SwiftSyntax

/// A cell's last statement, if it is a bare expression: its value is shown, as in every notebook.
struct ShownExpression {
  /// The call's opening, right after the token before the expression, so that no column changes. Nil if the
  /// expression is the cell's first code; the opening then goes on the fence.
  var opening: Edit?
  var closing: Edit

  /// Nil if the last statement shows nothing: a declaration, a loop, an assignment.
  init?(in statements: CodeBlockItemListSyntax, call: String) {
    guard let last = statements.last, case .expr(let expression) = last.item,
      !Self.isAssignment(expression),
      let lastToken = expression.lastToken(viewMode: .sourceAccurate)
    else { return nil }
    let end = lastToken.endPositionBeforeTrailingTrivia.utf8Offset
    closing = Edit(range: end..<end, text: ")")
    guard let before = expression.previousToken(viewMode: .sourceAccurate) else { return }
    var start = before.endPositionBeforeTrailingTrivia.utf8Offset
    var separator = before.tokenKind == .semicolon ? "" : ";"
    if before.tokenKind == .poundEndif {
      start = expression.positionAfterSkippingLeadingTrivia.utf8Offset
      separator = ""
    }
    opening = Edit(range: start..<start, text: "\(separator)\(call)(")
  }

  private static func isAssignment(_ expression: ExprSyntax) -> Bool {
    guard let sequence = expression.as(SequenceExprSyntax.self) else { return false }
    return sequence.elements.contains { $0.is(AssignmentExprSyntax.self) }
  }
}
