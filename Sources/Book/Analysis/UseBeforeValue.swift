import SwiftSyntax

/// Uses of a chapter's variables above the line that computes them, directly or through functions, closures,
/// accessors, methods, initializers, and default arguments.
///
/// Swift reads such a variable as zero, without a word. A cell must not do so; an inline value waits for the
/// end of the chapter. Of features that name no function, `a + b`, `for x in s`, only the compiler knows what they
/// execute: where one may use such a variable, that is a warning; see `ImplicitUse`.
struct UseBeforeValue {
  let items: [TopLevelItem]
  /// The line at which each variable gets its value.
  private var lines: [String: Int] = [:]
  /// The types of variables, by the names of both.
  private(set) var types: [String: String] = [:]
  private(set) var code: [Key: [Executable]] = [:]
  /// The types and variables that the program declares, and their extensions.
  let declared: DeclaredNames
  /// Members of protocols, and of types that the program only extends.
  private(set) var openMembers: [String: [Executable]] = [:]
  /// The property wrappers of variables and properties, by the names of these.
  let wrappers: [String: String]
  /// The functions that keep closures for later: the program's, and collections'.
  private let keepers: Set<String>
  /// The program's types that a variable or type consists of or inherits, by name; itself among them.
  private(set) var mentions: [String: Set<String>] = [:]
  /// The last line that computes a variable which some function, closure, or member reads.
  private var lastLine = 0

  /// A name that executes code where it is used.
  enum Key: Hashable {
    case name(String)
    case member(String, of: String)
    case initializer(of: String)
  }

  /// A frame of an item's code.
  struct Executable: Hashable {
    var item: Int
    var frame: Int
  }

  /// - Parameter items: a program's items, without those of cells that fail on purpose.
  init(_ items: [TopLevelItem]) {
    self.items = items
    keepers = Set(items.flatMap(\.keepers)).union(["append", "insert"])
    declared = DeclaredNames(items)
    wrappers = items.reduce(into: [:]) { all, item in
      all.merge(item.names.wrappers) { first, _ in first }
    }
    for (index, item) in items.enumerated() {
      noteVariables(of: item)
      for (frame, code) in item.names.frames.enumerated() {
        for key in Self.keys(of: code) {
          self.code[key, default: []].append(Executable(item: index, frame: frame))
          if case .member(let member, let type) = key, declared.isOpen(type) {
            openMembers[member, default: []].append(Executable(item: index, frame: frame))
          }
        }
      }
    }
    for item in items {
      for case .name(let name) in item.names.uses.filter({ $0.frame > 0 }).map(\.target) {
        lastLine = max(lastLine, lines[name] ?? 0)
      }
    }
    if lastLine > 0 { mentions = declared.mentions(items, types: types) }
  }

  private mutating func noteVariables(of item: TopLevelItem) {
    for binding in item.declarations.compactMap({ $0.as(VariableDeclSyntax.self) })
      .flatMap({ Array($0.bindings) })
    {
      for token in binding.pattern.boundNames {
        let name = token.identifierName
        if types[name] == nil { types[name] = binding.typeName }
        // Of an exported variable the value is there at its first use.
        guard !item.isExported, !binding.isComputed, lines[name] == nil else { continue }
        lines[name] = item.line(of: token.positionAfterSkippingLeadingTrivia)
      }
    }
  }

  /// The names whose use executes a frame.
  private static func keys(of frame: CodeNames.Frame) -> [Key] {
    switch (frame.kind, frame.type) {
    case (.function(let name), nil), (.accessor(let name), nil), (.closure(let name?), nil):
      [.name(name)]
    case (.function(let name), let type?), (.accessor(let name), let type?):
      [.member(name, of: type)]
    case (.storedValue(let name, isDelayed: true), let type?): [.member(name, of: type)]
    case (.storedValue, let type?), (.initializer, let type?): [.initializer(of: type)]
    default: []
    }
  }

  /// The uses above the value, each at its place.
  func problems() -> [Diagnostic] {
    executedItems.flatMap { index in
      let item = items[index]
      return uses(by: Executable(item: index, frame: 0)).compactMap { use -> Diagnostic? in
        let line = item.line(of: use.position)
        guard let early = variables(reachedFrom: use).first(where: { $0.line > line }) else {
          return nil
        }
        let through = use.target == .name(early.name) ? "" : " through “\(use.target.name)”"
        return item.problem(
          "“\(early.name)” is used here\(through) before it is computed in line \(early.line); "
            + "move this below that line",
          at: use.position)
      }
    }
  }

  /// The statements that may use a variable above its value through a feature of the language.
  func warnings() -> [Diagnostic] {
    executedItems.compactMap { index in
      guard let early = implicitlyRead(by: index).first else { return nil }
      let item = items[index]
      return item.problem(
        "“\(early.name)” may be used here through “\(early.feature)” before it is computed in line "
          + "\(early.line); if so, move this below that line",
        at: item.node.positionAfterSkippingLeadingTrivia)
    }
  }

