import SwiftSyntax

extension TopLevelItem {
  /// All items of a program in the order of execution: other chapters' exports, the seed, the cells with the
  /// parameters' values, and the inline values.
  static func all(_ chapter: Chapter, values: [ParameterValue], used: [Chapter]) -> [TopLevelItem] {
    var items: [TopLevelItem] = []
    for chapter in used {
      for cell in chapter.cells where cell.isExecuted && cell.options.export {
        items += all(in: cell, at: .export(of: chapter.slug, cell: cell.index), of: chapter)
      }
    }
    let front = chapter.frontMatter
    items += all(
      in: "let seed: UInt64 = \(front.seed)", at: .seed, line: front.seedLine, of: chapter)
    var inline = chapter.inlineValues[...]
    func addInlineValues(above line: Int) {
      while let value = inline.first, value.line < line {
        items += all(
          in: value.expression, at: .inlineValue(value.index), line: value.line, of: chapter)
        inline.removeFirst()
      }
    }
    for cell in chapter.cells where cell.isExecuted && cell.options.error != .compile {
      addInlineValues(above: cell.fenceLine)
      let edits = values.filter { $0.parameter.cell == cell.index }.map(\.edit)
      items += all(in: cell, at: .cell(cell.index), of: chapter, edits: edits)
    }
    addInlineValues(above: .max)
    return items
  }

  private static func all(
    in cell: Cell, at place: Place, of chapter: Chapter, edits: [Edit] = []
  ) -> [TopLevelItem] {
    let syntax = chapter.syntax(of: cell)
    guard edits.isEmpty else {
      return all(
        in: syntax.code.applying(edits), at: place, line: syntax.firstLine, of: chapter)
    }
    return all(
      syntax.statements, at: place, SourceText(syntax.code), line: syntax.firstLine, of: chapter)
  }

  private static func all(
    in code: String, at place: Place, line: Int, of chapter: Chapter
  ) -> [TopLevelItem] {
    let statements = SyntaxDepth.parse(code).tree.statements
    return all(statements, at: place, SourceText(code), line: line, of: chapter)
  }

  private static func all(
    _ statements: CodeBlockItemListSyntax, at place: Place, _ text: SourceText, line: Int,
    of chapter: Chapter
  ) -> [TopLevelItem] {
    statements.map {
      TopLevelItem($0, at: place, text: text, firstLine: line, path: chapter.path)
    }
  }
}
