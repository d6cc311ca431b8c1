import SwiftSyntax

/// The one walk through code from which all readings of names come: it follows Swift's scopes and notes each
/// name that is declared, used, called, or changed.
final class ScopeWalker: SyntaxAnyVisitor {
  var names = CodeNames()
  var captures = CapturedVariables()
  /// The parameter whose default value is being walked.
  var defaultOf: CodeNames.Parameter?
  /// The features of the language that are noted already.
  var noted: Set<Noted> = []
  private let omitted: Set<SyntaxIdentifier>

  private var scopes: [[String: Local]] = []
  /// The frames around, as indices into `names.frames`.
  private var frames = [0]
  /// The types around, innermost last.
  private var types: [String] = []
  /// The walked nodes that have opened scopes, frames, or types, with the depths before.
  private var opened: [(node: SyntaxIdentifier, depth: Depth)] = []

  struct Noted: Hashable {
    var use: ImplicitUse
    var frame: Int
  }

  private struct Depth: Equatable { var scopes, frames, types: Int }

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

  /// - Parameter members: members of types that are left out.
  init(leavingOut members: Set<SyntaxIdentifier> = []) {
    omitted = members
    super.init(viewMode: .sourceAccurate)
  }

  func names(of node: Syntax) -> CodeNames {
    walk(node)
    names.untracked.formUnion(captures.outliving().map(UntrackedEffect.capturedVariable))
    names.untracked.formUnion(UntrackedEffect.reached(by: names))
    return names
  }

  override func visitAny(_ node: Syntax) -> SyntaxVisitorContinueKind {
    if omitted.contains(node.id) { return .skipChildren }
    let before = depth
    let continuation = enter(node)
    if continuation == .skipChildren {
      restore(before)
    } else if depth != before {
      opened.append((node.id, before))
    }
    return continuation
  }

  override func visitAnyPost(_ node: Syntax) {
    if opened.last?.node == node.id { restore(opened.removeLast().depth) }
  }

  private var depth: Depth {
    Depth(scopes: scopes.count, frames: frames.count, types: types.count)
  }

  private func restore(_ depth: Depth) {
    scopes.removeLast(scopes.count - depth.scopes)
    frames.removeLast(frames.count - depth.frames)
    types.removeLast(types.count - depth.types)
  }

  /// Walks a part of a node, and closes all that it opens.
  func walk(_ node: some SyntaxProtocol, within open: () -> Void) {
    let before = depth
    open()
    walk(node)
    restore(before)
  }
}

extension ScopeWalker {
  var frame: Int { frames[frames.count - 1] }
  var isAtTopLevel: Bool { scopes.isEmpty }
  var type: String? { types.last }
  /// Tells whether an initializer is being walked, in which properties get their first values.
  var isInInitializer: Bool { frames.contains { names.frames[$0].kind == .initializer } }

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
  func openScope(
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

  /// Opens the scope of a type, in which the names of its members mean these.
  func openType(_ name: String, _ generics: [String], _ members: MemberBlockSyntax) {
    types.append(name)
    openScope(generics)
    for name in members.members.flatMap(\.decl.memberNames) { bind(name, .member) }
  }

  /// Opens a frame: everything used until it is closed is executed with it.
  ///
  /// - Parameters:
  ///   - isImmediate: whether it is executed as part of the frame around it.
  ///   - livesOn: whether it may be executed after the code around it has ended.
  ///   - callee: the function that it is an argument of.
  func openFrame(
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

  /// The frames around the code, without those around `frame`, innermost last.
  func frames(within frame: Int) -> ArraySlice<Int> {
    frames.drop { $0 != frame }.dropFirst()
  }
}