  private var executedItems: [Int] {
    items.indices.filter { !items[$0].isDeclaration && !items[$0].isInlineValue }
  }

  /// The variables below an item that features of the language read in it, by line.
  private func implicitlyRead(by item: Int) -> [(name: String, line: Int, feature: String)] {
    let line = items[item].line
    guard line < lastLine else { return [] }
    let own = items[item].names.declared
    return ImplicitExecution(of: item, in: self).features.flatMap { executable, feature in
      uses(by: executable).flatMap { variables(reachedFrom: $0) }
        .filter { $0.line > line && !own.contains($0.name) }
        .map { ($0.name, $0.line, feature) }
    }.sorted { ($0.line, $0.name, $0.feature) < ($1.line, $1.name, $1.feature) }
  }

  /// The inline values that use a variable above its line, by index.
  func lateInlineValues() -> Set<Int> {
    var late: Set<Int> = []
    for (index, item) in items.enumerated() {
      guard case .inlineValue(let value) = item.place else { continue }
      let isLate = uses(by: Executable(item: index, frame: 0))
        .contains { use in variables(reachedFrom: use).contains { $0.line > item.line } }
      if isLate || !implicitlyRead(by: index).isEmpty { late.insert(value) }
    }
    return late
  }

  /// The uses that an executed frame makes, with those of the frames executed as part of it.
  func uses(by code: Executable) -> [CodeNames.Use] {
    let names = items[code.item].names
    let frames = names.framesExecuted(with: code.frame, keepers: keepers)
    return names.uses.filter { frames.contains($0.frame) }.map { use in
      var use = use
      if use.callee.map(keepers.contains) == true { use.arguments = nil }
      return use
    }
  }

  /// The variables that a use reads, itself or through the code that it executes, by line.
  private func variables(reachedFrom use: CodeNames.Use) -> [(name: String, line: Int)] {
    var found: [String: Int] = [:]
    var executed: Set<Executable> = []
    var pending = [use]
    while let use = pending.popLast() {
      if case .name(let name) = use.target { found[name] = lines[name] }
      for executable in keys(of: use).flatMap({ code[$0] ?? [] })
      where executed.insert(executable).inserted {
        pending += uses(by: executable).filter { $0.isNeeded(by: use) }
      }
    }
    return found.sorted { ($0.value, $0.key) < ($1.value, $1.key) }.map { ($0.key, $0.value) }
  }

  /// The names of the code that a use executes.
  func keys(of use: CodeNames.Use) -> [Key] {
    switch use.target {
    case .name(let name):
      guard use.arguments != nil else { return readKeys(name) }
      let called = types[name].map { [Key.member("callAsFunction", of: $0)] } ?? []
      return [.name(name), .initializer(of: name)] + called
    case .member(let member, let owner):
      return [.member(member, of: types[owner] ?? owner)]
        + (member == "init" ? [.initializer(of: owner)] : [])
    case .typeMember(let member, let type): return [.member(member, of: type)]
    case .localFunction, .implicit, .type: return []
    }
  }

  /// A function or closure that is only named is not executed; a computed variable is.
  private func readKeys(_ name: String) -> [Key] {
    let isComputed = code[.name(name)]?.contains { executable in
      items[executable.item].names.frames[executable.frame].kind == .accessor(of: name)
    }
    return isComputed == true ? [.name(name)] : []
  }
}

extension CodeNames.Use {
  /// Tells whether the call passes no argument in place of this default value.
  fileprivate func isNeeded(by call: CodeNames.Use) -> Bool {
    guard let parameter = defaultOf, let arguments = call.arguments else { return true }
    return parameter.label == "_"
      ? parameter.index >= arguments.count : !arguments.contains(parameter.label)
  }
}

extension CodeNames.Use.Target {
  /// The name in messages.
  fileprivate var name: String {
    switch self {
    case .name(let name), .member(let name, _), .typeMember(let name, _), .type(let name): name
    case .implicit(let use): use.name
    case .localFunction: ""
    }
  }
}

extension TopLevelItem {
  fileprivate var isExported: Bool { if case .export = place { true } else { false } }
  /// The functions and methods that it declares which keep closures for later.
  fileprivate var keepers: [String] {
    declarations.flatMap { declaration in
      let members = declaration.asProtocol((any DeclGroupSyntax).self)?.memberBlock.members
      return ([declaration] + (members ?? []).map(\.decl))
        .compactMap { $0.as(FunctionDeclSyntax.self) }
        .filter { $0.signature.description.contains("@escaping") }.map(\.name.identifierName)
    }
  }
  fileprivate var isInlineValue: Bool { if case .inlineValue = place { true } else { false } }
}

extension PatternBindingSyntax {
  /// Tells whether the variable is computed at each read.
  fileprivate var isComputed: Bool {
    guard let accessors = accessorBlock?.accessors else { return false }
    guard case .accessors(let list) = accessors else { return true }
    return !list.contains { ["willSet", "didSet"].contains($0.accessorSpecifier.text) }
  }
}
