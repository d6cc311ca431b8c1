import SwiftSyntax

/// The scopes of code being walked, and the declarations of types in it.
class TypeVisitor: SyntaxVisitor {
  var names = UnitNames()
  private var scopes: [[String: Local]] = []

  /// What a name is that the code itself declares. A member is reached through `self`.
  enum Local { case variable, constant, freshStream, member }

  init() { super.init(viewMode: .sourceAccurate) }

  func local(_ name: String) -> Local? {
    for scope in scopes.reversed() { if let local = scope[name] { return local } }
    return nil
  }

  /// Declares a name in the innermost scope; in none, for the program.
  func bind(_ name: String, _ local: Local) {
    if scopes.isEmpty {
      names.declared.insert(name)
    } else {
      scopes[scopes.count - 1][name] = local
    }
  }

  func use(_ name: String) {
    switch local(name) {
    case nil: names.free.insert(name)
    case .member: names.members.insert(name)
    case .variable, .constant, .freshStream: break
    }
  }

  func enter(_ locals: [String] = []) -> SyntaxVisitorContinueKind {
    scopes.append(Dictionary(locals.map { ($0, .constant) }) { first, _ in first })
    return .visitChildren
  }

  /// The scope of a type, in which the names of its members mean these.
  private func enter(
    _ generics: [String], members: MemberBlockSyntax
  ) -> SyntaxVisitorContinueKind {
    _ = enter(generics)
    for name in members.members.flatMap(\.decl.memberNames) { bind(name, .member) }
    return .visitChildren
  }

  func leave() { scopes.removeLast() }

  /// Takes note of a function's or type's name where it belongs.
  func declare(_ name: String, in node: Syntax) {
    if node.parent?.is(MemberBlockItemSyntax.self) == true {
      names.declaredMembers.insert(name)
      names.executableMembers.insert(name)
    } else {
      bind(name, .constant)
    }
  }

  override func visit(_ node: StructDeclSyntax) -> SyntaxVisitorContinueKind {
    enterType(node, node.name.text, node.genericParameterClause)
  }
  override func visitPost(_ node: StructDeclSyntax) { leave() }
  override func visit(_ node: EnumDeclSyntax) -> SyntaxVisitorContinueKind {
    enterType(node, node.name.text, node.genericParameterClause)
  }
  override func visitPost(_ node: EnumDeclSyntax) { leave() }
  override func visit(_ node: ProtocolDeclSyntax) -> SyntaxVisitorContinueKind {
    enterType(node, node.name.text, nil)
  }
  override func visitPost(_ node: ProtocolDeclSyntax) { leave() }
  override func visit(_ node: ClassDeclSyntax) -> SyntaxVisitorContinueKind {
    names.hasIdentity = true
    return enterType(node, node.name.text, node.genericParameterClause)
  }
  override func visitPost(_ node: ClassDeclSyntax) { leave() }
  override func visit(_ node: ActorDeclSyntax) -> SyntaxVisitorContinueKind {
    names.hasIdentity = true
    return enterType(node, node.name.text, node.genericParameterClause)
  }
  override func visitPost(_ node: ActorDeclSyntax) { leave() }

  override func visit(_ node: ExtensionDeclSyntax) -> SyntaxVisitorContinueKind {
    names.worksUnnamed = node.inheritanceClause != nil
    for item in node.memberBlock.members {
      let declaration = item.decl
      let isOperator = declaration.as(FunctionDeclSyntax.self)?.name.isOperator ?? false
      names.worksUnnamed =
        names.worksUnnamed || isOperator || declaration.is(SubscriptDeclSyntax.self)
        || declaration.is(InitializerDeclSyntax.self)
        || declaration.as(FunctionDeclSyntax.self)?.name.text == "callAsFunction"
    }
    return enter([], members: node.memberBlock)
  }
  override func visitPost(_ node: ExtensionDeclSyntax) { leave() }

  override func visit(_ node: TypeAliasDeclSyntax) -> SyntaxVisitorContinueKind {
    declare(node.name.text, in: Syntax(node))
    return .visitChildren
  }

  override func visit(_ node: OperatorDeclSyntax) -> SyntaxVisitorContinueKind {
    names.declared.insert(node.name.text)
    return .visitChildren
  }

  override func visit(_ node: EnumCaseElementSyntax) -> SyntaxVisitorContinueKind {
    names.declaredMembers.insert(node.name.text)
    return .visitChildren
  }

  private func enterType(
    _ node: some DeclGroupSyntax, _ name: String, _ generics: GenericParameterClauseSyntax?
  ) -> SyntaxVisitorContinueKind {
    declare(name, in: Syntax(node))
    return enter(generics?.parameters.map(\.name.text) ?? [], members: node.memberBlock)
  }
}

extension DeclSyntax {
  /// What a member of a type is called: a property, a method, a case. Not an operator, which stands alone.
  fileprivate var memberNames: [String] {
    if let function = self.as(FunctionDeclSyntax.self) {
      return function.name.isOperator ? [] : [function.name.text]
    }
    if let variable = self.as(VariableDeclSyntax.self) {
      return variable.bindings.flatMap { $0.pattern.boundNames.map(\.text) }
    }
    return self.as(EnumCaseDeclSyntax.self)?.elements.map(\.name.text) ?? []
  }
}

extension TokenSyntax {
  var isOperator: Bool {
    switch tokenKind {
    case .binaryOperator, .prefixOperator, .postfixOperator: true
    default: false
    }
  }
}
