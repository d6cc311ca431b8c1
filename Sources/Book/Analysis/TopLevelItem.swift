import SwiftParser
import SwiftSyntax

/// A top-level statement or declaration of a program: the smallest piece that something may depend on.
struct TopLevelItem {
  enum Kind: Equatable {
    /// A function, a type, an operator: executes nothing by itself.
    case declaration
    /// An extension of a type.
    case `extension`(of: String)
    /// Variables, whose values may be closures or computed at each read.
    case values(areConstant: Bool, areClosures: Bool)
    case statement
  }

  /// The part of the program that contains it.
  enum Place: Hashable {
    case seed
    case cell(Int)
    case inlineValue(Int)
    /// A cell of a chapter used by the program's.
    case export(of: String, cell: Int)
  }

  let kind: Kind
  let place: Place
  /// Its name in messages: the names that it declares, or its first characters.
  let name: String
  /// A hash that ignores comments, layout, and previews.
  let hash: String
  let path: String
  let line: Int
  let names: CodeNames
  let node: Syntax
  /// The cell's code, for the lines of nodes.
  let text: SourceText
  let firstLine: Int
  /// Its bytes within that code.
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
    names = CodeNames(of: node)
    // Rewriting copies the item.
    hash = SyntaxHash.hash(of: names.previews.isEmpty ? node : node.withoutPreviews)
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

  /// The line of a position within the item.
  func line(of position: AbsolutePosition) -> Int {
    firstLine + text.place(of: position.utf8Offset).line - 1
  }
}

extension TopLevelItem.Kind {
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

extension TopLevelItem {
  func problem(_ message: String, at position: AbsolutePosition) -> Diagnostic {
    Diagnostic(
      file: path, line: line(of: position), column: text.place(of: position.utf8Offset).column,
      message: message)
  }
}
