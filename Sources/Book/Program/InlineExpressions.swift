import SwiftSyntax

extension Chapter {
  /// The inline values whose text is more or less than one expression.
  ///
  /// The program passes each to a function, so that a comment left open would swallow what follows, and a
  /// bracket closed too early would begin statements.
  func misplacedStatements() -> [Diagnostic] {
    inlineValues.filter { !$0.isOneExpression }.map { value in
      Diagnostic(
        file: path, line: value.line, column: value.column,
        message: "an inline value is one expression, without statements and without a comment "
          + "that runs on: move the rest to a cell")
    }
  }
}

extension InlineValue {
  /// Tells whether brackets around the text hold exactly one value and end where they should.
  fileprivate var isOneExpression: Bool {
    let (tree, excess) = SyntaxDepth.parse("(\(expression))")
    guard excess == nil else { return true }
    guard !tree.hasError, tree.statements.count == 1, let item = tree.statements.first,
      item.semicolon == nil, let tuple = item.item.as(TupleExprSyntax.self),
      tuple.elements.count == 1, let element = tuple.elements.first
    else { return false }
    return element.label == nil && element.trailingComma == nil
  }
}
