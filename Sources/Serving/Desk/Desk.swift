import Book
import Foundation

/// Where the author's edits arrive, and what follows from each is decided: a page written anew, a chapter
/// executed, or a message about what is wrong.
final class Desk: @unchecked Sendable {
  let folders: BookFolders
  let options: RunOptions
  let audience = Audience()
  let live = LiveFiles()
  let shelf = Shelf()
  let worker = Worker()

  private let queue = DispatchQueue(label: "desk")
  // All below: on the queue only.
  private var watcher: Watcher
  private var timer: (any DispatchSourceTimer)?
  private var heartbeat = ContinuousClock.now
  private var mathematics: Mathematics?
  private var site: Site?
  private var bibliography: Bibliography?
  private var symbols: Symbols?
  /// The code to which each chapter's record belongs.
  private var recorded: [String: Signature] = [:]
  /// The code of which is known whether the record is of it.
  private var examined: [String: Signature] = [:]
  /// The code that is being executed, or waits for it.
  private var running: [String: Signature] = [:]

  /// What sets the formulas of what is published; used by the worker's thread only.
  private var publishing: Mathematics?
  /// The runs that the site holds; used by the worker's thread only.
  var knownRuns: [String: KnownRun] = [:]

  init(_ folders: BookFolders, options: RunOptions) {
    self.folders = folders
    self.options = options
    watcher = Watcher(folders.chapters)
  }

  /// Reads the book, and from now on whatever changes.
  func open() {
    queue.sync { read(after: []) }
    queue.async { [self] in
      let timer = DispatchSource.makeTimerSource(queue: queue)
      timer.schedule(deadline: .now(), repeating: 0.02, leeway: .milliseconds(5))
      timer.setEventHandler { [self] in look() }
      timer.resume()
      self.timer = timer
      warmUp()
    }
  }

  private func look() {
    if let names = watcher.look() { read(after: names) }
    guard heartbeat + .seconds(5) < .now else { return }
    heartbeat = .now
    audience.heartbeat()
  }

  /// Ends what runs. Nothing is done afterwards.
  func close() {
    queue.sync { timer?.cancel() }
    worker.stop()
    audience.close()
  }

  /// Executes a chapter whose cells have changed since its run.
  func run(_ slug: String) {
    queue.async { [self] in
      guard let book = shelf.book, let chapter = book.chapter(slug: slug) else { return }
      run(chapter, in: book)
    }
  }

  // MARK: Edits

  /// Reads the book again, of which these files have changed.
  private func read(after names: Set<String>) {
    let before = shelf.book
    let book: Book
    let hasNewLists = names.contains { !$0.hasSuffix(".md") }
    do {
      book = try folders.book(reusing: before)
      if hasNewLists { (bibliography, symbols) = (nil, nil) }
      let bibliography = try self.bibliography ?? folders.bibliography()
      let symbols = try self.symbols ?? folders.symbols(in: book)
      (self.bibliography, self.symbols) = (bibliography, symbols)
      let mathematics = try self.mathematics ?? Mathematics()
      self.mathematics = mathematics
      site = try Site(
        book: book, bibliography: bibliography, symbols: symbols, mathematics: mathematics)
      shelf.put(book, assets: try site?.assets() ?? [:])
    } catch {
      return audience.tellProblems(problems(of: error), page: nil)
    }
    audience.tellProblems([], page: nil)
    guard let before else { return begin(book) }
    for chapter in book.chapters {
      if before.chapter(slug: chapter.slug)?.source != chapter.source {
        edited(chapter, in: book)
      } else if Signature(chapter, in: book) != examined[chapter.slug] {
        // Perhaps a chapter whose cells it uses was edited.
        examine(chapter, in: book)
      }
    }
    let isGone = before.chapters.contains { book.chapter(slug: $0.slug) == nil }
    // The works and the symbols may stand on every page.
    if hasNewLists || isGone { publish(reloading: true) }
  }

  /// The book is read for the first time.
  private func begin(_ book: Book) {
    for chapter in book.chapters {
      let shown = published(chapter)
      shelf.put(shown: shown, of: chapter.slug)
      audience.introduce(chapter.slug, shown: shown, chapter)
      examine(chapter, in: book)
    }
  }

  /// Sets all formulas once: they are remembered, and the first edit finds them.
  private func warmUp() {
    for chapter in shelf.book?.chapters ?? [] {
      queue.async { [self] in _ = try? site?.page(of: chapter, in: folders.site) }
    }
  }

  private func edited(_ chapter: Chapter, in book: Book) {
    let signature = Signature(chapter, in: book)
    if signature == recorded[chapter.slug], hasRecord(chapter) {
      worker.cancel(Self.key(chapter.slug))
      running[chapter.slug] = nil
      shelf.put(nil, of: chapter.slug)
      rewrite(chapter)
    } else if signature == shelf.sketch(chapter.slug)?.signature {
      rewrite(chapter)
      if signature != running[chapter.slug] { confirm(chapter, in: book) }
    } else if signature != running[chapter.slug] {
      run(chapter, in: book)
    }
  }

