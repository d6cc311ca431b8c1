import SwiftSyntax

extension ScopeWalker {
  /// The origin of a value that an expression reaches into.
  private enum Root {
    case local(Local.Kind), free(String), property, freshStream, none
  }

  private func root(of expression: ExprSyntax) -> Root {
    if let name = expression.as(DeclReferenceExprSyntax.self) {
      if name.baseName.tokenKind == .keyword(.self) { return .property }
      guard case .identifier = name.baseName.tokenKind else { return .none }
      let text = name.baseName.identifierName
      guard let local = local(text) else { return .free(text) }
      switch local.kind {
      case .member: return .property
      case .freshStream: return .freshStream
      case .variable, .constant, .function: return .local(local.kind)
      }
    }
    if expression.isFreshStream { return .freshStream }
    if let inner = expression.container { return root(of: inner) }
    return .none
  }

  /// Notes a change through an assignment or `&`.
  func noteAssignment(to target: ExprSyntax) {
    if let tuple = target.as(TupleExprSyntax.self) {
      for element in tuple.elements { noteAssignment(to: element.expression) }
      return
    }
    let member = target.as(MemberAccessExprSyntax.self)?.declName.baseName.text ?? ""
    switch root(of: target) {
    case .local(.variable) where !LibraryMutations.objectProperties.contains(member): break
    case .property where isInInitializer: break
    // In an initializer a bare name is a property that gets its first value.
    case .free where isInInitializer && target.is(DeclReferenceExprSyntax.self): break
    case .free(let name): note(.assigned, name, target)
    case .none where target.is(DiscardAssignmentExprSyntax.self): break
    default: note(.assigned, nil, target)
    }
  }

  /// Notes a change through a call.
  func noteCall(_ call: FunctionCallExprSyntax) {
    if let reference = call.calledExpression.as(DeclReferenceExprSyntax.self) {
      noteCall(call, of: reference.baseName.identifierName)
    }
    if call.isStreamCreation, !call.isDrawnFrom { names.hasIdentity = true }
    guard let access = call.calledExpression.as(MemberAccessExprSyntax.self),
      let base = access.base
    else { return }
    let method = access.declName.baseName.identifierName
    names.called.insert(method)
    let root = root(of: base)
    if method == "load", call.arguments.first?.label?.text == "into" {
      for name in CodeNames(of: call.arguments).free.sorted() where local(name) == nil {
        note(.updated, name, call)
      }
      note(.updated, nil, call)
    } else if LibraryMutations.draws.contains(method) {
      switch root {
      case .freshStream, .none: break
      case .free(let name) where name.first?.isUppercase == true: break
      case .free(let name): note(.harmless, name, call)
      default: note(.harmless, nil, call)
      }
    } else if LibraryMutations.parameterUpdates.union(LibraryMutations.scopedMutations)
      .contains(method)
    {
      let kind: CodeNames.Mutation.Kind =
        LibraryMutations.scopedMutations.contains(method) ? .harmless : .updated
      if case .free(let name) = root { note(kind, name, call) } else { note(kind, nil, call) }
    } else if LibraryMutations.valueMethods.contains(method) {
      switch root {
      case .local(.variable), .freshStream, .none: break
      case .property where isInInitializer: break
      // A constant has no such methods; one of the same name is the program's own.
      case .local where base.is(DeclReferenceExprSyntax.self): break
      case .free(let name): note(.assigned, name, call)
      default: note(.assigned, nil, call)
      }
    }
  }

  private func noteCall(_ call: FunctionCallExprSyntax, of name: String) {
    let local = local(name)
    if local == nil || local?.kind == .member { names.called.insert(name) }
    if LibraryMutations.parameterUpdates.contains(name), call.updatesParameters {
      note(.updated, nil, call)
    }
    if LibraryMutations.outputFunctions.contains(name), local == nil {
      names.outputs.append((name, call.positionAfterSkippingLeadingTrivia))
    }
  }

  private func note(
    _ kind: CodeNames.Mutation.Kind, _ root: String?, _ node: some SyntaxProtocol
  ) {
    names.mutations.append(
      CodeNames.Mutation(
        kind: kind, root: root, position: node.positionAfterSkippingLeadingTrivia))
  }
}

extension ExprSyntax {
  /// The expression that this one reaches into; nil where it makes a value of its own.
  var container: ExprSyntax? {
    if let access = self.as(MemberAccessExprSyntax.self) { return access.base }
    if let call = self.as(FunctionCallExprSyntax.self) { return call.calledExpression }
    if let call = self.as(SubscriptCallExprSyntax.self) { return call.calledExpression }
    if let chain = self.as(OptionalChainingExprSyntax.self) { return chain.expression }
    if let forced = self.as(ForceUnwrapExprSyntax.self) { return forced.expression }
    if let attempt = self.as(TryExprSyntax.self) { return attempt.expression }
    if let tuple = self.as(TupleExprSyntax.self), tuple.elements.count == 1 {
      return tuple.elements.first?.expression
    }
    return nil
  }

  /// `random.stream("…")`: a stream at its beginning, which nothing else holds.
  var isFreshStream: Bool { self.as(FunctionCallExprSyntax.self)?.isStreamCreation ?? false }
}

extension FunctionCallExprSyntax {
  fileprivate var isStreamCreation: Bool {
    calledExpression.as(MemberAccessExprSyntax.self)?.declName.baseName.text == "stream"
  }

  /// Tells whether a number is drawn from the result at once: `random.stream("…").normal([3])`.
  fileprivate var isDrawnFrom: Bool {
    guard let access = parent?.as(MemberAccessExprSyntax.self),
      access.parent?.is(FunctionCallExprSyntax.self) == true
    else { return false }
    return LibraryMutations.draws.contains(access.declName.baseName.text)
  }
}

extension SequenceExprSyntax {
  /// The targets of `=`, `+=` and its kin.
  var assigned: [ExprSyntax] {
    zip(elements, elements.dropFirst()).compactMap { target, sign in
      let compound = sign.as(BinaryOperatorExprSyntax.self)?.operator.text
      return sign.is(AssignmentExprSyntax.self) || compound?.isCompoundAssignment == true
        ? target : nil
    }
  }
}

extension String {
  /// `+=` and its kin.
  fileprivate var isCompoundAssignment: Bool {
    hasSuffix("=") && !["==", "!=", "<=", ">=", "===", "!==", "~=", ".==", ".!="].contains(self)
  }
}
