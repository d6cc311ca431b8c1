/// The pieces of a program, and the other pieces whose code each may execute.
struct CallGraph {
  /// The items' own nodes first, in their order, then the members of types.
  let nodes: [CallGraphNode]
  /// For each node the functions, types, and closures that it mentions, and the variables that it calls like
  /// functions.
  let called: [[Int]]
  /// For each node those that mention it.
  private let callers: [[Int]]
  /// For each item its nodes.
  private let nodesOfItems: [[Int]]

  init(_ items: [TopLevelItem]) {
    nodes = CallGraphNode.all(of: items)
    var byName: [String: [Int]] = [:]
    var byMember: [String: [Int]] = [:]
    var byVariable: [String: [Int]] = [:]
    for (index, node) in nodes.enumerated() {
      let item = items[node.item]
      if !item.isDeclaration {
        for name in node.names.declared { byVariable[name, default: []].append(index) }
      }
      guard item.isDeclaration || item.isClosure else { continue }
      for name in node.names.declared { byName[name, default: []].append(index) }
      for name in node.names.executableMembers { byMember[name, default: []].append(index) }
    }
    let stored = Set(
      items.flatMap { $0.names.declaredMembers.subtracting($0.names.executableMembers) })
    called = nodes.map { node in
      let names = node.names
      // Within a type no period precedes its members.
      let members = names.members.union(items[node.item].isDeclaration ? names.free : [])
      let variables = names.called.flatMap { byVariable[$0] ?? [] }
      let callsValues = !variables.isEmpty || !names.called.isDisjoint(with: stored)
      let found =
        names.free.flatMap { byName[$0] ?? [] } + members.flatMap { byMember[$0] ?? [] } + variables
        + (callsValues ? byMember["callAsFunction"] ?? [] : [])
      return Set(found).sorted()
    }
    var callers = [[Int]](repeating: [], count: nodes.count)
    var nodesOfItems = [[Int]](repeating: [], count: items.count)
    for (index, node) in nodes.enumerated() {
      nodesOfItems[node.item].append(index)
      for callee in called[index] { callers[callee].append(index) }
    }
    (self.callers, self.nodesOfItems) = (callers, nodesOfItems)
  }

  /// The items that may execute the code of an item, directly or through others.
  func callers(ofItem item: Int) -> Set<Int> {
    var found: Set<Int> = []
    var pending = nodesOfItems[item]
    while let callee = pending.popLast() {
      for caller in callers[callee] where found.insert(caller).inserted { pending.append(caller) }
    }
    return Set(found.map { nodes[$0].item })
  }

  /// For each node its names and those of every node whose code it may execute.
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
