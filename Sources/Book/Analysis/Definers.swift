/// The items of a program that define its names.
struct Definers {
  private var defining: [String: [Int]] = [:]
  /// Extensions by the names of their members.
  private var extending: [String: [Int]] = [:]
  /// Checkpoints by their names.
  private var saving: [String: [Int]] = [:]
  /// Extensions that take effect without a name.
  private var unnamed: Set<Int> = []

  init(_ items: [TopLevelItem]) {
    let types = Set(items.filter(\.isDeclaration).flatMap(\.names.declared))
    for (index, item) in items.enumerated() {
      for name in item.names.checkpoints.compactMap(\.checkpointName) {
        saving[name, default: []].append(index)
      }
      if case .extension(let type) = item.kind {
        if item.names.hasImplicitUses { unnamed.insert(index) }
        if types.contains(type) { defining[type, default: []].append(index) }
        for name in item.names.declaredMembers { extending[name, default: []].append(index) }
      } else {
        for name in item.names.declared { defining[name, default: []].append(index) }
        // A pattern chooses this operator by the type of what it meets.
        if item.names.declaredMembers.contains("~=") {
          extending["~=", default: []].append(index)
        }
      }
    }
  }

  /// The items that define what code with these names uses or declares, in doubt too many.
  func items(for names: CodeNames) -> [Int] {
    let free = names.free.union(names.declared)
    return Array(
      unnamed.union(free.flatMap { defining[$0] ?? [] })
        .union(free.union(names.members).flatMap { extending[$0] ?? [] })
        .union(names.restored.flatMap { saving[$0] ?? [] }))
  }
}
