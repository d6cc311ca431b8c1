import SwiftSyntax

extension ScopeWalker {
  /// Notes the name of a function or type where it belongs.
  private func declare(_ name: String, in node: some SyntaxProtocol) {
    if node.parent?.is(MemberBlockItemSyntax.self) == true {
      names.declaredMembers.insert(name)
      names.executableMembers.insert(name)
    } else {
      bind(name, .constant)
    }
  }

  func declare(
    _ node: some DeclGroupSyntax, _ name: TokenSyntax, _ generics: GenericParameterClauseSyntax?
  ) -> SyntaxVisitorContinueKind {
    declare(name.identifierName, in: node)
    openType(name.identifierName, generics.names, node.memberBlock)
    return .visitChildren
  }

  func declareClass(
    _ node: some DeclGroupSyntax, _ name: TokenSyntax, _ generics: GenericParameterClauseSyntax?
  ) -> SyntaxVisitorContinueKind {
    names.hasIdentity = true
    return declare(node, name, generics)
  }

  func extend(_ node: ExtensionDeclSyntax) -> SyntaxVisitorContinueKind {
    names.hasImplicitUses =
      node.inheritanceClause != nil
      || node.memberBlock.members.contains { $0.decl.isUsedImplicitly }
    openType(node.extendedType.trimmedDescription, [], node.memberBlock)
    return .visitChildren
  }

  func declare(_ node: TypeAliasDeclSyntax) -> SyntaxVisitorContinueKind {
    let name = node.name.identifierName
    declare(name, in: node)
    if isAtTopLevel, UntrackedEffect.literalTypes.contains(name) {
      names.untracked.insert(.literalType(name))
    }
    return .visitChildren
  }

  func declare(_ node: FunctionDeclSyntax) -> SyntaxVisitorContinueKind {
    let name = node.name.identifierName
    var kind = CodeNames.Frame.Kind.function(name)
    if !isAtTopLevel, node.parent?.is(MemberBlockItemSyntax.self) != true {
      let number = captures.number(of: node)
      bind(name, .function(number))
      kind = .localFunction(number)
    } else {
      declare(name, in: node)
    }
    return openFunction(kind, node.signature.parameterClause, node.genericParameterClause)
  }

  func openFunction(
    _ kind: CodeNames.Frame.Kind, _ clause: FunctionParameterClauseSyntax,
    _ generics: GenericParameterClauseSyntax?
  ) -> SyntaxVisitorContinueKind {
    openFrame(kind)
    openScope(generics.names)
    for parameter in clause.parameters {
      let type = parameter.type.trimmedDescription
      let name = (parameter.secondName ?? parameter.firstName).identifierName
      bind(name, type.contains("inout ") ? .variable : .constant, type: type)
    }
    return .visitChildren
  }

  func openDeinitializer() -> SyntaxVisitorContinueKind {
    openFrame(.function("deinit"))
    return .visitChildren
  }

  func walkParameter(_ node: FunctionParameterSyntax) -> SyntaxVisitorContinueKind {
    walk(node.attributes)
    walk(node.type)
    guard let value = node.defaultValue else { return .skipChildren }
    let index = node.parent?.as(FunctionParameterListSyntax.self)?.map(\.id).firstIndex(of: node.id)
    defaultOf = CodeNames.Parameter(label: node.firstName.text, index: index ?? 0)
    walk(value)
    defaultOf = nil
    return .skipChildren
  }

  func declare(_ node: VariableDeclSyntax) -> SyntaxVisitorContinueKind {
    let isMember = node.parent?.is(MemberBlockItemSyntax.self) == true
    let isVariable = node.bindingSpecifier.tokenKind == .keyword(.var)
    let modifiers = Set(node.modifiers.map(\.name.text))
    let isOfType = !modifiers.isDisjoint(with: ["static", "class"])
    if isVariable, isOfType, node.bindings.contains(where: { $0.accessorBlock == nil }) {
      let variables = node.bindings.flatMap(\.pattern.boundNames).map(\.text)
      names.untracked.formUnion(variables.map(UntrackedEffect.typeVariable))
    }
    // A variable's own initializer means the name's earlier meaning.
    for binding in node.bindings {
      let name = binding.pattern.boundNames.first?.identifierName ?? ""
      if let type = binding.typeAnnotation { walk(type) }
      if let value = binding.initializer {
        let isDelayed = isOfType || modifiers.contains("lazy")
        walk(value) { if isMember { openFrame(.storedValue(of: name, isDelayed: isDelayed)) } }
      }
      if let accessors = binding.accessorBlock {
        walk(accessors) { openFrame(.accessor(of: name)) }
      }
    }
    walk(node.attributes)
    let wrapper = node.attributes.lazy.compactMap { $0.as(AttributeSyntax.self) }.first
    for binding in node.bindings {
      if let name = binding.pattern.boundNames.first?.identifierName {
        names.wrappers[name] = wrapper?.typeName
      }
      for name in binding.pattern.boundNames.map(\.identifierName) {
        if isMember {
          names.declaredMembers.insert(name)
          // An initial value may be a closure.
          let isStored = binding.accessorBlock == nil && binding.initializer == nil
          if !isStored { names.executableMembers.insert(name) }
        } else {
          let isFresh = binding.initializer?.value.isFreshStream == true
          let kind: Local.Kind = isVariable ? .variable : isFresh ? .freshStream : .constant
          bind(name, kind, type: binding.typeName)
        }
      }
    }
    return .skipChildren
  }
}

extension Optional<GenericParameterClauseSyntax> {
  fileprivate var names: [String] { self?.parameters.map(\.name.text) ?? [] }
}
