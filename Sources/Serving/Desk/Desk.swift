import Book
import Foundation
import Synchronization

/// Where the author's edits arrive, and what follows from each is decided: a page written anew, a chapter
/// executed, or a message about what is wrong.
final class Desk: @unchecked Sendable {
  let folders: BookFolders
  let options: RunOptions
  let audience = Audience()
  let live = LiveFiles()
  let worker = Worker()
  private let shared = Mutex(Shared())

  /// What is read from any thread.
  private struct Shared {
    /// The book as it was read last.
    var book: Book?
    /// The chapters as their pages show them.
    var shown: [String: Chapter] = [:]
    /// Pages that the site does not have yet, by slug.
    var fresh: [String: Data] = [:]
    /// What pages load, as this program would write it.
    var assets: [String: Data] = [:]
  }

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

  // MARK: What is asked from outside

  var book: Book? { shared.withLock(\.book) }

  /// A page newer than the site's.
  func freshPage(_ slug: String) -> Data? { shared.withLock { $0.fresh[slug] } }

  /// Whether a chapter has a page.
  func hasPage(_ slug: String) -> Bool { shared.withLock { $0.shown[slug] != nil } }

  /// A chapter as its page shows it.
  func shownChapter(_ slug: String) -> Chapter? { shared.withLock { $0.shown[slug] } }

  /// A file below `assets/`.
  func asset(_ name: String) -> Data? { shared.withLock { $0.assets[name] } }

  func chapter(_ slug: String) -> Chapter? { book?.chapter(slug: slug) }

  /// Executes a chapter whose cells have changed since its run.
  func run(_ slug: String) {
    queue.async { [self] in
      guard let book, let chapter = book.chapter(slug: slug) else { return }
      run(chapter, in: book)
    }
  }

  // MARK: Edits

  /// Reads the book again, of which these files have changed.
  private func read(after names: Set<String>) {
    let before = book
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
      let assets = try site?.assets() ?? [:]
      shared.withLock {
        $0.book = book
        $0.assets = assets
      }
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
      let copy = folders.site.appending(path: "\(chapter.slug)/\(chapter.slug).md")
      let shown = (try? String(contentsOf: copy, encoding: .utf8))
        .flatMap { try? Chapter.parse($0, displayPath: chapter.path) }
      shared.withLock { $0.shown[chapter.slug] = shown }
      audience.introduce(chapter.slug, shown: shown, chapter)
      examine(chapter, in: book)
    }
  }

  /// Sets all formulas once: they are remembered, and the first edit finds them.
  private func warmUp() {
    for chapter in book?.chapters ?? [] {
      queue.async { [self] in _ = try? site?.page(of: chapter, in: folders.site) }
    }
  }

  private func edited(_ chapter: Chapter, in book: Book) {
    let signature = Signature(chapter, in: book)
    if signature == recorded[chapter.slug], hasRecord(chapter) {
      worker.cancel(Self.key(chapter.slug))
      running[chapter.slug] = nil
      rewrite(chapter)
    } else if signature != running[chapter.slug] {
      run(chapter, in: book)
    }
  }

  /// Shows new prose around old results.
  private func rewrite(_ chapter: Chapter) {
    do {
      guard let html = try site?.page(of: chapter, in: folders.site) else { return }
      shared.withLock {
        $0.fresh[chapter.slug] = Data(html.utf8)
        $0.shown[chapter.slug] = chapter
      }
      audience.reload(chapter.slug, chapter)
      publish(reloading: false)
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
      })
  }

  private func run(_ chapter: Chapter, in book: Book) {
    let signature = Signature(chapter, in: book)
    running[chapter.slug] = signature
    examined[chapter.slug] = signature
    worker.submit(
      Worker.Job(key: Self.key(chapter.slug), isUrgent: true) { [self] runner in
        let outcome = execute(chapter, in: book, runner)
        queue.async { [self] in
          guard running[chapter.slug] == signature else { return }
          running[chapter.slug] = nil
          finish(chapter, signature, outcome)
        }
        rest()
      })
  }

  private func finish(_ chapter: Chapter, _ signature: Signature, _ outcome: Outcome) {
    switch outcome {
    case .published(let written, let fates):
      recorded[chapter.slug] = signature
      shared.withLock {
        $0.fresh[chapter.slug] = nil
        $0.shown[chapter.slug] = written
      }
      audience.reload(chapter.slug, written, fates: fates)
      // What was written meanwhile is not on the page yet.
      if let now = self.chapter(chapter.slug), now.source != written.source, let book {
        edited(now, in: book)
      }
    case .unchanged:
      recorded[chapter.slug] = signature
      rewrite(chapter)
    case .failed(let problems): audience.tellProblems(problems, page: chapter.slug)
    case .cancelled: audience.setStale(chapter.slug, true)
    }
  }

  /// Writes the whole site from its records, after a moment without edits.
  private func publish(reloading: Bool) {
    worker.submit(
      Worker.Job(key: "publish", start: .now + .milliseconds(1500)) { [self] _ in
        guard let book else { return }
        do {
          try publication(of: book, into: folders.site).publish([])
          shared.withLock { shared in
            for chapter in book.chapters
            where shared.book?.chapter(slug: chapter.slug)?.source == chapter.source {
              shared.fresh[chapter.slug] = nil
            }
          }
          guard reloading else { return }
          for chapter in book.chapters {
            if let shown = shownChapter(chapter.slug) {
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
