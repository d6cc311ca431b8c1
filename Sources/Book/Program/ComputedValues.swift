import SwiftParser
import SwiftSyntax

/// The lines at which a chapter's cells compute their values.
///
/// Above that line Swift reads such a variable as zero, without a word: a cell may not do so, and an
/// inline value waits for the end of the chapter.
struct ComputedValues {
  private let chapter: Chapter
  private let syntaxes: [CellSyntax]
  private var lines: [String: Int] = [:]

  init(_ chapter: Chapter) {
    self.chapter = chapter
    syntaxes = chapter.cells.filter { $0.isExecuted && $0.options.error == nil }
      .map { chapter.syntax(of: $0) }
    for syntax in syntaxes {
      for statement in syntax.statements {
        guard case .decl(let declaration) = statement.item,
          let variable = declaration.as(VariableDeclSyntax.self)
        else { continue }
        for name in variable.bindings.flatMap(\.pattern.boundNames) where lines[name.text] == nil {
          lines[name.text] = syntax.place(of: name.positionAfterSkippingLeadingTrivia).line
        }
      }
    }
  }

  /// Values that a cell uses above the line that computes them.
  func usesAhead() -> [Diagnostic] {
    syntaxes.flatMap { syntax in
      ImmediateReferences.all(in: syntax.tree).compactMap { reference -> Diagnostic? in
        let name = reference.baseName.text
        let line = syntax.place(of: reference.positionAfterSkippingLeadingTrivia).line
        guard let computed = lines[name], computed > line else { return nil }
        return syntax.problem(
          "“\(name)” is used here, and computed only in line \(computed)", at: reference,
          in: chapter)
      }
    }
  }

  /// Whether an inline value stands above a cell that computes what it says.
  func isAhead(_ value: InlineValue) -> Bool {
    ImmediateReferences.all(in: Parser.parse(source: value.expression)).contains {
      (lines[$0.baseName.text] ?? 0) > value.line
    }
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
  override func visit(_ node: SwitchCaseSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: AccessorBlockSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
}
