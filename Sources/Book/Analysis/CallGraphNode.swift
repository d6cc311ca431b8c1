import SwiftSyntax

/// A node of the call graph, executed as one: a top-level item, or a member of a type that is executed only
/// where its name is used.
struct CallGraphNode {
  /// The index of its item.
  let item: Int
  let names: CodeNames

  /// The items' own nodes without such members, in the items' order, then the members.
  static func all(of items: [TopLevelItem]) -> [CallGraphNode] {
    let conforming = Set(items.flatMap(\.conformingTypes))
    var (own, members): ([CallGraphNode], [CallGraphNode]) = ([], [])
    for (index, item) in items.enumerated() {
      let named = item.namedMembers(conforming: conforming)
      let rest = named.isEmpty ? item.names : CodeNames(of: item.node, leavingOut: named)
      own.append(CallGraphNode(item: index, names: rest))
      members += named.map { CallGraphNode(item: index, names: CodeNames(of: $0)) }
    }
    return own + members
  }
}

extension TopLevelItem {
  /// Protocols whose requirements are called only by their names.
  private static let plainProtocols: Set<String> = ["Module", "Sendable"]

  private var group: (any DeclGroupSyntax)? { node.asProtocol((any DeclGroupSyntax).self) }

  /// The type that it declares or extends, if code from elsewhere may execute its members: a `description`,
  /// an `encode(to:)`.
  fileprivate var conformingTypes: [String] {
    let inherited = group?.inheritanceClause?.inheritedTypes ?? []
    let isPlain = inherited.allSatisfy {
      Self.plainProtocols.contains($0.type.trimmedDescription)
    }
    return isPlain ? [] : [typeName].compactMap { $0 }
  }

  private var typeName: String? {
    if case .extension(let type) = kind { type } else { names.declared.first }
  }

  /// The functions and computed properties of a type or an extension that are executed only by name.
  fileprivate func namedMembers(conforming: Set<String>) -> [MemberBlockItemSyntax] {
    guard let group, let typeName, !conforming.contains(typeName) else { return [] }
    return group.memberBlock.members.filter { member in
      if let function = member.decl.as(FunctionDeclSyntax.self) {
        return !function.name.isOperator && function.name.text != "callAsFunction"
      }
      let bindings = member.decl.as(VariableDeclSyntax.self)?.bindings
      return bindings?.count == 1 && bindings?.first?.accessorBlock != nil
    }
  }
}
