import Book
import Foundation
import Synchronization

/// Follows the chapters as their author edits them: renders pages, runs what an edit affects, and sends
/// events to the open pages.
///
/// Everything that changes a chapter's state arrives as a message in one inbox; messages are handled one
/// after the other. HTTP requests only read, and need not wait until a message has been handled.
actor EditSession {
  nonisolated let folders: BookFolders
  nonisolated let options: RunOptions
  nonisolated let files: SiteFiles
  nonisolated let worker = Worker()
  nonisolated let liveImages = LiveImages()
  /// The book as it was read last, for the worker's queue.
  nonisolated let latestBook = Mutex<Book?>(nil)

  let renderer: PageRenderer
  private var watcher: Watcher
  private(set) var book: Book?
  var chapters: [String: ChapterSession] = [:]
  var broadcaster = EventBroadcaster()
  private var assets: [String: Data] = [:]
  private var status = ServerEvent(kind: .status, text: "Watching for changes", word: "idle")
  /// The problems that keep the whole book, or some chapters, from being read or written.
  private var problems: [Problem] = []
  /// The pages of no chapter, which change with every chapter.
  private(set) var index = ServerEvent.Page()

  typealias Message = @Sendable (isolated EditSession) async -> Void
  private let messages: AsyncStream<Message>
  private let inbox: AsyncStream<Message>.Continuation

  init(_ folders: BookFolders, options: RunOptions) {
    (self.folders, self.options) = (folders, options)
    (files, renderer) = (SiteFiles(folders), PageRenderer(folders))
    watcher = Watcher(folders.chapters)
    (messages, inbox) = AsyncStream.makeStream()
  }

  /// Puts a message into the inbox.
  nonisolated func send(_ message: @escaping Message) { inbox.yield(message) }

  /// Follows edits until the task is cancelled.
  func followEdits() async {
    await withDiscardingTaskGroup { group in
      group.addTask { for await message in self.messages { await message(self) } }
      group.addTask { await self.watch() }
      group.addTask(priority: .utility) { await self.warmUp() }
      while (try? await Task.sleep(for: .seconds(5))) != nil { broadcaster.sendHeartbeat() }
    }
  }

  private func watch() async {
    while (try? await Task.sleep(for: .milliseconds(20))) != nil {
      if let names = watcher.look() { send { await $0.read(changed: names) } }
    }
  }

  /// Renders all pages once, so that their formulas are cached before the first edit.
  private func warmUp() async {
    for chapter in book?.chapters ?? [] {
      _ = try? await renderer.page(of: chapter, showing: nil)
    }
  }

  /// Reads the book after these files have changed.
  func read(changed names: Set<String> = []) async {
    let before = self.book
    let part: BookFolders.SoundPart
    let hasNewLists = names.contains { $0.hasSuffix(".yaml") }
    do {
      part = try folders.soundPart(reusing: before)
      assets = try await renderer.open(part.book, rereadingLists: hasNewLists)
    } catch {
      return setProblems(problems(of: error))
    }
    let book = part.book
    self.book = book
    latestBook.withLock { $0 = book }
    setProblems(problems(of: Diagnostics(part.problems)))
    for chapter in book.chapters where part.slugs.contains(chapter.slug) {
      let slug = chapter.slug
      let hasNewFiles = noteFiles(changed: names, of: chapter)
      let code = CodeFingerprint(chapter, in: book, files: chapters[slug]?.changedFiles ?? [:])
      if chapters[slug] == nil {
        let runner = ChapterRunner(slug, session: self)
        chapters[slug] = ChapterSession(
          chapter, code, runner, shown: before == nil ? files.published(chapter) : nil)
        follow(files.reads(of: slug), of: slug)
      }
      guard let before else {
        await perform(.examine, on: slug)
        continue
      }
      if hasNewFiles || before.chapter(slug: slug)?.source != chapter.source {
        chapters[slug]?.chapter = chapter
        await handle(.edited(code, siteHasRun: files.hasRun(of: slug)), of: slug)
      } else if chapters[slug]?.state.code != code {
        await handle(.dependencyEdited(code), of: slug)
      }
    }
    let isGone = before?.chapters.contains { book.chapter(slug: $0.slug) == nil } ?? false
    // Citations and symbols may appear on every page.
    if hasNewLists || isGone { publishSite(reloading: true) }
  }

  /// Follows files that a chapter reads.
  func follow(_ names: [String], of slug: String) {
    chapters[slug]?.reads.formUnion(names)
    for name in names { watcher.follow(name) }
  }

  /// Notes which of the changed files a chapter reads.
  private func noteFiles(changed names: Set<String>, of chapter: Chapter) -> Bool {
    let read = chapters[chapter.slug]?.reads.intersection(names) ?? []
    for name in read {
      chapters[chapter.slug]?.changedFiles[name] = chapter.fileHashes.hash(of: name)
    }
    return !read.isEmpty
  }

  // MARK: Views of the state

  /// Opens a page's stream of events, which begins with its current state.
  func subscribe(to page: String) -> AsyncStream<Data> {
    let chapter = chapters[page]
    let hello = ServerEvent(
      kind: .hello, page: chapter?.page ?? (page.isEmpty ? index : ServerEvent.Page()))
    let run = (chapter?.runEvents ?? []) + [chapter?.progress].compactMap { $0 }
    return broadcaster.subscribe(
      to: page, replaying: [hello] + run + [status(of: page), problems(of: page)])
  }

  /// A chapter of the book.
  func chapter(_ slug: String) -> ChapterSession? {
    book?.chapter(slug: slug) == nil ? nil : chapters[slug]
  }

  /// A file that is not in the site yet, by the names of its path: an asset, or a file of a partial run.
  func newerFile(_ path: [String]) -> Data? {
    if path.first == "assets" { return assets[path.dropFirst().joined(separator: "/")] }
    return path.count == 2 ? chapters[path[0]]?.partialRun?.draft.files[path[1]] : nil
  }

  func status(of page: String) -> ServerEvent {
    guard status.word == "idle", chapters[page]?.state.stage == .stale else { return status }
    return ServerEvent(
      kind: .status, text: "The cells have changed since this page's run", word: "stale")
  }

  /// A chapter's page does not show the problems of other chapters.
  func problems(of page: String) -> ServerEvent {
    guard let own = chapters[page] else {
      return ServerEvent(kind: .problems, problems: problems)
    }
    let others = Set(chapters.values.map(\.chapter.path)).subtracting([own.chapter.path])
    return ServerEvent(
      kind: .problems, problems: problems.filter { !others.contains($0.file) } + own.problems)
  }

  /// The problems that an error describes, each with its line, and its cell on the page.
  func problems(of error: any Error, in chapter: Chapter? = nil) -> [Problem] {
    let all: [Diagnostic]
    switch error {
    case let error as Diagnostics: all = error.all
    case let error as Diagnostic: all = [error]
    default: return [Problem(message: FileFailure(error).map { "\($0)" } ?? "\(error)")]
    }
    let map = chapter.map { CellMap(from: $0, to: chapters[$0.slug]?.shown) }
    return all.prefix(20).map { diagnostic in
      let name = URL(fileURLWithPath: diagnostic.file).lastPathComponent
      let text = try? TextFile.read(folders.chapters.appending(path: name).path)
      let lines = text?.split(separator: "\n", omittingEmptySubsequences: false) ?? []
      let source = lines.indices.contains(diagnostic.line - 1) ? lines[diagnostic.line - 1] : ""
      var cell: Int?
      if let chapter, diagnostic.file == chapter.path {
        cell = chapter.cells.last { $0.fenceLine <= diagnostic.line }.flatMap { map?[$0.index] }
      }
      return Problem(
        file: diagnostic.file, line: diagnostic.line, column: diagnostic.column,
        message: diagnostic.message, details: diagnostic.details, source: String(source),
        cell: cell)
    }
  }

  // MARK: Changes announced to pages

  func setStatus(_ word: String, _ text: String) {
    status = ServerEvent(kind: .status, text: text, word: word)
    for page in broadcaster.pages { broadcaster.send(status(of: page), to: page) }
  }

  func setIdle() { setStatus("idle", "Watching for changes") }

  /// Sets the problems of a chapter, or of the whole book.
  func setProblems(_ new: [Problem], of slug: String? = nil) {
    if let slug {
      guard let old = chapters[slug]?.problems, old != new else { return }
      chapters[slug]?.problems = new
      broadcaster.send(problems(of: slug), to: slug)
    } else if problems != new {
      problems = new
      for page in broadcaster.pages { broadcaster.send(problems(of: page), to: page) }
    }
  }

  /// Announces that a chapter's page, and with it the index, has changed.
  func show(
    _ chapter: Chapter, cellStatuses: [Int: CellStatus]? = nil, hasNewFigures: Bool = false
  ) {
    let slug = chapter.slug
    guard
      let reload = chapters[slug]?.show(
        chapter, cellStatuses: cellStatuses, hasNewFigures: hasNewFigures)
    else { return }
    broadcaster.send(reload, to: slug)
    broadcaster.send(problems(of: slug), to: slug)
    index.version += 1
    if hasNewFigures { index.figures += 1 }
    broadcaster.send(ServerEvent(kind: .reload, page: index), to: "")
  }
}
