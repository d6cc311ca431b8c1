import SwiftSyntax

/// Walks through code and knows which names are the code's own where it is.
class ScopedVisitor: TypeVisitor {
  override func visit(_ node: ClosureExprSyntax) -> SyntaxVisitorContinueKind {
    var locals: [String] = []
    switch node.signature?.parameterClause {
    case .simpleInput(let list): locals = list.map(\.name.text)
    case .parameterClause(let clause):
      locals = clause.parameters.map { ($0.secondName ?? $0.firstName).text }
    case nil: break
    }
    return enter(locals)
  }
  override func visitPost(_ node: ClosureExprSyntax) { leave() }

  override func visit(_ node: FunctionDeclSyntax) -> SyntaxVisitorContinueKind {
    declare(node.name.text, in: Syntax(node))
    return enter(node.signature.parameterClause, node.genericParameterClause)
  }
  override func visitPost(_ node: FunctionDeclSyntax) { leave() }

  override func visit(_ node: InitializerDeclSyntax) -> SyntaxVisitorContinueKind {
    enter(node.signature.parameterClause, node.genericParameterClause)
  }
  override func visitPost(_ node: InitializerDeclSyntax) { leave() }

  override func visit(_ node: SubscriptDeclSyntax) -> SyntaxVisitorContinueKind {
    enter(node.parameterClause, node.genericParameterClause)
  }
  override func visitPost(_ node: SubscriptDeclSyntax) { leave() }

  func enter(
    _ clause: FunctionParameterClauseSyntax, _ generics: GenericParameterClauseSyntax?
  ) -> SyntaxVisitorContinueKind {
    let continued = enter((generics?.parameters.map(\.name.text) ?? []))
    for parameter in clause.parameters {
      let isInOut = parameter.type.description.contains("inout ")
      bind((parameter.secondName ?? parameter.firstName).text, isInOut ? .variable : .constant)
    }
    return continued
  }

  override func visit(_ node: CodeBlockSyntax) -> SyntaxVisitorContinueKind { enter() }
  override func visitPost(_ node: CodeBlockSyntax) { leave() }
  override func visit(_ node: AccessorBlockSyntax) -> SyntaxVisitorContinueKind {
    enter(["newValue", "oldValue"])
  }
  override func visitPost(_ node: AccessorBlockSyntax) { leave() }
  /// What `if let` gives is gone after `else`.
  override func visit(_ node: IfExprSyntax) -> SyntaxVisitorContinueKind {
    _ = enter()
    walk(node.conditions)
    walk(node.body)
    leave()
    if let rest = node.elseBody { walk(rest) }
    return .skipChildren
  }
  override func visit(_ node: WhileStmtSyntax) -> SyntaxVisitorContinueKind { enter() }
  override func visitPost(_ node: WhileStmtSyntax) { leave() }
  override func visit(_ node: SwitchCaseSyntax) -> SyntaxVisitorContinueKind { enter() }
  override func visitPost(_ node: SwitchCaseSyntax) { leave() }
  override func visit(_ node: CatchClauseSyntax) -> SyntaxVisitorContinueKind { enter(["error"]) }
  override func visitPost(_ node: CatchClauseSyntax) { leave() }

  /// What stands after `in` is outside the loop.
  override func visit(_ node: ForStmtSyntax) -> SyntaxVisitorContinueKind {
    walk(node.sequence)
    _ = enter()
    walk(node.pattern)
    if let clause = node.whereClause { walk(clause) }
    walk(node.body)
    leave()
    return .skipChildren
  }

  override func visit(_ node: VariableDeclSyntax) -> SyntaxVisitorContinueKind {
    // A variable's own initializer means what the name meant before.
    for binding in node.bindings {
      if let type = binding.typeAnnotation { walk(type) }
      if let value = binding.initializer { walk(value) }
      if let accessors = binding.accessorBlock { walk(accessors) }
    }
    for attribute in node.attributes { walk(attribute) }
    for binding in node.bindings {
      for name in binding.pattern.boundNames.map(\.text) {
        if node.parent?.is(MemberBlockItemSyntax.self) == true {
          names.declaredMembers.insert(name)
          // An initial value is a closure now and then.
          let isStored = binding.accessorBlock == nil && binding.initializer == nil
          if !isStored { names.executableMembers.insert(name) }
        } else if node.bindingSpecifier.tokenKind == .keyword(.var) {
          bind(name, .variable)
        } else {
          bind(name, binding.initializer?.value.isFreshStream == true ? .freshStream : .constant)
        }
      }
    }
    return .skipChildren
  }

  override func visit(_ node: OptionalBindingConditionSyntax) -> SyntaxVisitorContinueKind {
    if let value = node.initializer { walk(value) }
    let isVariable = node.bindingSpecifier.tokenKind == .keyword(.var)
    for name in node.pattern.boundNames.map(\.text) {
      if node.initializer == nil { use(name) }
      bind(name, isVariable ? .variable : .constant)
    }
    return .skipChildren
  }

  override func visit(_ node: MatchingPatternConditionSyntax) -> SyntaxVisitorContinueKind {
    walk(node.initializer)
    walk(node.pattern)
    return .skipChildren
  }

  override func visit(_ node: IdentifierPatternSyntax) -> SyntaxVisitorContinueKind {
    bind(node.identifier.text, .constant)
    return .skipChildren
  }
}

extension PatternSyntax {
  /// The names that a declaration's pattern gives, tuples included.
  var boundNames: [TokenSyntax] {
    if let identifier = self.as(IdentifierPatternSyntax.self) { return [identifier.identifier] }
    return self.as(TuplePatternSyntax.self)?.elements.flatMap { $0.pattern.boundNames } ?? []
  }
}
