import SwiftSyntax

/// Loops within loops within loops: code that does the arithmetic itself.
final class DeepLoops: SyntaxVisitor {
  private var depth = 0
  private var deepest = 0

  static func areFound(in unit: ProgramUnit) -> Bool {
    let search = DeepLoops(viewMode: .sourceAccurate)
    search.walk(unit.node)
    return search.deepest >= 3
  }

  private func enter() -> SyntaxVisitorContinueKind {
    depth += 1
    deepest = max(deepest, depth)
    return .visitChildren
  }

  override func visit(_ node: ForStmtSyntax) -> SyntaxVisitorContinueKind { enter() }
  override func visitPost(_ node: ForStmtSyntax) { depth -= 1 }
  override func visit(_ node: WhileStmtSyntax) -> SyntaxVisitorContinueKind { enter() }
  override func visitPost(_ node: WhileStmtSyntax) { depth -= 1 }
}
