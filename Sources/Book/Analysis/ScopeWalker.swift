import SwiftSyntax

/// The one walk through code from which all readings of names come: it follows Swift's scopes and notes each
/// name that is declared, used, called, or changed.
final class ScopeWalker: StatementWalker {
  /// The initializers being walked, in which properties get their first values.
  private(set) var initializers = 0
  private let omitted: Set<SyntaxIdentifier>
  /// The parameter whose default value is being walked.
  private var defaultOf: CodeNames.Parameter?

  init(leavingOut members: Set<SyntaxIdentifier> = []) {
    omitted = members
    super.init()
  }

  func names(of node: Syntax) -> CodeNames {
    walk(node)
    names.untracked.formUnion(captures.outliving().map(UntrackedEffect.capturedVariable))
    names.untracked.formUnion(UntrackedEffect.reached(by: names))
    return names
  }

  override func visit(_ node: MemberBlockItemSyntax) -> SyntaxVisitorContinueKind {
    omitted.contains(node.id) ? .skipChildren : .visitChildren
  }

  // MARK: Uses

  override func visit(_ node: DeclReferenceExprSyntax) -> SyntaxVisitorContinueKind {
    switch node.baseName.tokenKind {
    case .identifier, .binaryOperator, .prefixOperator: break
    default: return .skipChildren
    }
    let name = node.baseName.identifierName
    if let access = node.parent?.as(MemberAccessExprSyntax.self), access.declName.id == node.id {
      names.members.insert(name)
      useMember(name, of: access)
    } else if node.parent?.is(KeyPathPropertyComponentSyntax.self) == true {
      names.members.insert(name)
    } else {
      use(name, at: Syntax(node))
    }
    return .skipChildren
  }

  /// A name without anything before it.
  private func use(_ name: String, at node: Syntax) {
    guard let local = local(name) else {
      names.free.insert(name)
      note(.name(name), at: node)
      return
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
      guard let type = local.type, let call = node.call ?? node.subscripting else { return }
      let member = call.is(FunctionCallExprSyntax.self) ? "callAsFunction" : "subscript"
      note(.typeMember(member, of: type), at: node)
    }
  }

  private func useMember(_ member: String, of access: MemberAccessExprSyntax) {
    guard let base = access.base else { return }
    if let type = base.constructedType {
      return note(.typeMember(member, of: type), at: Syntax(access))
    }
    guard let reference = base.as(DeclReferenceExprSyntax.self) else { return }
    if ["self", "Self"].contains(reference.baseName.text) {
      if let type { note(.typeMember(member, of: type), at: Syntax(access)) }
    } else if let local = local(reference.baseName.identifierName) {
      if let type = local.type { note(.typeMember(member, of: type), at: Syntax(access)) }
    } else {
      note(.member(member, of: reference.baseName.identifierName), at: Syntax(access))
    }
  }

  private func note(_ target: CodeNames.Use.Target, at node: Syntax) {
    let call = node.call?.as(FunctionCallExprSyntax.self)
    // A function that is passed to another is called by it.
    let isPassed = call == nil && node.isArgumentOfFunction
    names.uses.append(
      CodeNames.Use(
        target: target, arguments: call?.argumentLabels ?? (isPassed ? [] : nil),
        callee: isPassed ? node.argumentCall?.calledName : nil, defaultOf: defaultOf, frame: frame,
        position: node.positionAfterSkippingLeadingTrivia))
  }

  override func visit(_ node: FunctionParameterSyntax) -> SyntaxVisitorContinueKind {
    for attribute in node.attributes { walk(attribute) }
    walk(node.type)
    guard let value = node.defaultValue else { return .skipChildren }
    let index = node.parent?.as(FunctionParameterListSyntax.self)?.map(\.id).firstIndex(of: node.id)
    defaultOf = CodeNames.Parameter(label: node.firstName.text, index: index ?? 0)
    walk(value)
    defaultOf = nil
    return .skipChildren
  }

  override func visit(_ node: IdentifierTypeSyntax) -> SyntaxVisitorContinueKind {
    let name = node.name.identifierName
    switch local(name)?.kind {
    case nil: names.free.insert(name)
    case .member: names.members.insert(name)
    default: break
    }
    return .visitChildren
  }

  override func visit(_ node: MemberTypeSyntax) -> SyntaxVisitorContinueKind {
    names.members.insert(node.name.identifierName)
    return .visitChildren
  }

  override func visit(_ node: MacroExpansionExprSyntax) -> SyntaxVisitorContinueKind {
    names.free.insert(node.macroName.text)
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

  override func visit(_ node: OptionalBindingConditionSyntax) -> SyntaxVisitorContinueKind {
    if let value = node.initializer { walk(value) }
    let isVariable = node.bindingSpecifier.tokenKind == .keyword(.var)
    for name in node.pattern.boundNames {
      if node.initializer == nil { use(name.identifierName, at: Syntax(node.pattern)) }
      bind(name.identifierName, isVariable ? .variable : .constant)
    }
    return .skipChildren
  }

  // MARK: Changes

  override func visit(_ node: SequenceExprSyntax) -> SyntaxVisitorContinueKind {
    for target in node.assigned {
      noteAssignment(to: target)
      noteCapturedChange(of: target)
    }
    return .visitChildren
  }

  override func visit(_ node: InOutExprSyntax) -> SyntaxVisitorContinueKind {
    noteAssignment(to: node.expression)
    noteCapturedChange(of: node.expression)
    return .visitChildren
  }

  override func visit(_ node: FunctionCallExprSyntax) -> SyntaxVisitorContinueKind {
    noteCall(node)
    // Any method may change the variable that it is called on.
    if let base = node.calledExpression.as(MemberAccessExprSyntax.self)?.base {
      noteCapturedChange(of: base)
    }
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

  override func visit(_ node: InitializerDeclSyntax) -> SyntaxVisitorContinueKind {
    initializers += 1
    return super.visit(node)
  }

  override func visitPost(_ node: InitializerDeclSyntax) {
    initializers -= 1
    super.visitPost(node)
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

extension Syntax {
  /// The call of the function that this expression names.
  fileprivate var call: Syntax? {
    guard let call = parent?.as(FunctionCallExprSyntax.self), call.calledExpression.id == id else {
      return nil
    }
    return Syntax(call)
  }

  /// The subscript of the value that this expression names.
  fileprivate var subscripting: Syntax? {
    guard let call = parent?.as(SubscriptCallExprSyntax.self), call.calledExpression.id == id else {
      return nil
    }
    return Syntax(call)
  }
}

extension FunctionCallExprSyntax {
  /// The labels of the arguments, `_` where there is none, trailing closures included.
  fileprivate var argumentLabels: [String] {
    arguments.map { $0.label?.text ?? "_" } + (trailingClosure == nil ? [] : ["_"])
      + additionalTrailingClosures.map(\.label.text)
  }
}
