import SwiftSyntax

/// Finds `#sourceLocation`, after which the compiler would number the lines of the chapter's program anew.
private final class LineDirectives: SyntaxVisitor {
  private(set) var all: [PoundSourceLocationSyntax] = []

  override func visit(_ node: PoundSourceLocationSyntax) -> SyntaxVisitorContinueKind {
    all.append(node)
    return .skipChildren
  }
}

extension Chapter {
  /// The faults of cells that name other lines than the chapter's.
  ///
  /// - Parameter exportsOnly: whether to check exported cells only.
  func lineDirectives(exportsOnly: Bool) -> [Diagnostic] {
    cells.filter { $0.isExecuted && ($0.options.export || !exportsOnly) }
      .filter { $0.code.contains("#sourceLocation") }
      .flatMap { cell in
        let syntax = syntax(of: cell)
        let directives = LineDirectives(viewMode: .sourceAccurate)
        directives.walk(syntax.tree)
        return directives.all.map {
          syntax.problem(
            "#sourceLocation would have all errors below it name other lines: remove it", at: $0,
            in: self)
        }
      }
  }
}
