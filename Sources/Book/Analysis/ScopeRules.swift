import SwiftSyntax

extension ScopeWalker {
  /// Opens the scopes of a node, and notes its names.
  func enter(_ node: Syntax) -> SyntaxVisitorContinueKind {
    switch node.as(SyntaxEnum.self) {
    case .structDecl(let node): declare(node, node.name, node.genericParameterClause)
    case .enumDecl(let node): declare(node, node.name, node.genericParameterClause)
    case .classDecl(let node): declareClass(node, node.name, node.genericParameterClause)
    case .actorDecl(let node): declareClass(node, node.name, node.genericParameterClause)
    case .protocolDecl(let node): declare(node, node.name, nil)
    case .extensionDecl(let node): extend(node)
    case .typeAliasDecl(let node): declare(node)
    case .operatorDecl(let node): note(node.name.text, in: \.declared, .visitChildren)
    case .enumCaseElement(let node):
      note(node.name.identifierName, in: \.declaredMembers, .visitChildren)
    case .functionDecl(let node): declare(node)
    case .initializerDecl(let node):
      openFunction(.initializer, node.signature.parameterClause, node.genericParameterClause)
    case .subscriptDecl(let node):
      openFunction(
        .function(node.isDynamicMember ? "dynamicMember" : "subscript"), node.parameterClause,
        node.genericParameterClause)
    case .deinitializerDecl: openDeinitializer()
    case .functionParameter(let node): walkParameter(node)
    case .variableDecl(let node): declare(node)

    case .closureExpr(let node): walkClosure(node)
    case .accessorBlock: openScope(["newValue", "oldValue"])
    case .codeBlock(let node): openScope(hoisting: node.statements)
    case .switchCase(let node): openScope(hoisting: node.statements)
    case .catchClause: openScope(["error"])
    case .whileStmt: openScope()
    case .ifExpr(let node): walkIf(node)
    case .forStmt(let node): walkFor(node)
    case .deferStmt: noteDeferred()
    case .optionalBindingCondition(let node): walkBinding(node)
    case .matchingPatternCondition(let node): walkMatch(node)
    case .identifierPattern(let node): bindPattern(node)

    case .declReferenceExpr(let node): use(node)
    case .identifierType(let node): useType(node.name.identifierName, at: Syntax(node))
    case .memberType(let node): note(node.name.identifierName, in: \.members, .visitChildren)
    case .macroExpansionExpr(let node): note(node.macroName.text, in: \.free, .visitChildren)
    case .binaryOperatorExpr, .prefixOperatorExpr, .postfixOperatorExpr, .expressionPattern,
      .expressionSegment, .subscriptCallExpr, .integerLiteralExpr, .floatLiteralExpr,
      .stringLiteralExpr, .booleanLiteralExpr, .nilLiteralExpr, .arrayExpr, .dictionaryExpr,
      .doStmt:
      noteImplicitUses(by: node)
    case .sequenceExpr(let node): noteChanges(of: node.assigned)
    case .inOutExpr(let node): noteChanges(of: [node.expression])
    case .functionCallExpr(let node): walkCall(node)
    default: .visitChildren
    }
  }

  private func note(
    _ name: String, in set: WritableKeyPath<CodeNames, Set<String>>,
    _ continuation: SyntaxVisitorContinueKind
  ) -> SyntaxVisitorContinueKind {
    names[keyPath: set].insert(name)
    return continuation
  }

  // MARK: Statements

  /// The names of `if let` mean nothing after `else`.
  private func walkIf(_ node: IfExprSyntax) -> SyntaxVisitorContinueKind {
    walk(node.body) {
      openScope()
      walk(node.conditions)
    }
    if let rest = node.elseBody { walk(rest) }
    return .skipChildren
  }

  /// The sequence after `in` is outside the loop.
  private func walkFor(_ node: ForStmtSyntax) -> SyntaxVisitorContinueKind {
    note(.iteration, at: Syntax(node))
    walk(node.sequence)
    openScope()
    walk(node.pattern)
    if let clause = node.whereClause { walk(clause) }
    walk(node.body)
    return .skipChildren
  }

  /// At the top level `defer` is executed at the end of the whole program.
  private func noteDeferred() -> SyntaxVisitorContinueKind {
    if isAtTopLevel { names.untracked.insert(.deferredStatement) }
    return .visitChildren
  }

  private func walkMatch(_ node: MatchingPatternConditionSyntax) -> SyntaxVisitorContinueKind {
    walk(node.initializer)
    walk(node.pattern)
    return .skipChildren
  }

  private func bindPattern(_ node: IdentifierPatternSyntax) -> SyntaxVisitorContinueKind {
    bind(node.identifier.identifierName, .constant)
    return .skipChildren
  }

  private func walkBinding(_ node: OptionalBindingConditionSyntax) -> SyntaxVisitorContinueKind {
    if let value = node.initializer { walk(value) }
    let isVariable = node.bindingSpecifier.tokenKind == .keyword(.var)
    for name in node.pattern.boundNames.map(\.identifierName) {
      if node.initializer == nil { use(name, at: Syntax(node.pattern)) }
      bind(name, isVariable ? .variable : .constant)
    }
    return .skipChildren
  }

  private func walkClosure(_ node: ClosureExprSyntax) -> SyntaxVisitorContinueKind {
    // A captured value is read where the closure stands.
    let captured = node.signature?.capture?.items.filter { $0.initializer != nil } ?? []
    for capture in captured { if let value = capture.initializer { walk(value.value) } }
    let isGiven = Syntax(node).isArgumentOfFunction
    openFrame(
      .closure(of: node.variableName), isImmediate: isGiven, livesOn: !isGiven,
      callee: Syntax(node).argumentCall?.calledName)
    var locals = captured.map(\.name.identifierName)
    switch node.signature?.parameterClause {
    case .simpleInput(let list): locals += list.map(\.name.identifierName)
    case .parameterClause(let clause):
      locals += clause.parameters.map { ($0.secondName ?? $0.firstName).identifierName }
    case nil: break
    }
    openScope(locals, hoisting: node.statements)
    if let clause = node.signature?.parameterClause { walk(clause) }
    if let result = node.signature?.returnClause { walk(result) }
    walk(node.statements)
    return .skipChildren
  }
}
