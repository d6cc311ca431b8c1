/// A chapter as Swift, ready for the compiler: line N of a source is line N of the chapter, so that messages and
/// backtraces name the author's own lines.
public struct Program: Sendable {
  public var chapter: Chapter
  /// `main.swift`, and a source for each chapter whose cells this one uses.
  public var sources: [Source]
  /// For each cell that must not compile, by its index: the sources that include it.
  public var mustNotCompile: [Int: [Source]]
  /// The chapter's parameters with their values, as Swift source.
  public var parameters: [ParameterSetting]
  /// The same, with their places.
  let parameterValues: [ParameterValue]
  /// A hash of the code that ignores comments, prose, and white space.
  public var hash: String { hashing.value }
  private let hashing: Future<String>
  /// Results that are cached from run to run, with their keys.
  public var checkpoints: [ProgramCheckpoint]
  /// Probable mistakes that do not keep the program from running.
  public var warnings: [Diagnostic]
  /// The chapter as one Swift file with the prose in comments, for use without the book.
  public var standalone: String
  /// The chapters whose exported cells it uses, directly or through others.
  let used: [Chapter]
  /// Its statements and declarations, in the order of execution.
  let items: [TopLevelItem]
  /// The inline values that wait for the end of the chapter, by index.
  let lateInlineValues: Set<Int>
  /// The files beside the chapter that it reads, as far as its code shows their names.
  let files: ProgramFiles
  /// The hashes of the files beside the chapter.
  public let fileHashes: FileHashes

  /// One file for the compiler.
  public struct Source: Sendable, Equatable {
    public var name: String
    public var text: String
    /// The path, in messages, of the chapter that the text is aligned with.
    public var path: String
    /// The chapter's own lines, which messages show instead of the program's.
    public var chapterText: String
    /// The path that the compiled code knows; see `Chapter.compiledPath`.
    var compiledPath: String
  }

  /// Makes the program of a chapter.
  ///
  /// - Parameters:
  ///   - chapter: the chapter to execute.
  ///   - book: the book with the chapters that it uses.
  ///   - settings: new values for parameters, as Swift source; a text needs no quotes.
  ///   - quick: whether the front matter's `quick` values apply; `settings` come after them.
  ///   - fileHashes: the files beside the chapter; nil for those that are there.
  /// - Throws: `Diagnostics` if code is nested too deep or leaves a bracket open, an inline value is not one expression,
  ///   a setting names no parameter or has the wrong type, a cell holds `#sourceLocation`, a cell of parameters
  ///   holds what no setting could change, an exported cell holds more than declarations, a value is used before it is computed, or a checkpoint would lose a change or depends on
  ///   something that its key cannot hold.
  public init(
    chapter: Chapter, book: Book, settings: [String: String] = [:], quick: Bool = false,
    fileHashes: FileHashes? = nil
  ) throws {
    let used = book.used(by: chapter)
    let deep = (used + [chapter]).flatMap { $0.deepCode() }
    guard deep.isEmpty else { throw Diagnostics(deep) }
    var problems: [Diagnostic] = []
    let values = chapter.parameterValues(settings: settings, quick: quick, problems: &problems)
    let unclosed =
      used.flatMap { $0.unclosed(exportsOnly: true) } + chapter.unclosed(exportsOnly: false)
    let misplaced = unclosed + chapter.misplacedStatements()
    guard misplaced.isEmpty else { throw Diagnostics(misplaced) }
    for chapter in used + [chapter] { problems += chapter.misplacedExports() }
    problems += chapter.misplacedInParameters()
    problems +=
      used.flatMap { $0.lineDirectives(exportsOnly: true) }
      + chapter.lineDirectives(exportsOnly: false)
    let items = TopLevelItem.all(chapter, values: values, used: used)
    let early = UseBeforeValue(items.filter { !chapter.failsOnPurpose($0.place) })
    problems += early.problems()
    let hashes = fileHashes ?? chapter.fileHashes
    let files = ProgramFiles(items, hashes)
    let checkpoints = ProgramCheckpoints(items, files)
    problems += checkpoints.problems
    guard problems.isEmpty else { throw Diagnostics(problems) }

    self.chapter = chapter
    self.used = used
    self.items = items
    (self.files, self.fileHashes) = (files, hashes)
    lateInlineValues = early.lateInlineValues()
    self.checkpoints = checkpoints.all
    warnings = early.warnings() + checkpoints.warnings
    parameterValues = values
    parameters = values.map { ParameterSetting(name: $0.parameter.name, value: $0.value) }
    let main = MainSource(chapter: chapter, values: values, lateInlineValues: lateInlineValues)
    let usedSources = used.map { Source(exportsOf: $0) }
    sources = [main.source()] + usedSources
    mustNotCompile = [:]
    for cell in chapter.cells where cell.isExecuted && cell.options.error == .compile {
      mustNotCompile[cell.index] = [main.source(upTo: cell)] + usedSources
    }
    // Hashing parses all sources; the compiler can start meanwhile.
    let hashed = sources + mustNotCompile.sorted { $0.key < $1.key }.map { $0.value[0] }
    hashing = Future { ProgramHash.hash(of: hashed) }
    standalone =
      Standalone(chapter: chapter, values: values, used: used, reads: files.names).text
  }
}

extension Book {
  /// The chapters whose exported cells a chapter uses, directly or through others, in order.
  func used(by chapter: Chapter) -> [Chapter] {
    var slugs = Set<String>()
    func collect(_ chapter: Chapter) {
      for slug in chapter.frontMatter.uses where slugs.insert(slug).inserted {
        if let used = self.chapter(slug: slug) { collect(used) }
      }
    }
    collect(chapter)
    return chapters.filter { slugs.contains($0.slug) }
  }
}

extension Program {
  /// The path, in messages, of a source that the compiled code names.
  func path(ofCompiled path: String) -> String {
    sources.first { $0.compiledPath == path }?.path ?? path
  }
}

extension Chapter {
  /// The path that the compiled code has of the chapter, in `#file` and in backtraces: the same whatever folder the
  /// command line names, so that records do not depend on it.
  var compiledPath: String { "Chapters/\(slug).md" }
}

extension Cell {
  var isExecuted: Bool { options.eval }
}

extension Chapter {
  /// Tells whether a part of the program belongs to a cell that fails on purpose.
  fileprivate func failsOnPurpose(_ place: TopLevelItem.Place) -> Bool {
    if case .cell(let index) = place { cells[index].options.error != nil } else { false }
  }
}
