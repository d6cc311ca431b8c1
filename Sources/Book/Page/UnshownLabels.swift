import SwiftSyntax

extension PageWriter {
  /// Reports labels of figures and tables whose cells show nothing, as far as their options and code tell before
  /// they are executed.
  func reportUnshownLabels() {
    for cell in chapter.cells {
      guard let label = cell.options.label, label.hasPrefix("fig-") || label.hasPrefix("tbl-"),
        let reason = reason(whyNothingIsShownBy: cell)
      else { continue }
      report(
        "'\(label)' labels a cell that shows nothing, since \(reason), or remove the label",
        at: (cell.fenceLine, 1))
    }
  }

  private func reason(whyNothingIsShownBy cell: Cell) -> String? {
    let options = cell.options
    if !options.eval { return "it is not executed: remove “eval: false”" }
    if !options.include { return "it is left out of the page: remove “include: false”" }
    if options.error == .compile { return "it must not compile: remove “error: compile”" }
    let tree = chapter.syntax(of: cell).tree
    if !tree.hasError, tree.statements.allSatisfy(\.isMereDeclaration) {
      let kind = options.label?.hasPrefix("tbl-") == true ? "table" : "figure"
      return "it computes nothing: end it with the \(kind)"
    }
    return nil
  }
}

extension CodeBlockItemSyntax {
  /// Tells whether this executes nothing: a function, a type, an import.
  fileprivate var isMereDeclaration: Bool {
    guard case .decl(let declaration) = item else { return false }
    return [
      .functionDecl, .structDecl, .classDecl, .enumDecl, .protocolDecl, .extensionDecl, .actorDecl,
      .typeAliasDecl, .importDecl, .operatorDecl, .precedenceGroupDecl,
    ].contains(declaration.kind)
  }
}
