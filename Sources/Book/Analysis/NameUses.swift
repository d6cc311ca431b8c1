import SwiftSyntax

extension ScopeWalker {
  func use(_ node: DeclReferenceExprSyntax) -> SyntaxVisitorContinueKind {
    switch node.baseName.tokenKind {
    case .identifier, .binaryOperator, .prefixOperator: break
    default: return .skipChildren
    }
    let name = node.baseName.identifierName
    if let access = node.parent?.as(MemberAccessExprSyntax.self), access.declName.id == node.id {
      names.members.insert(name)
      noteInput(name, of: access)
      useMember(name, of: access)
    } else if node.parent?.is(KeyPathPropertyComponentSyntax.self) == true {
      names.members.insert(name)
      // A key path that is only made executes nothing.
      if Syntax(node).keyPath?.isArgumentOfFunction == true {
        note(.member(name), at: Syntax(node))
      }
    } else {
      use(name, at: Syntax(node))
    }
    return .skipChildren
  }

  /// Notes a name without anything before it.
  func use(_ name: String, at node: Syntax) {
    guard let local = local(name) else {
      names.free.insert(name)
      noteFileRead(name, at: node)
      noteInput(name, at: node)
      if node.call?.is(SubscriptCallExprSyntax.self) == true {
        note(.member("subscript", of: name), at: node)
      }
      return note(.name(name), at: node)
    }
    switch local.kind {
    case .member:
      names.members.insert(name)
      if let type { note(.typeMember(name, of: type), at: node) }
    case .function(let number):
      let isCall = node.call != nil
      captures.mention(number, isCall: isCall, from: frames(within: local.frame))
      note(.localFunction(number), at: node)
    case .variable, .constant, .freshStream:
      guard let type = local.type, let call = node.call else { return }
      let isFunction = call.is(FunctionCallExprSyntax.self)
      note(.typeMember(isFunction ? "callAsFunction" : "subscript", of: type), at: node)
    }
  }

  private func useMember(_ member: String, of access: MemberAccessExprSyntax) {
    guard let base = access.base else { return }
    let reference = base.as(DeclReferenceExprSyntax.self)?.baseName
    let local = reference.flatMap { self.local($0.identifierName) }
    let isSelf = ["self", "Self"].contains(reference?.text)
    if let type = base.constructedType ?? (isSelf ? type : local?.type) {
      note(.typeMember(member, of: type), at: Syntax(access))
    } else if let reference, !isSelf, local == nil {
      if FileRead.modules.contains(reference.text) { noteFileRead(member, at: Syntax(access)) }
      note(.member(member, of: reference.identifierName), at: Syntax(access))
    } else {
      note(.member(member), at: Syntax(access))
    }
    note(.dynamicMember, at: Syntax(access))
  }

  func note(_ target: CodeNames.Use.Target, at node: Syntax) {
    let call = node.call?.as(FunctionCallExprSyntax.self)
    // A function that is passed to another is called by it.
    let isPassed = call == nil && node.isArgumentOfFunction
    names.uses.append(
      CodeNames.Use(
        target: target, arguments: call?.argumentLabels ?? (isPassed ? [] : nil),
        callee: isPassed ? node.argumentCall?.calledName : nil, defaultOf: defaultOf, frame: frame,
        position: node.positionAfterSkippingLeadingTrivia))
  }

  func useType(_ name: String, at node: Syntax) -> SyntaxVisitorContinueKind {
    switch local(name)?.kind {
    case nil:
      names.free.insert(name)
      noteInput(name, at: node)
      note(.type(name), at: node)
    case .member: names.members.insert(name)
    default: break
    }
    return .visitChildren
  }

  func noteChanges(of targets: [ExprSyntax]) -> SyntaxVisitorContinueKind {
    for target in targets {
      noteImplicitUses(byAssignment: target)
      noteAssignment(to: target)
      noteCapturedChange(of: target)
    }
    return .visitChildren
  }

  func walkCall(_ node: FunctionCallExprSyntax) -> SyntaxVisitorContinueKind {
    noteCall(node)
    noteInput(node)
    noteImplicitUses(byCall: node)
    // Any method may change the variable that it is called on.
    if let base = node.calledExpression.as(MemberAccessExprSyntax.self)?.base {
      noteCapturedChange(of: base)
    }
    if let name = node.restoredCheckpoint { names.restored.insert(name) }
    guard node.isCheckpoint else { return .visitChildren }
    names.checkpoints.append(node)
    walk(node.calledExpression)
    for argument in node.arguments {
      if argument.isOfPreview {
        names.previews.append(CodeNames(of: argument.expression))
      } else {
        walk(argument)
      }
    }
    if let closure = node.trailingClosure { walk(closure) }
    walk(node.additionalTrailingClosures)
    return .skipChildren
  }

  private func noteCapturedChange(of expression: ExprSyntax) {
    var root = expression
    while let container = root.container { root = container }
    for element in root.as(TupleExprSyntax.self)?.elements ?? [] {
      noteCapturedChange(of: element.expression)
    }
    guard let name = root.as(DeclReferenceExprSyntax.self)?.baseName.identifierName,
      let local = local(name), local.kind == .variable
    else { return }
    captures.change(name, from: frames(within: local.frame))
  }
}
