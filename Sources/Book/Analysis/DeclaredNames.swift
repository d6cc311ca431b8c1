import SwiftSyntax

/// The types, variables and operators that a program declares, within `#if` too.
struct DeclaredNames {
  /// The types, without extensions.
  private(set) var types: Set<String> = []
  private(set) var protocols: Set<String> = []
  /// Operators that no library has.
  private(set) var operators: Set<String> = []
  /// Types and protocols that any type may inherit, by the names of what inherits them.
  private(set) var conformances: [String: Set<String>] = [:]
  /// The items that declare or extend a type, or declare a variable or function.
  private(set) var items: [String: [Int]] = [:]

  init(_ all: [TopLevelItem]) {
    for (index, item) in all.enumerated() {
      for name in item.names.declared { items[name, default: []].append(index) }
      for declaration in item.declarations {
        if let operation = declaration.as(OperatorDeclSyntax.self) {
          operators.insert(operation.name.text)
        }
        guard let group = declaration.asProtocol((any DeclGroupSyntax).self) else { continue }
        let named = declaration.asProtocol((any NamedDeclSyntax).self)?.name.identifierName
        let extended = declaration.as(ExtensionDeclSyntax.self)?.extendedType.trimmedDescription
        guard let name = named ?? extended else { continue }
        if let extended { items[extended, default: []].append(index) } else { types.insert(name) }
        if declaration.is(ProtocolDeclSyntax.self) { protocols.insert(name) }
        let inherited = group.inheritanceClause?.inheritedTypes ?? []
        conformances[name, default: []].formUnion(inherited.map(\.type.trimmedDescription))
      }
    }
  }

  /// Tells whether values may have members of this type though nothing names it: a protocol, or a type that
  /// the program only extends.
  func isOpen(_ type: String) -> Bool { protocols.contains(type) || !types.contains(type) }

  /// The program's types that each variable or type mentions where it is declared, directly or through others.
  ///
  /// - Parameters:
  ///   - all: the program's items.
  ///   - variables: the types of variables, by the names of both.
  func mentions(_ all: [TopLevelItem], types variables: [String: String]) -> [String: Set<String>] {
    var mentioning: [String: Set<String>] = [:]
    for (name, indices) in items {
      if let type = variables[name] { mentioning[type, default: []].insert(name) }
      for use in indices.flatMap({ all[$0].names.uses }) where use.frame == 0 {
        if let used = use.target.mentionedName { mentioning[used, default: []].insert(name) }
      }
    }
    var found: [String: Set<String>] = [:]
    for type in types {
      var pending = [type]
      while let name = pending.popLast() {
        if found[name, default: []].insert(type).inserted { pending += mentioning[name] ?? [] }
      }
    }
    return found
  }
}

extension TopLevelItem {
  /// The declaration that it is, or those within its `#if`.
  var declarations: [DeclSyntax] {
    guard let node = node.as(DeclSyntax.self) else { return [] }
    return Self.declarations(in: node)
  }

  private static func declarations(in node: DeclSyntax) -> [DeclSyntax] {
    guard let conditional = node.as(IfConfigDeclSyntax.self) else { return [node] }
    return conditional.clauses.flatMap { clause -> [DeclSyntax] in
      guard case .statements(let statements) = clause.elements else { return [] }
      return statements.flatMap { statement -> [DeclSyntax] in
        guard case .decl(let node) = statement.item else { return [] }
        return declarations(in: node)
      }
    }
  }
}
