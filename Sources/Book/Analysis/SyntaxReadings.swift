import SwiftSyntax

// Readings of single nodes, without scopes.

extension DeclSyntax {
  /// The names of a member of a type: property, method, case. Operators stand alone and have none.
  var memberNames: [String] {
    if let function = self.as(FunctionDeclSyntax.self) {
      return function.name.isOperator ? [] : [function.name.identifierName]
    }
    if let variable = self.as(VariableDeclSyntax.self) {
      return variable.bindings.flatMap { $0.pattern.boundNames.map(\.identifierName) }
    }
    return self.as(EnumCaseDeclSyntax.self)?.elements.map(\.name.identifierName) ?? []
  }

  /// Tells whether code uses this member of an extension without naming it.
  var isUsedImplicitly: Bool {
    if let function = self.as(FunctionDeclSyntax.self) {
      return function.name.isOperator || function.name.text == "callAsFunction"
    }
    return self.is(SubscriptDeclSyntax.self) || self.is(InitializerDeclSyntax.self)
  }
}

extension TokenSyntax {
  var isOperator: Bool {
    switch tokenKind {
    case .binaryOperator, .prefixOperator, .postfixOperator: true
    default: false
    }
  }

  /// The name without backquotes, and that of the wrapped property for a projected value, `$name`.
  var identifierName: String {
    if text.hasPrefix("`") { return String(text.dropFirst().dropLast()) }
    guard case .identifier = tokenKind, text.hasPrefix("$") else { return text }
    return String(text.dropFirst())
  }
}

extension PatternSyntax {
  /// The names that a declaration's pattern binds, tuples included.
  var boundNames: [TokenSyntax] {
    if let identifier = self.as(IdentifierPatternSyntax.self) { return [identifier.identifier] }
    return self.as(TuplePatternSyntax.self)?.elements.flatMap { $0.pattern.boundNames } ?? []
  }
}

extension AttributeSyntax {
  /// The type that it names, without generic arguments.
  var typeName: String? {
    attributeName.as(IdentifierTypeSyntax.self)?.name.identifierName
  }
}

extension SubscriptDeclSyntax {
  /// Tells whether it answers for the members of a type that looks them up itself.
  var isDynamicMember: Bool { parameterClause.parameters.first?.firstName.text == "dynamicMember" }
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

extension ClosureExprSyntax {
  /// The variable whose initial value it is.
  var variableName: String? {
    parent?.parent?.as(PatternBindingSyntax.self)?.pattern.boundNames.first?.identifierName
  }
}

extension Syntax {
  /// The call of the function, or the subscript of the value, that this expression names.
  var call: Syntax? {
    let called =
      parent?.as(FunctionCallExprSyntax.self)?.calledExpression
      ?? parent?.as(SubscriptCallExprSyntax.self)?.calledExpression
    return called?.id == id ? parent : nil
  }

  /// The key path that it is part of.
  var keyPath: Syntax? {
    var node = parent
    while let around = node, !around.is(KeyPathExprSyntax.self) { node = around.parent }
    return node
  }

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

  /// Tells whether it is an argument of a function, not of a type's initializer, or called where it stands:
  /// such a closure rarely outlives the call.
  var isArgumentOfFunction: Bool {
    guard let call = argumentCall else { return false }
    return call.calledExpression.is(ClosureExprSyntax.self)
      || parent?.is(MultipleTrailingClosureElementSyntax.self) == true
      || call.calledName?.first?.isLowercase == true
  }
}

extension FunctionCallExprSyntax {
  /// The name of the called function, method, or type.
  var calledName: String? {
    calledExpression.as(MemberAccessExprSyntax.self)?.declName.baseName.text
      ?? calledExpression.as(DeclReferenceExprSyntax.self)?.baseName.text
  }

  /// The labels of the arguments, `_` where there is none, trailing closures included.
  var argumentLabels: [String] {
    arguments.map { $0.label?.text ?? "_" } + (trailingClosure == nil ? [] : ["_"])
      + additionalTrailingClosures.map(\.label.text)
  }
}
