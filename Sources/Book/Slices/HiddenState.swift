import SwiftSyntax

/// What couples pieces of a program though no name says so: a file that one writes and another reads, a
/// variable within a type, a variable that a closure takes along and changes.
struct HiddenState {
  /// Names that reach beyond the program.
  private static let outside: Set<String> = [
    "FileManager", "FileHandle", "SafeTensors", "Process", "ProcessInfo", "UserDefaults",
    "DispatchQueue", "DispatchSource", "Thread", "Task", "Timer", "NotificationCenter",
    "fopen", "freopen", "unlink", "mkdir", "chdir", "setenv", "unsetenv", "putenv", "getenv",
    "atexit", "srand", "rand", "readLine",
  ]
  /// Members that do.
  private static let outsideMembers: Set<String> = ["write", "save", "detach"]
  /// Aliases that mean something where they are not mentioned.
  private static let literals: Set<String> = [
    "IntegerLiteralType", "FloatLiteralType", "StringLiteralType", "BooleanLiteralType",
  ]

  /// Whether a piece of a program has, or may have, any.
  static func isFound(in unit: ProgramUnit) -> Bool {
    let names = unit.names
    if !names.free.isDisjoint(with: outside) || !names.members.isDisjoint(with: outsideMembers)
      || !names.declared.isDisjoint(with: literals) || unit.node.is(DeferStmtSyntax.self)
    {
      return true
    }
    let search = Search(viewMode: .sourceAccurate)
    search.walk(unit.node)
    return search.isFound
  }
}

/// Looks for variables of types, and for closures that live on with variables of their surroundings.
private final class Search: SyntaxVisitor {
  var isFound = false
  /// The functions and closures around, each with its variables, and whether it may be called later.
  private var frames: [(variables: Set<String>, livesOn: Bool)] = []

  override func visit(_ node: VariableDeclSyntax) -> SyntaxVisitorContinueKind {
    guard node.bindingSpecifier.tokenKind == .keyword(.var) else { return .visitChildren }
    let isStored = node.bindings.contains { $0.accessorBlock == nil }
    let isOfType = node.modifiers.contains { ["static", "class"].contains($0.name.text) }
    isFound = isFound || (isStored && isOfType)
    if let last = frames.indices.last {
      frames[last].variables.formUnion(node.bindings.flatMap(\.pattern.boundNames).map(\.text))
    }
    return .visitChildren
  }

  override func visit(_ node: FunctionDeclSyntax) -> SyntaxVisitorContinueKind {
    // A function within another can be handed out.
    enter(livesOn: !frames.isEmpty && !node.isOnlyCalled)
  }
  override func visitPost(_ node: FunctionDeclSyntax) { frames.removeLast() }
  override func visit(_ node: InitializerDeclSyntax) -> SyntaxVisitorContinueKind {
    enter(livesOn: false)
  }
  override func visitPost(_ node: InitializerDeclSyntax) { frames.removeLast() }
  override func visit(_ node: ClosureExprSyntax) -> SyntaxVisitorContinueKind {
    enter(livesOn: !node.isGivenToFunction)
  }
  override func visitPost(_ node: ClosureExprSyntax) { frames.removeLast() }

  private func enter(livesOn: Bool) -> SyntaxVisitorContinueKind {
    frames.append(([], livesOn))
    return .visitChildren
  }

  override func visit(_ node: SequenceExprSyntax) -> SyntaxVisitorContinueKind {
    for target in node.assigned { noteChange(of: target) }
    return .visitChildren
  }

  override func visit(_ node: InOutExprSyntax) -> SyntaxVisitorContinueKind {
    noteChange(of: node.expression)
    return .visitChildren
  }

  override func visit(_ node: FunctionCallExprSyntax) -> SyntaxVisitorContinueKind {
    if let base = node.calledExpression.as(MemberAccessExprSyntax.self)?.base {
      noteChange(of: base)
    }
    return .visitChildren
  }

  /// Something is done to what may be a variable; a method that is called may change it.
  private func noteChange(of expression: ExprSyntax) {
    var root = expression
    while let container = root.container { root = container }
    if let tuple = root.as(TupleExprSyntax.self) {
      for element in tuple.elements { noteChange(of: element.expression) }
    }
    guard let name = root.as(DeclReferenceExprSyntax.self)?.baseName.text,
      let owner = frames.lastIndex(where: { $0.variables.contains(name) })
    else { return }
    isFound = isFound || frames[(owner + 1)...].contains(where: \.livesOn)
  }
}

extension FunctionDeclSyntax {
  /// Whether the code around it does no more than call it, while it runs itself.
  fileprivate var isOnlyCalled: Bool {
    guard let around = parent?.parent?.as(CodeBlockItemListSyntax.self) else { return false }
    return References.all(to: name.text, in: around).allSatisfy { reference in
      guard reference.parent?.as(FunctionCallExprSyntax.self)?.calledExpression.id == reference.id
      else { return false }
      let between = sequence(first: Syntax(reference), next: \.parent).prefix { $0.id != around.id }
      return between.allSatisfy { container in
        if let closure = container.as(ClosureExprSyntax.self) { return closure.isGivenToFunction }
        return !container.is(FunctionDeclSyntax.self) || container.id == id
      }
    }
  }
}

/// Where a name is mentioned.
private final class References: SyntaxVisitor {
  private let name: String
  private var found: [DeclReferenceExprSyntax] = []

  private init(to name: String) {
    self.name = name
    super.init(viewMode: .sourceAccurate)
  }

  static func all(to name: String, in node: some SyntaxProtocol) -> [DeclReferenceExprSyntax] {
    let search = References(to: name)
    search.walk(node)
    return search.found
  }

  override func visit(_ node: DeclReferenceExprSyntax) -> SyntaxVisitorContinueKind {
    if node.baseName.text == name { found.append(node) }
    return .visitChildren
  }
}

extension ClosureExprSyntax {
  /// Whether it is an argument of a function, not of a type, or called where it stands: such a closure is
  /// as a rule gone when the call is over.
  fileprivate var isGivenToFunction: Bool {
    let argument = parent?.is(LabeledExprSyntax.self) == true ? parent?.parent?.parent : parent
    guard let call = argument?.as(FunctionCallExprSyntax.self) else {
      return parent?.is(MultipleTrailingClosureElementSyntax.self) == true
    }
    if call.calledExpression.is(ClosureExprSyntax.self) { return true }
    let name =
      call.calledExpression.as(MemberAccessExprSyntax.self)?.declName.baseName.text
      ?? call.calledExpression.as(DeclReferenceExprSyntax.self)?.baseName.text
    return name?.first?.isLowercase == true
  }
}
