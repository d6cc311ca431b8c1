import Outputs
import SwiftSyntax

/// The part of a chapter that a page computes: its live figures, and the declarations that they use.
public struct LiveProgram: Sendable {
  /// The cells of the live figures, in order. A figure's index here is its index in the page's module.
  public let cells: [Int]
  /// The checkpoints whose weights the figures may restore.
  let checkpoints: [String]
  /// The chapter's part, those of the chapters that it uses, and the entrance of the page's script.
  let sources: [Program.Source]

  /// Nil for a chapter without live figures.
  ///
  /// - Throws: `Diagnostics` where a figure uses what a page does not have.
  init?(_ program: Program) throws {
    let chapter = program.chapter
    let cells = chapter.liveCells
    guard !cells.isEmpty else { return nil }
    self.cells = cells.map(\.index)
    let closure = LiveClosure(program.items, cells: Set(self.cells))
    guard closure.problems.isEmpty else { throw Diagnostics(closure.problems) }
    checkpoints = closure.items.reduce(into: Set()) {
      $0.formUnion(program.items[$1].names.restored)
    }
    .sorted()
    let selection = Selection(closure.items, of: program.items)
    let main = LiveSource(
      chapter: chapter, values: program.parameterValues, selection: selection,
      hasSeed: closure.items.contains { program.items[$0].place == .seed })
    let used = program.used.map { Program.Source(exportsOf: $0, selection: selection) }
    sources = [main.source()] + used + [Self.entrance(of: chapter, to: self.cells)]
  }

  /// The function that a page's script calls to begin a figure.
  private static func entrance(of chapter: Chapter, to cells: [Int]) -> Program.Source {
    let cases = cells.enumerated().map { "  case \($0): \(LiveSource.function(ofCell: $1))\n" }
    return Program.Source(
      name: "Entrance.swift",
      text: "import Lesson\n" + """
        @_expose(wasm, "live_open") @_cdecl("live_open")
        public func __open(_ figure: Int, _ numbers: UnsafePointer<Double>, _ count: Int) -> Int {
          let live: Live = switch figure {
        \(cases.dropLast().joined())  default: \(LiveSource.function(ofCell: cells.last!))
          }
          return live.open(UnsafeBufferPointer(start: numbers, count: count))
        }

        """, path: chapter.path, chapterText: chapter.source, compiledPath: "Entrance.swift")
  }
}

extension Chapter {
  /// The cells of its live figures, in order.
  public var liveCells: [Cell] { cells.filter { $0.options.live && $0.isExecuted } }
}

/// The items that live figures need, and what stands against them.
private struct LiveClosure {
  private(set) var items: Set<Int> = []
  private(set) var problems: [Diagnostic] = []

  init(_ all: [TopLevelItem], cells: Set<Int>) {
    let dependencies = Dependencies(all)
    let types = Set(all.filter(\.isDeclaration).flatMap(\.names.declared))
    func isOfFigure(_ index: Int) -> Bool {
      if case .cell(let cell) = all[index].place { cells.contains(cell) } else { false }
    }
    /// An extension of the program's own type comes with the type, not with any name of a member.
    func isStranger(_ index: Int) -> Bool {
      guard case .extension(let type) = all[index].kind, types.contains(type) else { return false }
      return !items.contains { all[$0].names.declared.contains(type) }
    }
    var pending = all.indices.filter(isOfFigure)
    while let index = pending.popLast() {
      guard items.insert(index).inserted else { continue }
      let item = all[index]
      if !isOfFigure(index), let call = item.names.checkpoints.first {
        let name = call.checkpointName ?? ""
        problems.append(
          item.problem(
            "a live figure uses a result of the checkpoint “\(name)”, which a page does not have: write "
              + "inputs.recorded { … } around it, or restore(network, from: \"\(name)\")",
            at: item.node.positionAfterSkippingLeadingTrivia))
        continue
      }
      let names = isOfFigure(index) ? CodeNames(of: item.node.withoutRecorded) : item.names
      pending += dependencies.items(definingNamesIn: names).filter {
        !isStranger($0) && !all[$0].isSaving(names)
      }
    }
    for index in items.sorted() where !all[index].isDeclaration && !isOfFigure(index) {
      for change in dependencies.items(changing: index) where !items.contains(change) {
        let item = all[index]
        problems.append(
          item.problem(
            "a live figure uses “\(item.name)”, which \(all[change].path):\(all[change].line) changes: a page "
              + "executes declarations only; use inputs.recorded { … }, or a network of the figure's own",
            at: item.node.positionAfterSkippingLeadingTrivia))
        break
      }
    }
  }
}

extension TopLevelItem {
  /// Tells whether it is needed only for weights that code with these names restores.
  fileprivate func isSaving(_ names: CodeNames) -> Bool {
    let saved = Set(self.names.checkpoints.compactMap(\.checkpointName))
    return !saved.isDisjoint(with: names.restored)
      && self.names.declared.isDisjoint(with: names.free)
  }
}

extension FunctionCallExprSyntax {
  /// The closure of `inputs.recorded { … }`, which only the book's run executes.
  var recordedClosure: ClosureExprSyntax? {
    guard
      calledExpression.as(MemberAccessExprSyntax.self)?.declName.baseName.text == "recorded"
    else { return nil }
    return trailingClosure
  }
}

extension Syntax {
  /// The same code without the closures of `recorded`.
  fileprivate var withoutRecorded: Syntax { RecordedRemoval().rewrite(detached, detach: true) }
}

private final class RecordedRemoval: SyntaxRewriter {
  override func visit(_ node: FunctionCallExprSyntax) -> ExprSyntax {
    guard node.recordedClosure != nil else { return super.visit(node) }
    return ExprSyntax(node.detached.with(\.trailingClosure, nil))
  }
}
