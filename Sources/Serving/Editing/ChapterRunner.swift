import Book
import Foundation

/// Runs a chapter for an edit session. On the worker's queue only.
final class ChapterRunner: @unchecked Sendable {
  private let slug: String
  private unowned let session: EditSession
  private var baseline: RunBaseline?

  init(_ slug: String, session: EditSession) { (self.slug, self.session) = (slug, session) }

  /// The end of a run, with what it gave.
  struct Outcome: Sendable {
    var result: ChapterState.Result
    var partialRun: PartialRun?
    var completeRun: CompleteRun?
    var error: (any Error)?
  }

  /// Runs what an edit affects, or where that is unknown or takes long, the whole chapter.
  func run(_ chapter: Chapter, in book: Book, _ runner: Runner) throws -> Outcome {
    session.tell(busy: "Reading \(chapter.frontMatter.title)")
    let program = try Program(chapter: chapter, book: book)
    if let baseline = updateBaseline(in: book) {
      let slice = baseline.slice(of: program, session.options)
      // To compare the whole program takes time; only edits that change nothing need it.
      if slice?.changesResults != true, baseline.isCurrent(program) {
        return Outcome(result: .unchanged)
      }
      if let slice, let partialRun = try run(slice, since: baseline, runner) {
        return Outcome(result: .partial, partialRun: partialRun)
      }
    }
    session.begin(chapter)
    return try run(program, in: book, runner, RunEventForwarder(program, session: session))
  }

  /// Runs the whole chapter, whose page already shows the expected results.
  func confirm(_ chapter: Chapter, in book: Book, _ runner: Runner) throws -> Outcome {
    let program = try Program(chapter: chapter, book: book)
    let title = "The page is up to date. To be published: \(chapter.frontMatter.title)"
    let events = RunEventForwarder(
      program, title: title, showsOutputs: false, session: session)
    return try run(program, in: book, runner, events)
  }

  private func run(
    _ program: Program, in book: Book, _ runner: Runner, _ events: RunEventForwarder
  ) throws -> Outcome {
    let run = try runner.run(program, options: session.options) { events.forward($0) }
    try run.requireChecks()
    let completeRun = CompleteRun(
      chapter: program.chapter, book: book, run: run, cellStatuses: events.cellStatuses(of: run))
    return Outcome(result: .complete, completeRun: completeRun)
  }

  /// Runs what an edit affects.
  ///
  /// - Returns: nil where the whole chapter must run.
  private func run(
    _ slice: Slice, since baseline: RunBaseline, _ runner: Runner
  ) throws -> PartialRun? {
    let chapter = slice.program.chapter
    session.begin(chapter)
    let events = RunEventForwarder(slice.program, cells: slice.cells, session: session)
    var options = session.options
    (options.failsFast, options.isOptimized, options.compilesLive) = (true, false, false)
    // A longer run is faster optimized, with the whole chapter.
    options.timeout = min(10, options.timeout ?? 10)
    var isCompiled = false
    do {
      let run = try runner.run(slice.program, options: options) { event in
        if case .cell = event { isCompiled = true }
        events.forward(event)
      }
      try run.requireChecks()
      return try baseline.completed(run, of: slice, in: session.files.folder(of: slug)).map {
        PartialRun(draft: $0, cellStatuses: events.cellStatuses(of: run))
      }
    } catch let error as Diagnostics {
      // The whole chapter fails in the same way, or shows what is right; an error of the part's execution
      // is worth showing until then.
      if isCompiled { session.tell(error, of: chapter) }
      return nil
    } catch is RunAborted {
      return nil
    }
  }

  /// Writes a run into the site, with the chapter's text as it is now.
  ///
  /// - Returns: the chapter as it was written.
  func publish(_ completeRun: CompleteRun, latest: Book?) throws -> Chapter {
    var (chapter, book) = (completeRun.chapter, completeRun.book)
    session.tell(busy: "Writing the page of \(chapter.frontMatter.title)")
    if let latest, let now = latest.chapter(slug: slug),
      CodeFingerprint(now, in: latest, files: completeRun.files) == completeRun.code
    {
      (chapter, book) = (now, latest)
    }
    try session.files.publish([(chapter, completeRun.run)], of: book)
    return chapter
  }

  /// Checks that the site's run is of the chapter's code.
  func isCurrent(_ chapter: Chapter, in book: Book) -> Bool {
    let run = try? RecordedRun(in: session.files.folder(of: slug))
    guard let program = try? Program(chapter: chapter, book: book) else { return false }
    return RecordStatus(of: program, run: run).isCurrent
  }

  /// Reads the site's run of the chapter, with which the next edit is compared.
  @discardableResult
  func updateBaseline(in book: Book) -> RunBaseline? {
    baseline = RunBaseline(of: slug, in: book, session.files, cached: baseline)
    return baseline
  }
}
