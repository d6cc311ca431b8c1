/// A chapter as its author wrote it: front matter, prose, cells. A value; nothing has been executed.
public struct Chapter: Sendable {
  /// The file's path in messages and on pages: `Chapters/02-swiss-roll.md`.
  public var path: String
  /// The path of the folder with the files that it reads; nil where the chapter is only a text.
  public var folder: String?
  /// The file's name without its extension, `02-swiss-roll`; also the folder of its page.
  public var slug: String
  /// The whole file.
  public var source: String { text.text }
  /// The same by lines.
  let text: SourceText
  public var frontMatter: FrontMatter
  /// The prose and the cells, with line and column numbers of the whole file.
  public var document: Markdown.Node
  /// The executable cells, in order. A cell's index here is its index everywhere.
  public var cells: [Cell]
  let syntaxes = CellSyntaxes()
  /// The inline values of the prose, in order.
  public var inlineValues: [InlineValue]
}

/// The front matter, between the two `---` lines.
public struct FrontMatter: Sendable, Equatable {
  public var title: String
  public var summary: String
  /// The seed of every random number in the chapter, and its line.
  public var seed: UInt64
  public var seedLine: Int
  /// Slugs of the chapters whose `export` cells this one uses.
  public var uses: [String]
  public var usesLine: Int
  /// Parameter values for `--quick`, as Swift source.
  public var quick: [String: String]
  public var quickLine: Int
  /// The label of the figure on the chapter's card; nil for its first one.
  public var cover: String?
  public var coverLine = 2
  /// The line of the closing `---`.
  public var lastLine: Int
}

/// A fenced block of Swift that is executed.
public struct Cell: Sendable, Equatable {
  public var index: Int
  /// The line of the opening fence; the code begins on the next.
  public var fenceLine: Int
  /// The line of the closing fence.
  public var closingLine: Int
  /// The code between the fences, options included.
  public var code: String
  public var options: CellOptions
}

/// The options of a cell, its `//| key: value` lines.
public struct CellOptions: Sendable, Equatable {
  /// `fig-…` or `tbl-…` labels a figure or a table for `@fig-…`; any other label is the cell's.
  public var label: String?
  public var caption: String?
  /// The figure in words, for readers who do not see it. Required if the label is `fig-…`.
  public var alt: String?
  /// Tells whether the code starts folded.
  public var fold = false
  /// The name under which the code is folded, `Training loop`; nil for its line in the chapter.
  public var title: String?
  /// Tells whether the code is on the page.
  public var echo = true
  /// Tells whether anything of the cell is on the page.
  public var include = true
  /// Tells whether the cell is executed.
  public var eval = true
  /// Tells whether later chapters may use the cell's declarations.
  public var export = false
  /// Tells whether the cell holds the parameters that `--set` changes.
  public var parameters = false
  /// Tells whether the cell is a live figure, which its page computes from other inputs too.
  public var live = false
  /// The failure that the cell shows on purpose.
  public var error: ExpectedFailure?

  public init() {}
}

/// A failure that a cell shows on purpose. The run fails if the cell does not.
public enum ExpectedFailure: String, Sendable, CaseIterable {
  case compile, trap, `throw`
}

/// `` `{swift} expression` `` in the prose.
public struct InlineValue: Sendable, Equatable {
  public var index: Int
  public var expression: String
  public var line: Int
  /// The column of the opening backquote, in UTF-8 bytes from 1.
  public var column: Int
}
