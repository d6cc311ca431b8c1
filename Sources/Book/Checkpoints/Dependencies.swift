/// What of a program a checkpoint depends on, by names: whatever defines a name that it uses, directly
/// or through others, and whatever may change what stands behind such a name before it is executed.
///
/// Where a name's meaning or a change is in doubt, it counts: too much costs a training, too little
/// would show results that the code no longer gives.
struct Dependencies {
  let units: [ProgramUnit]
  private let calls: Calls
  /// For each unit those that define a name which it uses.
  private let definitions: [[Int]]
  /// For each unit those that define a name which only a preview in it uses; asked for where it is cautious.
  private let pictured: [[Int]]
  /// For each unit those that may change what stands behind a name which it uses or declares.
  private let changers: [[Int]]

  /// - Parameter isCautious: whether a variable may be changed by whatever mentions it, also by a method
  ///   that nobody knows for changing something.
  init(_ units: [ProgramUnit], isCautious: Bool = false) {
    self.units = units
    calls = Calls(units)
    let changes = Self.changes(units, calls, isCautious: isCautious)
    var (defining, extending, changing): ([String: [Int]], [String: [Int]], [String: [Int]]) =
      ([:], [:], [:])
    let types = Set(units.filter(\.isDeclaration).flatMap(\.names.declared))
    var unnamed: Set<Int> = []
    for (index, unit) in units.enumerated() {
      if case .extension(let type) = unit.kind {
        if unit.names.worksUnnamed { unnamed.insert(index) }
        if types.contains(type) { defining[type, default: []].append(index) }
        for name in unit.names.declaredMembers { extending[name, default: []].append(index) }
      } else {
        for name in unit.names.declared { defining[name, default: []].append(index) }
        guard !unit.isDeclaration else { continue }
        for name in changes[index] { changing[name, default: []].append(index) }
      }
    }
    func definers(of names: UnitNames) -> [Int] {
      let free = names.free.union(names.declared)
      return Array(
        unnamed.union(free.flatMap { defining[$0] ?? [] })
          .union(free.union(names.members).flatMap { extending[$0] ?? [] }))
    }
    definitions = units.map { definers(of: $0.names) }
    pictured = units.map { isCautious ? $0.node.previewNames.flatMap(definers) : [] }
    changers = units.map { unit in
      Array(Set(unit.names.free.union(unit.names.declared).flatMap { changing[$0] ?? [] }))
    }
  }

  /// For each unit the names behind which something may be changed when it is executed.
  private static func changes(
    _ units: [ProgramUnit], _ calls: Calls, isCautious: Bool
  ) -> [Set<String>] {
    let changeable = Changeable(units)
    let routines = calls.routines.map(\.names)
    let roots = calls.union(routines.map { Set($0.changes.compactMap(\.root)) })
    let isChanging = calls.union(routines.map { $0.changes.isEmpty ? [] : ["yes"] })
      .map { !$0.isEmpty }
    let touched = calls.union(
      zip(routines, isChanging).map { $1 ? $0.free.intersection(changeable.names) : [] })
    let variables = Set(units.filter(\.isVariable).flatMap(\.names.declared))
    let mentioned =
      isCautious ? calls.union(routines.map { $0.free.intersection(variables) }) : []
    return units.indices.map { index in
      var names = isChanging[index] ? roots[index].union(touched[index]) : []
      if isCautious { names.formUnion(mentioned[index]) }
      return names.isEmpty ? [] : changeable.reached(from: names)
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
  ///
  /// - Parameter isLate: whether it is executed after all others, wherever it stands.
  func units(behind index: Int, isLate: Bool = false) -> [Int] {
    var included: Set<Int> = [index]
    // What calls the function in which a checkpoint stands decides what it is given.
    if units[index].isDeclaration { included.formUnion(callers(of: index)) }
    let end = units[index].isDeclaration || isLate ? units.count : index
    var pending = Array(included)
    while let unit = pending.popLast() {
      for needed in definitions[unit] + changers[unit]
      where needed < end || units[needed].isDeclaration {
        if included.insert(needed).inserted { pending.append(needed) }
      }
    }
    return included.sorted()
  }

  /// The units without which the one of this index cannot be compiled.
  func units(definingNamesOf index: Int) -> [Int] { definitions[index] + pictured[index] }

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
  /// Whether it is a variable, not a constant.
  fileprivate var isVariable: Bool {
    if case .values(let areConstant, _) = kind { !areConstant } else { false }
  }

  /// Whether it is a variable for a closure, which is executed when someone calls it.
  var isClosure: Bool {
    if case .values(_, true) = kind { true } else { false }
  }
}
