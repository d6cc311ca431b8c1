import SwiftSyntax

/// The scopes and frames around the code being walked, with the names that the code itself declares.
class ScopeStack: SyntaxVisitor {
  var names = CodeNames()
  private var scopes: [[String: Local]] = []
  /// The frames around, as indices into `names.frames`.
  private var frames = [0]
  /// The types around, innermost last.
  private var types: [String] = []
  var captures = CapturedVariables()

  /// A name that the code itself declares.
  struct Local {
    enum Kind: Equatable {
      case variable, constant, freshStream
      /// Reached through `self`.
      case member
      /// A function within another piece of code, by its number.
      case function(Int)
    }
    var kind: Kind
    /// The type that its declaration names.
    var type: String?
    /// The frame that declares it.
    var frame = 0
  }

  init() { super.init(viewMode: .sourceAccurate) }

  var frame: Int { frames[frames.count - 1] }
  var isAtTopLevel: Bool { scopes.isEmpty }
  var type: String? { types.last }

  func local(_ name: String) -> Local? {
    for scope in scopes.reversed() { if let local = scope[name] { return local } }
    return nil
  }

  /// Declares a name in the innermost scope; at the top level, for the program.
  func bind(_ name: String, _ kind: Local.Kind, type: String? = nil) {
    if scopes.isEmpty {
      names.declared.insert(name)
    } else {
      scopes[scopes.count - 1][name] = Local(kind: kind, type: type, frame: frame)
    }
  }

  /// Opens a scope, in which the functions and types of these statements are known from its beginning.
  @discardableResult
  func enter(
    _ locals: [String] = [], hoisting statements: CodeBlockItemListSyntax? = nil
  ) -> SyntaxVisitorContinueKind {
    scopes.append([:])
    for name in locals { bind(name, .constant) }
    for statement in statements ?? [] {
      guard case .decl(let declaration) = statement.item else { continue }
      if let function = declaration.as(FunctionDeclSyntax.self) {
        bind(function.name.identifierName, .function(captures.number(of: function)))
      } else if let type = declaration.asProtocol((any NamedDeclSyntax).self),
        declaration.asProtocol((any DeclGroupSyntax).self) != nil
      {
        bind(type.name.identifierName, .constant)
      }
    }
    return .visitChildren
  }

  func leave() { scopes.removeLast() }

  /// Opens the scope of a type, in which the names of its members mean these.
  func enterType(_ name: String, _ generics: [String], members: MemberBlockSyntax) {
    types.append(name)
    enter(generics)
    for name in members.members.flatMap(\.decl.memberNames) { bind(name, .member) }
  }

  func leaveType() {
    types.removeLast()
    leave()
  }

  /// Opens a frame: everything used until it is closed is executed with it.
  ///
  /// - Parameters:
  ///   - isImmediate: whether it is executed as part of the frame around it.
  ///   - livesOn: whether it may be executed after the code around it has ended.
  ///   - callee: the function that it is an argument of.
  func enterFrame(
    _ kind: CodeNames.Frame.Kind, isImmediate: Bool = false, livesOn: Bool = false,
    callee: String? = nil
  ) {
    names.frames.append(
      CodeNames.Frame(
        kind: kind, type: type, parent: frame, isImmediate: isImmediate, callee: callee))
    let index = names.frames.count - 1
    captures.open(index, kind, livesOn: livesOn)
    frames.append(index)
  }

  func leaveFrame() { frames.removeLast() }

  /// The frames around the code, without those around `frame`, innermost last.
  func frames(within frame: Int) -> ArraySlice<Int> {
    frames.drop { $0 != frame }.dropFirst()
  }
}

extension DeclSyntax {
  /// The names of a member of a type: property, method, case. Operators stand alone and have none.
  fileprivate var memberNames: [String] {
    if let function = self.as(FunctionDeclSyntax.self) {
      return function.name.isOperator ? [] : [function.name.identifierName]
    }
    if let variable = self.as(VariableDeclSyntax.self) {
      return variable.bindings.flatMap { $0.pattern.boundNames.map(\.identifierName) }
    }
    return self.as(EnumCaseDeclSyntax.self)?.elements.map(\.name.identifierName) ?? []
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
