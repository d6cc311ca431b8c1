import SwiftSyntax

/// A feature of the language that executes members of types without naming these.
enum ImplicitUse: Hashable {
  case operation(String)
  case subscription
  /// The look-up of a member in a type that answers for all of them.
  case dynamicMember
  /// The making of a text, which asks for descriptions.
  case text
  case literal
  case iteration
  /// The end of a value's life.
  case discard
  /// The making of a value from the statements of a closure.
  case building
  /// A member of a value of unknown type.
  case member(String)
}

extension ImplicitUse {
  /// The standard library's functions that iterate over what they are given or called on.
  private static let iterating: Set<String> = [
    "Array", "Dictionary", "Set", "allSatisfy", "compactMap", "contains", "enumerated", "filter",
    "first", "flatMap", "forEach", "map", "max", "min", "prefix", "reduce", "reversed", "sorted",
    "zip",
  ]
  private static let ordering: Set<String> = ["max", "min", "sort", "sorted"]
  private static let comparing: Set<String> = [
    "Dictionary", "Set", "contains", "firstIndex", "insert", "split",
  ]
  private static let builders = [
    "buildArray", "buildBlock", "buildEither", "buildExpression", "buildFinalResult",
    "buildOptional", "buildPartialBlock",
  ]
  private static let writing: Set<String> = ["String", "debugPrint", "dump", "print"]

  /// Those of a called function.
  static func all(byCallOf name: String) -> [ImplicitUse] {
    (iterating.contains(name) ? [.iteration] : [])
      + (ordering.contains(name) ? [.operation("<")] : [])
      + (comparing.contains(name) ? [.operation("==")] : [])
      + (writing.contains(name) ? [.text] : [])
  }

  /// The names of the members of a type that it executes; an initializer's is `init`.
  ///
  /// - Parameter conformances: the names of what the type inherits.
  func members(conformances: Set<String>) -> [String] {
    func conforms(_ word: String) -> Bool { conformances.contains { $0.contains(word) } }
    switch self {
    case .operation(let name): return Self.operators(behind: name)
    case .subscription: return ["subscript"]
    case .dynamicMember: return ["dynamicMember"]
    case .text: return conforms("StringConvertible") ? ["description", "debugDescription"] : []
    case .literal: return conforms("ExpressibleBy") ? ["init"] : []
    case .iteration:
      let isSequence = ["Sequence", "Collection", "Iterator"].contains(where: conforms)
      return isSequence
        ? ["next", "makeIterator", "startIndex", "endIndex", "index", "subscript"] : []
    case .discard: return ["deinit"]
    case .building: return Self.builders
    case .member(let name): return [name]
    }
  }

  /// The operators that the standard library makes another of.
  private static func operators(behind name: String) -> [String] {
    switch name {
    case ">", "<=", ">=": [name, "<"]
    case "!=": [name, "=="]
    case "==": [name, "hash"]
    case "...", "..<": [name, "<"]
    case "~=": [name, "=="]
    default: [name]
    }
  }

  /// The name in messages.
  var name: String {
    switch self {
    case .operation(let name), .member(let name): name
    case .subscription: "subscript"
    case .dynamicMember: "dynamicMember"
    case .text: "description"
    case .literal: "init"
    case .iteration: "next"
    case .discard: "deinit"
    case .building: "buildBlock"
    }
  }
}

extension ScopeWalker {
  /// Notes a feature, once for each frame.
  func note(_ use: ImplicitUse, at node: Syntax) {
    guard noted.insert(Noted(use: use, frame: frame)).inserted else { return }
    note(.implicit(use), at: node)
  }

  func noteImplicitUses(by node: Syntax) -> SyntaxVisitorContinueKind {
    switch node.as(SyntaxEnum.self) {
    case .binaryOperatorExpr(let operation):
      noteOperator(operation.operator.text, at: node)
      return .skipChildren
    case .prefixOperatorExpr(let operation): noteOperator(operation.operator.text, at: node)
    case .postfixOperatorExpr(let operation): noteOperator(operation.operator.text, at: node)
    case .expressionPattern(let pattern):
      guard pattern.expression.isCompared else { break }
      noteOperator("~=", at: node)
      names.members.insert("~=")
    case .expressionSegment:
      names.members.formUnion(["appendInterpolation", "appendLiteral"])
      note(.text, at: node)
      for member in ["appendInterpolation", "appendLiteral"] { note(.member(member), at: node) }
    case .subscriptCallExpr(let call):
      note(.subscription, at: node)
      if let type = call.calledExpression.constructedType {
        note(.typeMember("subscript", of: type), at: node)
      }
    case .doStmt: note(.discard, at: node)
    default: note(.literal, at: node)
    }
    return .visitChildren
  }

  private func noteOperator(_ name: String, at node: Syntax) {
    names.free.insert(name)
    note(.operation(name), at: node)
  }

  func noteImplicitUses(byCall call: FunctionCallExprSyntax) {
    if call.trailingClosure != nil { note(.building, at: Syntax(call)) }
    guard let name = call.calledName else { return }
    for use in ImplicitUse.all(byCallOf: name) { note(use, at: Syntax(call)) }
  }

  /// A value that is dropped, or replaced by nothing, ends there.
  func noteImplicitUses(byAssignment target: ExprSyntax) {
    let value = target.parent?.as(ExprListSyntax.self)?.last
    if target.is(DiscardAssignmentExprSyntax.self) || value?.is(NilLiteralExprSyntax.self) == true {
      note(.discard, at: Syntax(target))
    }
  }
}

extension ExprSyntax {
  /// Tells whether a pattern of this form compares a value, or a part of it, with `~=`; one that binds all parts
  /// does not.
  fileprivate var isCompared: Bool {
    switch self.as(ExprSyntaxEnum.self) {
    case .patternExpr, .discardAssignmentExpr: return false
    case .tupleExpr(let tuple): return tuple.elements.contains(where: \.expression.isCompared)
    case .functionCallExpr(let call) where call.calledExpression.is(MemberAccessExprSyntax.self):
      return call.arguments.isEmpty || call.arguments.contains(where: \.expression.isCompared)
    case .optionalChainingExpr(let chain): return chain.expression.isCompared
    case .sequenceExpr(let sequence): return sequence.elements.first?.isCompared == true
    default: return true
    }
  }
}
