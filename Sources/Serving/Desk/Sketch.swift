import Book
import Foundation

/// A page that shows what an edit gives while the whole chapter has not run yet: what the edit concerns was
/// executed, the rest is as it was.
struct Sketch: Sendable {
  var signature: Signature
  var chapter: Chapter
  var draft: UnpublishedRun
  var fates: [Int: Notice.Fate]
}

/// What is known of the run that the site holds of a chapter.
struct KnownRun {
  var record: Record
  var cost: Cost?
  /// Nil where nobody can tell which results depend on what.
  var keys: ResultKeys?
}

extension Desk {
  /// What an edit concerns; nil where only the whole chapter will do.
  func slice(of program: Program, since known: KnownRun) -> Slice? {
    guard !options.ignoresCaches, let keys = known.keys,
      let slice = Slice(of: program, since: keys), slice.isCached(in: options.checkpoints)
    else { return nil }
    return slice
  }

  /// Executes what an edit concerns. On the worker's thread.
  ///
  /// - Returns: nil where only the whole chapter will do.
  func sketch(
    _ slice: Slice, since known: KnownRun, in book: Book, _ runner: Runner
  ) throws -> Sketch? {
    let chapter = slice.program.chapter
    audience.begin(chapter.slug)
    live.clear()
    let map = CellMap(from: chapter, to: shelf.shown(chapter.slug))
    let relay = Relay(slice.program, cells: slice.cells, map: map, audience: audience, live: live)
    var options = options
    (options.failsFast, options.isOptimized) = (true, false)
    // What takes longer than this is faster optimized, with the whole chapter.
    options.timeout = min(10, options.timeout ?? 10)
    var isCompiled = false
    do {
      let run = try runner.run(slice.program, options: options) { event in
        if case .cell = event { isCompiled = true }
        relay.take(event)
      }
      guard run.failedChecks.isEmpty else { throw Diagnostics(run.failedChecks) }
      guard let whole = slice.completed(run, with: known.record, known.cost) else { return nil }
      let folder = folders.site.appending(path: chapter.slug)
      return Sketch(
        signature: Signature(chapter, in: book), chapter: chapter,
        draft: try UnpublishedRun(whole, over: folder), fates: relay.fates(of: run))
    } catch let failure as Diagnostics {
      // The whole chapter says the same, or it says what is right. What went wrong while the part was
      // executed need not wait for that.
      if isCompiled { audience.tellProblems(problems(of: failure, chapter), page: chapter.slug) }
      return nil
    } catch is RunAborted {
      return nil
    }
  }

  /// The run that the site holds of a chapter. On the worker's thread.
  func knownRun(of slug: String, in book: Book) -> KnownRun? {
    let folder = folders.site.appending(path: slug)
    guard let run = try? RecordedRun(in: folder) else { return nil }
    let record = run.record
    if let known = knownRuns[slug], known.record == record { return known }
    // The chapters as they were published: the record is of those cells.
    let earlier = Book(chapters: book.chapters.map { published($0) ?? $0 })
    var known = KnownRun(record: record, cost: run.cost)
    if let chapter = earlier.chapter(slug: slug),
      let program = try? Program(chapter: chapter, book: earlier),
      RecordStatus(of: program, run: run).isCurrent
    {
      known.keys = ResultKeys(of: program)
    }
    knownRuns[slug] = known
    return known
  }

  /// The copy of a chapter that lies beside its page.
  func published(_ chapter: Chapter) -> Chapter? {
    let copy = folders.site.appending(path: "\(chapter.slug)/\(chapter.slug).md")
    guard let source = try? String(contentsOf: copy, encoding: .utf8) else { return nil }
    return source == chapter.source
      ? chapter : try? Chapter.parse(source, displayPath: chapter.path)
  }
}
