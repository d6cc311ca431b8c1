import SwiftSyntax

/// A piece of a program that is executed as one: a unit, or a member of a type that is executed only where
/// its name stands.
struct Routine {
  /// The unit in which it is.
  let unit: Int
  let names: UnitNames

  /// The units' own, without such members, then the members.
  static func all(of units: [ProgramUnit]) -> [Routine] {
    let conforming = Set(units.flatMap(\.conformingTypes))
    var (own, members): ([Routine], [Routine]) = ([], [])
    for (index, unit) in units.enumerated() {
      let named = unit.namedMembers(conforming: conforming)
      let rest = named.isEmpty ? unit.names : UnitNames(of: unit.node, leavingOut: named)
      own.append(Routine(unit: index, names: rest))
      members += named.map { Routine(unit: index, names: UnitNames(of: $0)) }
    }
    return own + members
  }
}

extension ProgramUnit {
  /// Protocols whose requirements nobody calls but by their names.
  private static let plainProtocols: Set<String> = ["Module", "Sendable"]

  private var group: (any DeclGroupSyntax)? { node.asProtocol(DeclGroupSyntax.self) }

  /// The type that it declares or extends, if that may have members which code from elsewhere executes:
  /// a `description`, an `encode(to:)`.
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
