/// The variables whose values may change after their declaration: those declared with `var`, and those that
/// may hold an object.
struct MutableNames {
  private(set) var names: Set<String> = []
  /// For each of them the names through which the same objects can be reached.
  private(set) var aliases: [String: Set<String>] = [:]

  init(_ items: [TopLevelItem]) {
    let known = LibraryMutations.valueTypes.union(items.flatMap(\.names.declared))
    var carrying: Set<String> = []
    var count = -1
    while count != names.count + carrying.count {
      count = names.count + carrying.count
      for item in items {
        let holdsObject =
          item.names.hasIdentity || item.isClosure || !item.names.free.isDisjoint(with: carrying)
          || item.names.free.contains { $0.first?.isUppercase == true && !known.contains($0) }
        if holdsObject { carrying.formUnion(item.names.declared) }
        switch item.kind {
        case .values(let areConstant, _) where areConstant && !holdsObject: break
        case .values, .statement: names.formUnion(item.names.declared)
        case .declaration, .extension: break
        }
      }
    }
    for item in items where !item.isDeclaration {
      let reached = item.names.declared.union(item.names.mutations.compactMap(\.root))
      for name in reached.intersection(names) {
        aliases[name, default: []].formUnion(item.names.free.intersection(names))
      }
    }
  }

  /// These names and those through which the same objects are reached.
  func reached(from names: Set<String>) -> Set<String> {
    var reached = names
    var pending = names
    while !pending.isEmpty {
      pending = Set(pending.flatMap { aliases[$0] ?? [] }).subtracting(reached)
      reached.formUnion(pending)
    }
    return reached
  }
}
