/// Dependencies among a program's items, by names: an item depends on all that define a name which it uses,
/// directly or through others, and on all that may change the value of such a name before it is executed.
///
/// In doubt an item counts as a dependency: one too many costs a training, one too few would show results that
/// the code no longer gives.
struct Dependencies {
  let items: [TopLevelItem]
  private let calls: CallGraph
  /// For each item those that define a name that it uses.
  private let definitions: [[Int]]
  /// For each item those that define a name that only a preview in it uses; empty unless cautious.
  private let previewDefinitions: [[Int]]
  /// For each item those that may change the value of a name that it uses or declares.
  private let mutators: [[Int]]
  /// The declarations and closures that define a name.
  private let callable: [String: [Int]]
  /// The items that define each name.
  private let definers: Definers

  /// - Parameter isCautious: whether every mention of a variable counts as a possible change, also a call of a
  ///   method that is not known to change anything.
  init(_ items: [TopLevelItem], isCautious: Bool = false) {
    self.items = items
    calls = CallGraph(items)
    let changedNames = Self.changedNames(items, calls, isCautious: isCautious)
    var callable: [String: [Int]] = [:]
    for (index, item) in items.enumerated() where item.isDeclaration || item.isClosure {
      for name in item.names.declared { callable[name, default: []].append(index) }
    }
    self.callable = callable
    var changing: [String: [Int]] = [:]
    for (index, item) in items.enumerated() where !item.isDeclaration {
      for name in changedNames[index] { changing[name, default: []].append(index) }
    }
    let definers = Definers(items)
    self.definers = definers
    definitions = items.map { definers.items(for: $0.names) }
    previewDefinitions = items.map {
      isCautious ? $0.names.previews.flatMap(definers.items(for:)) : []
    }
    mutators = items.map { item in
      Array(Set(item.names.free.union(item.names.declared).flatMap { changing[$0] ?? [] }))
    }
  }

  /// For each item the names whose values its execution may change.
  private static func changedNames(
    _ items: [TopLevelItem], _ calls: CallGraph, isCautious: Bool
  ) -> [Set<String>] {
    let mutable = MutableNames(items)
    let nodes = calls.nodes.map(\.names)
    let roots = calls.union(nodes.map { Set($0.mutations.compactMap(\.root)) })
    let isChanging = calls.union(nodes.map { Set($0.mutations.map { $0.root ?? "" }) })
      .map { !$0.isEmpty }
    let touched = calls.union(
      zip(nodes, isChanging).map { $1 ? $0.free.intersection(mutable.names) : [] })
    let variables = Set(items.filter(\.isVariable).flatMap(\.names.declared))
    let mentioned =
      isCautious ? calls.union(nodes.map { $0.free.intersection(variables) }) : []
    return items.indices.map { index in
      var names = isChanging[index] ? roots[index].union(touched[index]) : []
      if isCautious { names.formUnion(mentioned[index]) }
      return names.isEmpty ? [] : mutable.reached(from: names)
    }
  }

  /// The items whose functions, types, and closures a piece of code with these names may execute.
  func called(by names: CodeNames) -> [Int] {
    var found: Set<Int> = []
    var pending = names.free.flatMap { callable[$0] ?? [] }
    while let index = pending.popLast() {
      if found.insert(index).inserted { pending += calls.called[index] }
    }
    return Set(found.map { calls.nodes[$0].item }).sorted()
  }

  /// An item with all that it depends on, in the order of the program.
  ///
  /// - Parameter isLate: whether it is executed after all others.
  func items(behind index: Int, isLate: Bool = false) -> [Int] {
    var included: Set<Int> = [index]
    // The callers of the function around a checkpoint decide about its arguments.
    if items[index].isDeclaration { included.formUnion(calls.callers(ofItem: index)) }
    let end = items[index].isDeclaration || isLate ? items.count : index
    var pending = Array(included)
    while let item = pending.popLast() {
      for needed in definitions[item] + mutators[item]
      where needed < end || items[needed].isDeclaration {
        if included.insert(needed).inserted { pending.append(needed) }
      }
    }
    return included.sorted()
  }

  /// The items that an item needs to compile.
  func items(definingNamesOf index: Int) -> [Int] { definitions[index] + previewDefinitions[index] }

  /// The items that code with these names needs to compile.
  func items(definingNamesIn names: CodeNames) -> [Int] { definers.items(for: names) }

  /// The items that may change the value of a name that an item uses or declares.
  func items(changing index: Int) -> [Int] { mutators[index] }
}

extension TopLevelItem {
  /// Tells whether it declares variables, not constants.
  fileprivate var isVariable: Bool {
    if case .values(let areConstant, _) = kind { !areConstant } else { false }
  }

  /// Tells whether it declares a closure, which is executed where it is called.
  var isClosure: Bool {
    if case .values(_, true) = kind { true } else { false }
  }
}
