import SwiftSyntax

/// Opens the scopes and frames of declarations, and takes note of the names that they declare.
class DeclarationWalker: ScopeStack {
  /// Notes the name of a function or type where it belongs.
  private func declare(_ name: String, in node: Syntax) {
    if node.parent?.is(MemberBlockItemSyntax.self) == true {
      names.declaredMembers.insert(name)
      names.executableMembers.insert(name)
    } else {
      bind(name, .constant)
    }
  }

  // MARK: Types

  override func visit(_ node: StructDeclSyntax) -> SyntaxVisitorContinueKind {
    enterType(node, node.name, node.genericParameterClause)
  }
  override func visitPost(_ node: StructDeclSyntax) { leaveType() }
  override func visit(_ node: EnumDeclSyntax) -> SyntaxVisitorContinueKind {
    enterType(node, node.name, node.genericParameterClause)
  }
  override func visitPost(_ node: EnumDeclSyntax) { leaveType() }
  override func visit(_ node: ProtocolDeclSyntax) -> SyntaxVisitorContinueKind {
    enterType(node, node.name, nil)
  }
  override func visitPost(_ node: ProtocolDeclSyntax) { leaveType() }
  override func visit(_ node: ClassDeclSyntax) -> SyntaxVisitorContinueKind {
    names.hasIdentity = true
    return enterType(node, node.name, node.genericParameterClause)
  }
  override func visitPost(_ node: ClassDeclSyntax) { leaveType() }
  override func visit(_ node: ActorDeclSyntax) -> SyntaxVisitorContinueKind {
    names.hasIdentity = true
    return enterType(node, node.name, node.genericParameterClause)
  }
  override func visitPost(_ node: ActorDeclSyntax) { leaveType() }

  private func enterType(
    _ node: some DeclGroupSyntax, _ name: TokenSyntax, _ generics: GenericParameterClauseSyntax?
  ) -> SyntaxVisitorContinueKind {
    declare(name.identifierName, in: Syntax(node))
    enterType(name.identifierName, generics.names, members: node.memberBlock)
    return .visitChildren
  }

  override func visit(_ node: ExtensionDeclSyntax) -> SyntaxVisitorContinueKind {
    names.hasImplicitUses =
      node.inheritanceClause != nil
      || node.memberBlock.members.contains { $0.decl.isUsedImplicitly }
    enterType(node.extendedType.trimmedDescription, [], members: node.memberBlock)
    return .visitChildren
  }
  override func visitPost(_ node: ExtensionDeclSyntax) { leaveType() }

  override func visit(_ node: TypeAliasDeclSyntax) -> SyntaxVisitorContinueKind {
    let name = node.name.identifierName
    declare(name, in: Syntax(node))
    if isAtTopLevel, UntrackedEffect.literalTypes.contains(name) {
      names.untracked.insert(.literalType(name))
    }
    return .visitChildren
  }

  override func visit(_ node: OperatorDeclSyntax) -> SyntaxVisitorContinueKind {
    names.declared.insert(node.name.text)
    return .visitChildren
  }

  override func visit(_ node: EnumCaseElementSyntax) -> SyntaxVisitorContinueKind {
    names.declaredMembers.insert(node.name.identifierName)
    return .visitChildren
  }

  // MARK: Functions

  override func visit(_ node: FunctionDeclSyntax) -> SyntaxVisitorContinueKind {
    let isLocal = !isAtTopLevel && node.parent?.is(MemberBlockItemSyntax.self) != true
    if isLocal {
      let number = captures.number(of: node)
      bind(node.name.identifierName, .function(number))
      enterFrame(.localFunction(number))
    } else {
      declare(node.name.identifierName, in: Syntax(node))
      enterFrame(.function(node.name.identifierName))
    }
    return enter(node.signature.parameterClause, node.genericParameterClause)
  }
  override func visitPost(_ node: FunctionDeclSyntax) { leaveFunction() }

  override func visit(_ node: InitializerDeclSyntax) -> SyntaxVisitorContinueKind {
    enterFrame(.initializer)
    return enter(node.signature.parameterClause, node.genericParameterClause)
  }
  override func visitPost(_ node: InitializerDeclSyntax) { leaveFunction() }

