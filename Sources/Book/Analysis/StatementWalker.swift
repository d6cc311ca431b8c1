import SwiftSyntax

/// Opens the scopes of closures and statements, and binds the names of their patterns.
class StatementWalker: DeclarationWalker {
  override func visit(_ node: ClosureExprSyntax) -> SyntaxVisitorContinueKind {
    // A captured value is read where the closure stands.
    var captured: [(String, Local.Kind)] = []
    for capture in node.signature?.capture?.items ?? [] {
      guard let value = capture.initializer?.value else { continue }
      walk(value)
      captured.append((capture.name.identifierName, .constant))
    }
    let isGiven = Syntax(node).isArgumentOfFunction
    enterFrame(
      .closure(of: node.variableName), isImmediate: isGiven, livesOn: !isGiven,
      callee: Syntax(node).argumentCall?.calledName)
    var locals: [String] = []
    switch node.signature?.parameterClause {
    case .simpleInput(let list): locals = list.map(\.name.identifierName)
    case .parameterClause(let clause):
      locals = clause.parameters.map { ($0.secondName ?? $0.firstName).identifierName }
    case nil: break
    }
    enter(locals, hoisting: node.statements)
    for (name, kind) in captured { bind(name, kind) }
    if let clause = node.signature?.parameterClause { walk(clause) }
    if let result = node.signature?.returnClause { walk(result) }
    walk(node.statements)
    leave()
    leaveFrame()
    return .skipChildren
  }

  override func visit(_ node: CodeBlockSyntax) -> SyntaxVisitorContinueKind {
    enter(hoisting: node.statements)
  }
  override func visitPost(_ node: CodeBlockSyntax) { leave() }

  /// The names of `if let` mean nothing after `else`.
  override func visit(_ node: IfExprSyntax) -> SyntaxVisitorContinueKind {
    enter()
    walk(node.conditions)
    walk(node.body)
    leave()
    if let rest = node.elseBody { walk(rest) }
    return .skipChildren
  }

  override func visit(_ node: WhileStmtSyntax) -> SyntaxVisitorContinueKind { enter() }
  override func visitPost(_ node: WhileStmtSyntax) { leave() }
  override func visit(_ node: SwitchCaseSyntax) -> SyntaxVisitorContinueKind {
    enter(hoisting: node.statements)
  }
  override func visitPost(_ node: SwitchCaseSyntax) { leave() }
  override func visit(_ node: CatchClauseSyntax) -> SyntaxVisitorContinueKind { enter(["error"]) }
  override func visitPost(_ node: CatchClauseSyntax) { leave() }

  /// The sequence after `in` is outside the loop.
  override func visit(_ node: ForStmtSyntax) -> SyntaxVisitorContinueKind {
    walk(node.sequence)
    enter()
    walk(node.pattern)
    if let clause = node.whereClause { walk(clause) }
    walk(node.body)
    leave()
    return .skipChildren
  }

  override func visit(_ node: DeferStmtSyntax) -> SyntaxVisitorContinueKind {
    // At the top level it is executed at the end of the whole program.
    if isAtTopLevel { names.untracked.insert(.deferredStatement) }
    return .visitChildren
  }

  override func visit(_ node: MatchingPatternConditionSyntax) -> SyntaxVisitorContinueKind {
    walk(node.initializer)
    walk(node.pattern)
    return .skipChildren
  }

  override func visit(_ node: IdentifierPatternSyntax) -> SyntaxVisitorContinueKind {
    bind(node.identifier.identifierName, .constant)
    return .skipChildren
  }
}

extension Syntax {
  /// The call that this closure or name is an argument of, or that calls this closure where it stands.
  var argumentCall: FunctionCallExprSyntax? {
    if let call = parent?.as(FunctionCallExprSyntax.self) {
      return self.is(ClosureExprSyntax.self) ? call : nil
    }
    if let element = parent?.as(MultipleTrailingClosureElementSyntax.self) {
      return element.parent?.parent?.as(FunctionCallExprSyntax.self)
    }
    guard parent?.is(LabeledExprSyntax.self) == true else { return nil }
    return parent?.parent?.parent?.as(FunctionCallExprSyntax.self)
  }

  /// Tells whether it is an argument of a function, not of a type's initializer, or called where it stands: such
  /// a closure rarely outlives the call.
  var isArgumentOfFunction: Bool {
    guard let call = argumentCall else { return false }
    if call.calledExpression.is(ClosureExprSyntax.self) { return true }
    return parent?.is(MultipleTrailingClosureElementSyntax.self) == true
      || call.calledName?.first?.isLowercase == true
  }
}

extension FunctionCallExprSyntax {
  /// The name of the called function, method, or type.
  var calledName: String? {
    calledExpression.as(MemberAccessExprSyntax.self)?.declName.baseName.text
      ?? calledExpression.as(DeclReferenceExprSyntax.self)?.baseName.text
  }
}

extension ClosureExprSyntax {
  /// The variable whose initial value it is.
  fileprivate var variableName: String? {
    parent?.parent?.as(PatternBindingSyntax.self)?.pattern.boundNames.first?.identifierName
  }
}
