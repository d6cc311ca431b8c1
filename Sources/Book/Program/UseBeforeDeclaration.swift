import SwiftParser
import SwiftSyntax

extension Chapter {
  /// Values used above the cell that computes them. Swift reads such a variable as zero without a word.
  func usesBeforeDeclaration() -> [Diagnostic] {
    let executed = cells.filter { $0.isExecuted && $0.options.error == nil }
    let syntaxes = executed.map { CellSyntax($0, in: self) }
    var declarations: [String: Int] = [:]
    for syntax in syntaxes {
      for statement in syntax.statements {
        guard case .decl(let declaration) = statement.item,
          let variable = declaration.as(VariableDeclSyntax.self)
        else { continue }
        for name in variable.boundNames where declarations[name.text] == nil {
          declarations[name.text] = syntax.place(of: name.positionAfterSkippingLeadingTrivia).line
        }
      }
    }
    var problems: [Diagnostic] = []
    func report(_ name: String, line: Int, column: Int) {
      guard let computed = declarations[name], computed > line else { return }
      problems.append(
        Diagnostic(
          file: path, line: line, column: column,
          message: "“\(name)” is used here, and computed only in line \(computed)"))
    }
    for syntax in syntaxes {
      for reference in ImmediateReferences.all(in: syntax.tree) {
        let place = syntax.place(of: reference.positionAfterSkippingLeadingTrivia)
        report(reference.baseName.text, line: place.line, column: place.column)
      }
    }
    for value in inlineValues {
      for reference in ImmediateReferences.all(in: Parser.parse(source: value.expression)) {
        report(reference.baseName.text, line: value.line, column: value.column)
      }
    }
    return problems
  }
}

/// The names that statements read at once. What stands in functions, types and closures is read later,
/// and may be a name of their own.
private final class ImmediateReferences: SyntaxVisitor {
  private var found: [DeclReferenceExprSyntax] = []

  static func all(in tree: SourceFileSyntax) -> [DeclReferenceExprSyntax] {
    let visitor = ImmediateReferences(viewMode: .sourceAccurate)
    visitor.walk(tree)
    return visitor.found
  }

  override func visit(_ node: DeclReferenceExprSyntax) -> SyntaxVisitorContinueKind {
    let isMember = node.parent?.as(MemberAccessExprSyntax.self)?.declName.id == node.id
    if !isMember { found.append(node) }
    return .skipChildren
  }

  override func visit(_ node: FunctionDeclSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: StructDeclSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: ClassDeclSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: EnumDeclSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: ExtensionDeclSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: ClosureExprSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: CodeBlockSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: AccessorBlockSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
}

extension VariableDeclSyntax {
  /// The names that the declaration gives, tuples included.
  fileprivate var boundNames: [TokenSyntax] {
    func names(_ pattern: PatternSyntax) -> [TokenSyntax] {
      if let identifier = pattern.as(IdentifierPatternSyntax.self) {
        return [identifier.identifier]
      }
      guard let tuple = pattern.as(TuplePatternSyntax.self) else { return [] }
      return tuple.elements.flatMap { names($0.pattern) }
    }
    return bindings.flatMap { names($0.pattern) }
  }
}
