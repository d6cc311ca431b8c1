/// Which pieces of a program may execute which others' code.
struct Calls {
  /// The units' own pieces first, in their order, then the members of types.
  let routines: [Routine]
  /// For each of them the functions, types and closures that it mentions, and the variables that it calls
  /// like functions.
  let called: [[Int]]

  init(_ units: [ProgramUnit]) {
    routines = Routine.all(of: units)
    var byName: [String: [Int]] = [:]
    var byMember: [String: [Int]] = [:]
    var byVariable: [String: [Int]] = [:]
    for (index, routine) in routines.enumerated() {
      let unit = units[routine.unit]
      if !unit.isDeclaration {
        for name in routine.names.declared { byVariable[name, default: []].append(index) }
      }
      guard unit.isDeclaration || unit.isClosure else { continue }
      for name in routine.names.declared { byName[name, default: []].append(index) }
      for name in routine.names.executableMembers { byMember[name, default: []].append(index) }
    }
    let stored = Set(
      units.flatMap { $0.names.declaredMembers.subtracting($0.names.executableMembers) })
    called = routines.map { routine in
      let names = routine.names
      // Within a type its members have no point before them.
      let members = names.members.union(units[routine.unit].isDeclaration ? names.free : [])
      let variables = names.called.flatMap { byVariable[$0] ?? [] }
      let callsValues = !variables.isEmpty || !names.called.isDisjoint(with: stored)
      let found =
        names.free.flatMap { byName[$0] ?? [] } + members.flatMap { byMember[$0] ?? [] } + variables
        + (callsValues ? byMember["callAsFunction"] ?? [] : [])
      return Set(found).sorted()
    }
  }

  /// For each routine the names of it and of all whose code it may execute.
  func union(_ own: [Set<String>]) -> [Set<String>] {
    var result = own
    var isChanged = true
    while isChanged {
      isChanged = false
      for index in result.indices {
        let count = result[index].count
        for other in called[index] { result[index].formUnion(result[other]) }
        isChanged = isChanged || result[index].count != count
      }
    }
    return result
  }
}

/// The variables whose values may become others after they got them: those declared with `var`, and
/// those that may hold an object.
struct Changeable {
  private(set) var names: Set<String> = []
  /// For each of them the names through which the same objects are reached.
  private(set) var aliases: [String: Set<String>] = [:]

  init(_ units: [ProgramUnit]) {
    let known = ChangingNames.valueTypes.union(units.flatMap(\.names.declared))
    var carrying: Set<String> = []
    var count = -1
    while count != names.count + carrying.count {
      count = names.count + carrying.count
      for unit in units {
        let holdsObject =
          unit.names.hasIdentity || unit.isClosure || !unit.names.free.isDisjoint(with: carrying)
          || unit.names.free.contains { $0.first?.isUppercase == true && !known.contains($0) }
        if holdsObject { carrying.formUnion(unit.names.declared) }
        switch unit.kind {
        case .values(let areConstant, _) where areConstant && !holdsObject: break
        case .values, .statement: names.formUnion(unit.names.declared)
        case .declaration, .extension: break
        }
      }
    }
    for unit in units where !unit.isDeclaration {
      let reached = unit.names.declared.union(unit.names.changes.compactMap(\.root))
      for name in reached.intersection(names) {
        aliases[name, default: []].formUnion(unit.names.free.intersection(names))
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
