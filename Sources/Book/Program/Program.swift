/// A chapter as Swift, ready to be compiled: each line of a source is a line of the chapter, so that
/// whatever the compiler or a backtrace names is where the author wrote it.
public struct Program: Sendable {
  public var chapter: Chapter
  /// `main.swift`, and a source for each chapter whose cells this one uses.
  public var sources: [Source]
  /// For each cell that must not compile, by its index: the sources that include it.
  public var mustNotCompile: [Int: [Source]]
  /// The chapter's parameters with their values, as Swift source.
  public var parameters: [Record.Parameter]
  /// The same, with where they stand.
  let parameterValues: [ParameterValue]
  /// Hash of what is executed: comments, prose and white space leave it as it is.
  public var hash: String { hashing.value }
  private let hashing: Meanwhile<String>
  /// What the chapter keeps from run to run, and under which keys.
  public var checkpoints: [ProgramCheckpoint]
  /// What does not keep the program from running, and probably is a mistake.
  public var warnings: [Diagnostic]
  /// The chapter as one Swift file with the prose in comments, for who has the library but not the book.
  public var standalone: String
  /// The chapters whose exported cells it uses, and those that these use.
  let used: [Chapter]
  /// Its statements and declarations, in the order in which they are executed.
  let units: [ProgramUnit]

  /// One file for the compiler.
  public struct Source: Sendable, Equatable {
    public var name: String
    public var text: String
    /// How messages name the chapter that the text is aligned with.
    public var path: String
    /// The chapter's own lines, which a reader should see in place of the program's.
    public var chapterText: String
  }

  /// Makes the program of a chapter.
  ///
  /// - Parameters:
  ///   - chapter: the chapter to execute.
  ///   - book: where the chapters that it uses are found.
  ///   - settings: new values for parameters, as Swift source; a text needs no quotes.
  ///   - quick: whether the front matter's `quick` values apply; `settings` come after them.
  /// - Throws: `Diagnostics` where a cell leaves a bracket open, a setting names no parameter or has the
  ///   wrong type, an exporting cell holds more than declarations, a value is used before it is computed,
  ///   or a checkpoint would not keep all that it should.
  public init(
    chapter: Chapter, book: Book, settings: [String: String] = [:], quick: Bool = false
  ) throws {
    var problems: [Diagnostic] = []
    let values = chapter.parameterValues(settings: settings, quick: quick, problems: &problems)
    let used = book.used(by: chapter)
    let unclosed =
      used.flatMap { $0.unclosed(exportsOnly: true) } + chapter.unclosed(exportsOnly: false)
    guard unclosed.isEmpty else { throw Diagnostics(unclosed) }
    for chapter in used + [chapter] { problems += chapter.misplacedExports() }
    problems += ComputedValues(chapter).usesAhead()
    let units = ProgramUnit.all(chapter, values: values, used: used)
    let kept = ProgramCheckpoints(units)
    problems += kept.problems
    guard problems.isEmpty else { throw Diagnostics(problems) }

    self.chapter = chapter
    self.used = used
    self.units = units
    checkpoints = kept.all
    warnings = kept.warnings
    parameterValues = values
    parameters = values.map { Record.Parameter(name: $0.parameter.name, value: $0.value) }
    let main = MainSource(chapter: chapter, values: values)
    let usedSources = used.map { Source(exportsOf: $0) }
    sources = [main.source()] + usedSources
    mustNotCompile = [:]
    for cell in chapter.cells where cell.isExecuted && cell.options.error == .compile {
      mustNotCompile[cell.index] = [main.source(upTo: cell)] + usedSources
    }
    // All sources are parsed for it; the compiler need not wait.
    let hashed = sources + mustNotCompile.sorted { $0.key < $1.key }.map { $0.value[0] }
    hashing = Meanwhile { ProgramHash.hash(of: hashed) }
    standalone = Standalone(chapter: chapter, values: values, used: used).text
  }
}

extension Book {
  /// The chapters whose exported cells a chapter uses, and those that these use, in order.
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

extension Cell {
  var isExecuted: Bool { options.eval }
}