  override func visit(_ node: SubscriptDeclSyntax) -> SyntaxVisitorContinueKind {
    enterFrame(.function("subscript"))
    return enter(node.parameterClause, node.genericParameterClause)
  }
  override func visitPost(_ node: SubscriptDeclSyntax) { leaveFunction() }

  private func enter(
    _ clause: FunctionParameterClauseSyntax, _ generics: GenericParameterClauseSyntax?
  ) -> SyntaxVisitorContinueKind {
    enter(generics.names)
    for parameter in clause.parameters {
      let type = parameter.type.trimmedDescription
      let name = (parameter.secondName ?? parameter.firstName).identifierName
      bind(name, type.contains("inout ") ? .variable : .constant, type: type)
    }
    return .visitChildren
  }

  private func leaveFunction() {
    leave()
    leaveFrame()
  }

  override func visit(_ node: AccessorBlockSyntax) -> SyntaxVisitorContinueKind {
    enter(["newValue", "oldValue"])
  }
  override func visitPost(_ node: AccessorBlockSyntax) { leave() }

  // MARK: Variables

  override func visit(_ node: VariableDeclSyntax) -> SyntaxVisitorContinueKind {
    let isMember = node.parent?.is(MemberBlockItemSyntax.self) == true
    let isVariable = node.bindingSpecifier.tokenKind == .keyword(.var)
    let modifiers = Set(node.modifiers.map(\.name.text))
    let isOfType = !modifiers.isDisjoint(with: ["static", "class"])
    if isVariable, isOfType, node.bindings.contains(where: { $0.accessorBlock == nil }) {
      names.untracked.formUnion(
        node.bindings.flatMap(\.pattern.boundNames).map(\.text)
          .map(UntrackedEffect.typeVariable))
    }
    // A variable's own initializer means the name's earlier meaning.
    for binding in node.bindings {
      let name = binding.pattern.boundNames.first?.identifierName ?? ""
      if let type = binding.typeAnnotation { walk(type) }
      if let value = binding.initializer {
        guard isMember else {
          walk(value)
          continue
        }
        let isDelayed = isOfType || modifiers.contains("lazy")
        enterFrame(.storedValue(of: name, isDelayed: isDelayed))
        walk(value)
        leaveFrame()
      }
      if let accessors = binding.accessorBlock {
        enterFrame(.accessor(of: name))
        walk(accessors)
        leaveFrame()
      }
    }
    for attribute in node.attributes { walk(attribute) }
    for binding in node.bindings {
      for name in binding.pattern.boundNames.map(\.identifierName) {
        if isMember {
          names.declaredMembers.insert(name)
          // An initial value may be a closure.
          let isStored = binding.accessorBlock == nil && binding.initializer == nil
          if !isStored { names.executableMembers.insert(name) }
        } else if isVariable {
          bind(name, .variable, type: binding.typeName)
        } else {
          let isFresh = binding.initializer?.value.isFreshStream == true
          bind(name, isFresh ? .freshStream : .constant, type: binding.typeName)
        }
      }
    }
    return .skipChildren
  }
}

extension DeclSyntax {
  /// Tells whether code uses this member of an extension without naming it.
  fileprivate var isUsedImplicitly: Bool {
    if let function = self.as(FunctionDeclSyntax.self) {
      return function.name.isOperator || function.name.text == "callAsFunction"
    }
    return self.is(SubscriptDeclSyntax.self) || self.is(InitializerDeclSyntax.self)
  }
}

extension Optional<GenericParameterClauseSyntax> {
  fileprivate var names: [String] { self?.parameters.map(\.name.text) ?? [] }
}

extension PatternBindingSyntax {
  /// The type that the annotation names, or whose initializer makes the value: `Net` for `Net(3)`.
  var typeName: String? {
    if let annotation = typeAnnotation { return annotation.type.trimmedDescription }
    return initializer?.value.constructedType
  }
}

extension ExprSyntax {
  /// `Net` for `Net(3)`.
  var constructedType: String? {
    let called = self.as(FunctionCallExprSyntax.self)?.calledExpression
    let name = called?.as(DeclReferenceExprSyntax.self)?.baseName.text
    return name?.first?.isUppercase == true ? name : nil
  }
}
