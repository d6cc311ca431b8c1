import SwiftParser
import SwiftSyntax

/// A top-level statement or declaration of a program: the smallest piece on which a checkpoint depends
/// or does not.
struct ProgramUnit {
  enum Kind: Equatable {
    /// A function, a type, an operator: does nothing where it stands.
    case declaration
    /// What a type gets in addition.
    case `extension`(of: String)
    /// Variables and their values, which may be closures or computed whenever they are read.
    case values(areConstant: Bool, areClosures: Bool)
    case statement
  }

  /// Where of a program it stands.
  enum Place: Hashable {
    case seed
    case cell(Int)
    case inlineValue(Int)
    /// A cell of a chapter that the program's uses.
    case export(of: String, cell: Int)
  }

  let kind: Kind
  let place: Place
  /// How people call it: what it declares, or how it begins.
  let name: String
  /// Blind to comments, layout and previews.
  let hash: String
  let path: String
  let line: Int
  let names: UnitNames
  let node: Syntax
  /// The cell's code, to find lines of nodes.
  let text: SourceText
  let firstLine: Int
  /// The bytes of that code which it takes.
  let range: Range<Int>

  var isDeclaration: Bool {
    switch kind {
    case .declaration, .extension: true
    case .values, .statement: false
    }
  }

  init(
    _ item: CodeBlockItemSyntax, at place: Place, text: SourceText, firstLine: Int, path: String
  ) {
    node = Syntax(item.item)
    self.place = place
    let end = item.endPositionBeforeTrailingTrivia.utf8Offset
    range = item.positionAfterSkippingLeadingTrivia.utf8Offset..<end
    kind = Kind(item.item)
    names = UnitNames(of: node)
    hash = ProgramHash.hash(of: node.withoutPreviews)
    (self.text, self.firstLine, self.path) = (text, firstLine, path)
    let start = node.positionAfterSkippingLeadingTrivia.utf8Offset
    line = firstLine + text.place(of: start).line - 1
    let declared = names.declared.sorted()
    if case .extension(let type) = kind {
      name = "extension \(type)"
    } else if !declared.isEmpty {
      name = declared.joined(separator: ", ")
    } else {
      let words = node.trimmedDescription.split(whereSeparator: \.isWhitespace)
        .joined(separator: " ")
      name = words.count > 40 ? words.prefix(40) + "…" : words
    }
  }

  /// The line of a place within the unit.
  func line(of position: AbsolutePosition) -> Int {
    firstLine + text.place(of: position.utf8Offset).line - 1
  }
}

extension ProgramUnit.Kind {
  init(_ item: CodeBlockItemSyntax.Item) {
    guard case .decl(let declaration) = item else {
      self = .statement
      return
    }
    if let variable = declaration.as(VariableDeclSyntax.self) {
      let values = variable.bindings.compactMap { $0.initializer?.value }
      self = .values(
        areConstant: variable.bindingSpecifier.tokenKind == .keyword(.let),
        areClosures: values.contains { $0.is(ClosureExprSyntax.self) }
          || variable.bindings.contains { $0.accessorBlock != nil })
    } else if let added = declaration.as(ExtensionDeclSyntax.self) {
      self = .extension(of: added.extendedType.trimmedDescription)
    } else if declaration.is(IfConfigDeclSyntax.self)
      || declaration.is(MacroExpansionDeclSyntax.self)
    {
      self = .statement
    } else {
      self = .declaration
    }
  }
}

extension ProgramUnit {
  /// All units of a program in the order in which they are executed: what other chapters export, then
  /// the seed, the cells with the parameters' values, and the inline values.
  static func all(_ chapter: Chapter, values: [ParameterValue], used: [Chapter]) -> [ProgramUnit] {
    var units: [ProgramUnit] = []
    for chapter in used {
      for cell in chapter.cells where cell.isExecuted && cell.options.export {
        units += all(in: cell, at: .export(of: chapter.slug, cell: cell.index), of: chapter)
      }
    }
    let front = chapter.frontMatter
    units += all(
      in: "let seed: UInt64 = \(front.seed)", at: .seed, line: front.seedLine, of: chapter)
    var inline = chapter.inlineValues[...]
    func addInlineValues(above line: Int) {
      while let value = inline.first, value.line < line {
        units += all(
          in: value.expression, at: .inlineValue(value.index), line: value.line, of: chapter)
        inline.removeFirst()
      }
    }
    for cell in chapter.cells where cell.isExecuted && cell.options.error != .compile {
      addInlineValues(above: cell.fenceLine)
      let edits = values.filter { $0.parameter.cell == cell.index }.map(\.edit)
      units += all(in: cell, at: .cell(cell.index), of: chapter, edits: edits)
    }
    addInlineValues(above: .max)
    return units
  }

  private static func all(
    in cell: Cell, at place: Place, of chapter: Chapter, edits: [Edit] = []
  ) -> [ProgramUnit] {
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
  ) -> [ProgramUnit] {
    let statements = Parser.parse(source: code).statements
    return all(statements, at: place, SourceText(code), line: line, of: chapter)
  }

  private static func all(
    _ statements: CodeBlockItemListSyntax, at place: Place, _ text: SourceText, line: Int,
    of chapter: Chapter
  ) -> [ProgramUnit] {
    statements.map {
      ProgramUnit($0, at: place, text: text, firstLine: line, path: chapter.path)
    }
  }
}
