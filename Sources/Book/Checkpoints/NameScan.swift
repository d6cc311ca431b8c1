import SwiftSyntax

/// Walks through code and collects the names that it uses and what it changes.
final class NameScan: ScopedVisitor {
  /// The initializers being walked, in which properties get their first values.
  private(set) var initializers = 0
  private let omitted: Set<SyntaxIdentifier>

  init(leavingOut members: Set<SyntaxIdentifier>) {
    omitted = members
    super.init()
  }

  override func visit(_ node: MemberBlockItemSyntax) -> SyntaxVisitorContinueKind {
    omitted.contains(node.id) ? .skipChildren : .visitChildren
  }

  override func visit(_ node: DeclReferenceExprSyntax) -> SyntaxVisitorContinueKind {
    switch node.baseName.tokenKind {
    case .identifier(let text), .binaryOperator(let text), .prefixOperator(let text):
      let access = node.parent?.as(MemberAccessExprSyntax.self)
      if access?.declName.id == node.id
        || node.parent?.is(KeyPathPropertyComponentSyntax.self) == true
      {
        names.members.insert(text)
      } else {
        use(text)
      }
    default: break
    }
    return .skipChildren
  }

  override func visit(_ node: IdentifierTypeSyntax) -> SyntaxVisitorContinueKind {
    use(node.name.text)
    return .visitChildren
  }

  override func visit(_ node: MemberTypeSyntax) -> SyntaxVisitorContinueKind {
    names.members.insert(node.name.text)
    return .visitChildren
  }

  override func visit(_ node: BinaryOperatorExprSyntax) -> SyntaxVisitorContinueKind {
    names.free.insert(node.operator.text)
    return .skipChildren
  }

  override func visit(_ node: PrefixOperatorExprSyntax) -> SyntaxVisitorContinueKind {
    names.free.insert(node.operator.text)
    return .visitChildren
  }

  override func visit(_ node: PostfixOperatorExprSyntax) -> SyntaxVisitorContinueKind {
    names.free.insert(node.operator.text)
    return .visitChildren
  }

  override func visit(_ node: SequenceExprSyntax) -> SyntaxVisitorContinueKind {
    for target in node.assigned { noteAssignment(to: target) }
    return .visitChildren
  }

  override func visit(_ node: InOutExprSyntax) -> SyntaxVisitorContinueKind {
    noteAssignment(to: node.expression)
    return .visitChildren
  }

  override func visit(_ node: FunctionCallExprSyntax) -> SyntaxVisitorContinueKind {
    noteCall(node)
    guard node.isCheckpoint else { return .visitChildren }
    walk(node.calledExpression)
    for argument in node.arguments where !argument.isOfPreview { walk(argument) }
    if let closure = node.trailingClosure { walk(closure) }
    walk(node.additionalTrailingClosures)
    return .skipChildren
  }

  override func visit(_ node: InitializerDeclSyntax) -> SyntaxVisitorContinueKind {
    initializers += 1
    return super.visit(node)
  }

  override func visitPost(_ node: InitializerDeclSyntax) {
    initializers -= 1
    super.visitPost(node)
  }
}
