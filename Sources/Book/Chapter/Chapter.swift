/// A chapter as its author wrote it: front matter, prose, cells. A value; nothing has been executed.
public struct Chapter: Sendable {
  /// How messages and pages name the file: `Chapters/02-swiss-roll.md`.
  public var path: String
  /// The file's name without its ending, `02-swiss-roll`: the folder of its pages.
  public var slug: String
  /// The whole file.
  public var source: String { text.text }
  /// The same by lines.
  let text: SourceText
  public var frontMatter: FrontMatter
  /// The prose and the cells, with line and column numbers of the whole file.
  public var document: Markdown.Node
  /// The executable cells, in order. A cell's place here is its index everywhere.
  public var cells: [Cell]
  let syntaxes = CellSyntaxes()
  /// The inline values of the prose, in order.
  public var inlineValues: [InlineValue]
}

/// What stands between the two `---` lines.
public struct FrontMatter: Sendable, Equatable {
  public var title: String
  public var summary: String
  /// The seed of every random number in the chapter, and the line it stands on.
  public var seed: UInt64
  public var seedLine: Int
  /// Slugs of chapters whose `export` cells this one brings in.
  public var uses: [String]
  public var usesLine: Int
  /// Parameter values for `--quick`, as Swift source.
  public var quick: [String: String]
  public var quickLine: Int
  /// The label of the figure that stands for the chapter on the index; its first one where nil.
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
  /// What stands between the fences, options included, as the reader's `swiftc` sees it.
  public var code: String
  public var options: CellOptions
}

/// What the `//| key: value` lines at the head of a cell say.
public struct CellOptions: Sendable, Equatable {
  /// `fig-…` or `tbl-…` names a figure or a table for `@fig-…`; anything else names the cell.
  public var label: String?
  public var caption: String?
  /// The figure in words, for who does not see it. Required where the label is `fig-…`.
  public var alt: String?
  /// Whether the code starts folded away.
  public var fold = false
  /// Whether the code is on the page.
  public var echo = true
  /// Whether anything of the cell is on the page.
  public var include = true
  /// Whether the cell is executed.
  public var eval = true
  /// Whether later chapters may use the cell's declarations.
  public var export = false
  /// Whether the cell holds the parameters that `--set` changes.
  public var parameters = false
  /// The failure that the cell shows on purpose.
  public var error: ExpectedFailure?

  public init() {}
}

/// A failure that a cell shows on purpose; a cell that does not fail so fails the run.
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