  /// Shows new prose around what the page shows already.
  ///
  /// - Parameter fates: what became of the cells, where they are shown for the first time.
  private func rewrite(_ chapter: Chapter, fates: [Int: Notice.Fate]? = nil) {
    do {
      let sketch = shelf.sketch(chapter.slug)
      guard let page = try site?.page(of: chapter, in: folders.site, draft: sketch?.draft)
      else { return }
      shelf.put(page, of: chapter)
      audience.reload(chapter.slug, chapter, fates: fates, hasNewFigures: fates != nil)
      if sketch == nil { publish(reloading: false) }
    } catch {
      audience.tellProblems(problems(of: error), page: chapter.slug)
    }
  }

  // MARK: Work

  private static func key(_ slug: String) -> String { "run \(slug)" }

  /// Finds out whether a chapter's record is that of its code, without executing anything.
  private func examine(_ chapter: Chapter, in book: Book) {
    guard running[chapter.slug] == nil else { return }
    let signature = Signature(chapter, in: book)
    examined[chapter.slug] = signature
    worker.submit(
      Worker.Job(key: Self.key(chapter.slug)) { [self] _ in
        let program = try? Program(chapter: chapter, book: book)
        let isCurrent = program.map(isRecorded) ?? false
        queue.async { [self] in
          guard running[chapter.slug] == nil else { return }
          recorded[chapter.slug] = isCurrent ? signature : nil
          audience.setStale(chapter.slug, !isCurrent)
        }
        // The first edit is compared with it.
        _ = knownRun(of: chapter.slug, in: book)
      })
  }

  private func run(_ chapter: Chapter, in book: Book) {
    work(on: chapter, in: book, isUrgent: true) { [self] in attempt(chapter, in: book, $0) }
  }

  /// Runs the whole chapter too, after a moment without edits.
  private func confirm(_ chapter: Chapter, in book: Book) {
    work(on: chapter, in: book, start: .now + .milliseconds(1500)) { [self] in
      confirm(chapter, in: book, $0)
    }
  }

  private func work(
    on chapter: Chapter, in book: Book, start: ContinuousClock.Instant = .now,
    isUrgent: Bool = false, _ work: @escaping @Sendable (Runner) -> Outcome
  ) {
    let signature = Signature(chapter, in: book)
    running[chapter.slug] = signature
    examined[chapter.slug] = signature
    worker.submit(
      Worker.Job(key: Self.key(chapter.slug), start: start, isUrgent: isUrgent) { [self] runner in
        let outcome = work(runner)
        queue.async { [self] in
          guard running[chapter.slug] == signature else { return }
          running[chapter.slug] = nil
          finish(chapter, signature, outcome)
        }
        rest()
        // The next edit is compared with it.
        _ = knownRun(of: chapter.slug, in: book)
      })
  }

  private func finish(_ chapter: Chapter, _ signature: Signature, _ outcome: Outcome) {
    switch outcome {
    case .sketched(let sketch):
      shelf.put(sketch, of: chapter.slug)
      rewrite(chapter, fates: sketch.fates)
      if let book = shelf.book { confirm(chapter, in: book) }
      catchUp(with: chapter)
    case .published(let written, let record, let fates):
      recorded[chapter.slug] = signature
      let sketch = shelf.sketch(chapter.slug)
      let isShown = sketch?.signature == signature && sketch?.draft.record == record
      shelf.published(written)
      audience.reload(
        chapter.slug, written, fates: isShown ? sketch?.fates : fates, hasNewFigures: !isShown)
      catchUp(with: written)
    case .unchanged:
      recorded[chapter.slug] = signature
      shelf.put(nil, of: chapter.slug)
      rewrite(chapter)
    case .failed(let problems): audience.tellProblems(problems, page: chapter.slug)
    case .cancelled: audience.setStale(chapter.slug, true)
    }
  }

  /// Shows what was written since this.
  private func catchUp(with shown: Chapter) {
    guard let book = shelf.book, let now = book.chapter(slug: shown.slug),
      now.source != shown.source
    else { return }
    edited(now, in: book)
  }

  /// Writes the whole site from its records, after a moment without edits.
  private func publish(reloading: Bool) {
    worker.submit(
      Worker.Job(key: "publish", start: .now + .milliseconds(1500)) { [self] _ in
        guard let book = shelf.book else { return }
        do {
          try publication(of: book, into: folders.site).publish([])
          shelf.published(book)
          guard reloading else { return }
          for chapter in book.chapters {
            if let sketch = shelf.sketch(chapter.slug) {
              queue.async { [self] in rewrite(sketch.chapter) }
            } else if let shown = shelf.shown(chapter.slug) {
              audience.reload(chapter.slug, shown)
            }
          }
        } catch {
          audience.tellProblems(problems(of: error), page: nil)
        }
      })
  }

  /// On the worker's thread.
  func publication(of book: Book, into folder: URL) throws -> Publication {
    let mathematics = try publishing ?? Mathematics()
    publishing = mathematics
    return try folders.publication(of: book, into: folder, mathematics: mathematics)
  }

  /// Says that nothing is being done.
  func rest() { audience.tellStatus("idle", "Watching for changes") }
}
