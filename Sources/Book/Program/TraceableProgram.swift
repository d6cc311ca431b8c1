import SwiftSyntax

/// A program whose items' dependencies can be traced by names.
struct TraceableProgram {
  let items: [TopLevelItem]
  let dependencies: Dependencies
  private let files: ProgramFiles
  /// Inline values that are computed at the chapter's end.
  private let late: Set<Int>

  /// Nil if something may depend on what it does not name: in a chapter that shows failures on purpose, has
  /// cells that do not parse, a name with two meanings, untracked effects, or reads from outside
  /// other than of time and chance.
  init?(_ program: Program) {
    let chapter = program.chapter
    let cells = chapter.cells.filter(\.isExecuted)
    guard cells.allSatisfy({ $0.options.error == nil && !chapter.syntax(of: $0).tree.hasError })
    else { return nil }
    let items = program.items
    guard !Self.hasAmbiguousNames(items), items.allSatisfy(\.names.untracked.isEmpty) else {
      return nil
    }
    guard program.files.unknown.isEmpty,
      !UntrackedInput.all(in: items).joined().contains(where: {
        $0.isRefused || $0.kind == .ownFiles
      })
    else { return nil }
    self.items = items
    files = program.files
    dependencies = Dependencies(items, isCautious: true)
    late = Set(
      items.indices.filter { index in
        guard case .inlineValue(let value) = items[index].place else { return false }
        return program.lateInlineValues.contains(value)
      })
  }

  /// Tells whether a name has two meanings. Functions may share one: they count together.
  private static func hasAmbiguousNames(_ items: [TopLevelItem]) -> Bool {
    var functions: Set<String> = []
    var others: Set<String> = []
    for item in items where !item.node.is(OperatorDeclSyntax.self) {
      let isFunction = item.node.is(FunctionDeclSyntax.self)
      for name in item.names.declared {
        if others.contains(name) || (!isFunction && functions.contains(name)) { return true }
        if isFunction { functions.insert(name) } else { others.insert(name) }
      }
    }
    return others.contains("checkpoint") || functions.contains("checkpoint")
  }

  /// All that an executed item depends on, in the order of the program.
  func behind(_ index: Int) -> [Int] {
    dependencies.items(behind: index, isLate: late.contains(index))
  }

  /// The hashes of an item's code and of the files that it reads.
  func hashes(of index: Int) -> [String] { [items[index].hash] + files.all[index].map(\.hash) }

  /// These items, and all that they need to compile and to give the same results.
  func closure(of wanted: Set<Int>, wholly: Set<TopLevelItem.Place>) -> Set<Int> {
    var kept: Set<Int> = []
    var pending = Array(wanted)
    while let index = pending.popLast() {
      guard kept.insert(index).inserted else { continue }
      let item = items[index]
      if wholly.contains(item.place) {
        pending += items.indices.filter { items[$0].place == item.place }
      }
      if !item.isDeclaration { pending += behind(index) }
      pending += dependencies.items(definingNamesOf: index)
    }
    return kept
  }
}

extension TopLevelItem {
  /// Tells whether it takes effect without a name: an import, the precedence of operators.
  var isNameless: Bool { kind == .declaration && names.declared.isEmpty }
}
