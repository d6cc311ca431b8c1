/// What of a program a checkpoint depends on, by names: whatever defines a name that it uses, directly
/// or through others, and whatever may change what stands behind such a name before it is executed.
///
/// Where a name's meaning or a change is in doubt, it counts: too much costs a training, too little
/// would show results that the code no longer gives.
struct Dependencies {
  let units: [ProgramUnit]
  private let calls: Calls
  /// For each unit the names behind which something may be changed when it is executed.
  private let changes: [Set<String>]
  private let types: Set<String>

  init(_ units: [ProgramUnit]) {
    self.units = units
    calls = Calls(units)
    types = Set(units.filter(\.isDeclaration).flatMap(\.names.declared))
    let changeable = Changeable(units)
    let routines = calls.routines.map(\.names)
    let roots = calls.union(routines.map { Set($0.changes.compactMap(\.root)) })
    let isChanging = calls.union(routines.map { $0.changes.isEmpty ? [] : ["yes"] })
      .map { !$0.isEmpty }
    let touched = calls.union(
      zip(routines, isChanging).map { $1 ? $0.free.intersection(changeable.names) : [] })
    changes = units.indices.map { index in
      isChanging[index] ? changeable.reached(from: roots[index].union(touched[index])) : []
    }
  }

  /// The functions, types and closures whose code these names may execute, themselves left out.
  func called(by names: UnitNames) -> [Int] {
    var found: Set<Int> = []
    var pending = units.indices.filter { index in
      (units[index].isDeclaration || units[index].isClosure)
        && !units[index].names.declared.isDisjoint(with: names.free)
    }
    while let index = pending.popLast() {
      if found.insert(index).inserted { pending += calls.called[index] }
    }
    return Set(found.map { calls.routines[$0].unit }).sorted()
  }

  /// The units on which the one of this index depends, itself included, in the order of the program.
  func units(behind index: Int) -> [Int] {
    var included: Set<Int> = [index]
    // What calls the function in which a checkpoint stands decides what it is given.
    if units[index].isDeclaration { included.formUnion(callers(of: index)) }
    let end = units[index].isDeclaration ? units.count : index
    var names = UnitNames()
    var pending = included
    while !pending.isEmpty {
      for unit in pending {
        names.free.formUnion(units[unit].names.free)
        names.free.formUnion(units[unit].names.declared)
        names.members.formUnion(units[unit].names.members)
      }
      pending = Set(
        units.indices.filter { !included.contains($0) && isNeeded($0, by: names, before: end) })
      included.formUnion(pending)
    }
    return included.sorted()
  }

  private func isNeeded(_ index: Int, by names: UnitNames, before end: Int) -> Bool {
    let unit = units[index]
    switch unit.kind {
    case .declaration:
      return !unit.names.declared.isDisjoint(with: names.free)
    case .extension(let type):
      return unit.names.worksUnnamed || (types.contains(type) && names.free.contains(type))
        || !unit.names.declaredMembers.isDisjoint(with: names.members.union(names.free))
    case .values, .statement:
      guard index < end else { return false }
      return !unit.names.declared.isDisjoint(with: names.free)
        || !changes[index].isDisjoint(with: names.free)
    }
  }

  private func callers(of index: Int) -> Set<Int> {
    var callers: Set<Int> = []
    var pending = calls.routines.indices.filter { calls.routines[$0].unit == index }
    while let callee = pending.popLast() {
      for caller in calls.called.indices where calls.called[caller].contains(callee) {
        if callers.insert(caller).inserted { pending.append(caller) }
      }
    }
    return Set(callers.map { calls.routines[$0].unit })
  }
}

extension ProgramUnit {
  /// Whether it is a variable for a closure, which is executed when someone calls it.
  var isClosure: Bool {
    if case .values(_, true) = kind { true } else { false }
  }
}
