import SwiftSyntax

extension Chapter {
  /// The faults of cells of parameters with code that is no parameter: no setting could change it.
  func misplacedInParameters() -> [Diagnostic] {
    cells.filter { $0.options.parameters && $0.isExecuted && $0.options.error == nil }
      .flatMap { cell in
        let syntax = syntax(of: cell)
        return syntax.statements.flatMap { statement -> [Diagnostic] in
          guard case .decl(let declaration) = statement.item else { return [] }
          return Self.misplaced(declaration).map { node, found in
            syntax.problem(
              "a cell of parameters holds constants, let epochs = 8, and this is \(found)",
              at: node, in: self)
          }
        }
      }
  }

  private static func misplaced(_ declaration: DeclSyntax) -> [(Syntax, String)] {
    guard let variable = declaration.as(VariableDeclSyntax.self) else {
      let kind: String? =
        switch declaration.kind {
        case .functionDecl: "a function"
        case .structDecl, .classDecl, .enumDecl, .actorDecl, .protocolDecl, .typeAliasDecl: "a type"
        case .extensionDecl: "an extension"
        default: nil
        }
      return kind.map { [(Syntax(declaration), "\($0): move it to another cell")] } ?? []
    }
    guard variable.bindingSpecifier.tokenKind == .keyword(.let) else {
      return [(Syntax(variable), "a variable: write let, or move it to another cell")]
    }
    return variable.bindings.compactMap { binding in
      if !binding.pattern.is(IdentifierPatternSyntax.self) {
        return (Syntax(binding), "a pattern: write a let for each name")
      }
      return binding.initializer == nil
        ? (Syntax(binding), "a constant without a value: give it one") : nil
    }
  }
}
