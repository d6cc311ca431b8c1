import SwiftSyntax

extension Chapter {
  /// Statements in exported cells, which may hold declarations only.
  func misplacedExports() -> [Diagnostic] {
    cells.filter { $0.options.export && $0.isExecuted }.flatMap { cell -> [Diagnostic] in
      let syntax = syntax(of: cell)
      return syntax.statements.compactMap { statement in
        if case .decl = statement.item { return nil }
        return syntax.problem(
          "a cell with “export” holds declarations only; move this to a cell of its own",
          at: statement, in: self)
      }
    }
  }
}
