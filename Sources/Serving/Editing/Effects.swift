import Book
import Foundation

/// The effects of chapters' states, and what comes of them.
extension EditSession {
  func handle(_ event: ChapterState.Event, of slug: String) async {
    guard let effects = chapters[slug]?.state.handle(event) else { return }
    if chapters[slug]?.state.partial == nil { chapters[slug]?.partialRun = nil }
    for effect in effects { await perform(effect, on: slug) }
  }

  func perform(_ effect: ChapterState.Effect, on slug: String) async {
    switch effect {
    case .examine: examine(slug)
    case .run: run(slug, isUrgent: true) { try $0.run($1, in: $2, $3) }
    case .confirm: run(slug, after: .milliseconds(1500)) { try $0.confirm($1, in: $2, $3) }
    case .cancel:
      chapters[slug]?.run += 1
      worker.cancel(Self.runKey(slug))
    case .publish: publish(slug)
    case .render: await render(slug)
    case .showPartialRun:
      await render(
        slug, cellStatuses: chapters[slug]?.partialRun?.cellStatuses, hasNewFigures: true)
    case .showPublishedPage: showPublishedPage(slug)
    case .showStatus: sendStatus(to: slug)
    }
  }

  private static func runKey(_ slug: String) -> String { "run \(slug)" }

  /// Shows a chapter's text around the results that its page has.
  private func render(
    _ slug: String, cellStatuses: [Int: CellStatus]? = nil, hasNewFigures: Bool = false
  ) async {
    guard let session = chapters[slug] else { return }
    do {
      chapters[slug]?.html = try await renderer.page(
        of: session.chapter, showing: session.partialRun)
      show(session.chapter, cellStatuses: cellStatuses, hasNewFigures: hasNewFigures)
      if session.partialRun == nil { publishSite(reloading: false) }
    } catch {
      setProblems(problems(of: error), of: slug)
    }
  }

  // MARK: Runs

  private func examine(_ slug: String) {
    guard let book, let session = chapters[slug] else { return }
    let code = session.state.code
    worker.submit(
      Worker.Job(key: Self.runKey(slug)) { [self] _ in
        let isCurrent = session.runner.isCurrent(session.chapter, in: book)
        send { await $0.handle(.examined(code, isCurrent: isCurrent), of: slug) }
        session.runner.updateBaseline(in: book)
      })
  }

  private func run(
    _ slug: String, after delay: Duration = .zero, isUrgent: Bool = false,
    _ run: @escaping @Sendable (ChapterRunner, Chapter, Book, Runner) throws -> ChapterRunner
      .Outcome
  ) {
    chapters[slug]?.run += 1
    guard let book, let session = chapters[slug] else { return }
    let (chapter, code) = (session.chapter, session.state.code)
    worker.submit(
      Worker.Job(key: Self.runKey(slug), start: .now + delay, isUrgent: isUrgent) { [self] runner in
        let outcome = ChapterRunner.Outcome { try run(session.runner, chapter, book, runner) }
        send { await $0.finish(chapter, code, number: session.run, outcome) }
        session.runner.updateBaseline(in: book)
      })
  }

  private func finish(
    _ chapter: Chapter, _ code: CodeFingerprint, number: Int, _ outcome: ChapterRunner.Outcome
  ) async {
    let slug = chapter.slug
    if chapters[slug]?.run == number {
      switch outcome {
      case .partial(let partial): chapters[slug]?.partialRun = partial
      case .complete(let complete): chapters[slug]?.completeRun = complete
      case .failed(let error): setProblems(problems(of: error, in: chapter), of: slug)
      case .unchanged, .cancelled: break
      }
      await handle(.ran(code, outcome.result), of: slug)
      // The run goes on to be published.
      if case .complete = outcome { return }
    }
    setIdle()
  }

  func setIdle() { setStatus("idle", "Watching for changes") }

  // MARK: Publishing

  private func publish(_ slug: String) {
    guard let session = chapters[slug], let complete = session.completeRun else { return }
    worker.submit(
      Worker.Job(key: "publish \(slug)", isUrgent: true) { [self] _ in
        do {
          let written = try session.runner.publish(complete, latest: latestBook.withLock { $0 })
          send { await $0.finishPublishing(complete, as: written) }
        } catch {
          send { [code = complete.code] in
            $0.setProblems($0.problems(of: error, in: complete.chapter), of: slug)
            await $0.handle(.publishingFailed(code), of: slug)
            $0.setIdle()
          }
        }
        session.runner.updateBaseline(in: complete.book)
      })
  }

  private func finishPublishing(_ complete: CompleteRun, as written: Chapter) async {
    let slug = written.slug
    let isShown = chapters[slug]?.partialRun?.draft.record == complete.run.record
    chapters[slug]?.completeRun = complete
    chapters[slug]?.completeRun?.chapter = written
    if isShown { chapters[slug]?.completeRun?.cellStatuses = nil }
    await handle(.published(complete.code), of: slug)
    // Text edited while the run was written.
    if let session = chapters[slug], session.state.stage == .current,
      session.chapter.source != written.source
    {
      await render(slug)
    }
    setIdle()
  }

  private func showPublishedPage(_ slug: String) {
    guard let complete = chapters[slug]?.completeRun else { return }
    chapters[slug]?.html = nil
    chapters[slug]?.completeRun = nil
    show(
      complete.chapter, cellStatuses: complete.cellStatuses,
      hasNewFigures: complete.cellStatuses != nil)
  }

  /// Writes the whole site from its records, after a moment without edits.
  func publishSite(reloading: Bool) {
    worker.submit(
      Worker.Job(key: "publish", start: .now + .milliseconds(1500)) { [self] _ in
        guard let book = latestBook.withLock({ $0 }) else { return }
        do {
          try files.publish([], of: book)
          send { await $0.finishPublishing(book, reloading: reloading) }
        } catch {
          send { $0.setProblems($0.problems(of: error)) }
        }
      })
  }

  private func finishPublishing(_ written: Book, reloading: Bool) async {
    for chapter in written.chapters {
      guard let session = chapters[chapter.slug] else { continue }
      if session.partialRun == nil, session.chapter.source == chapter.source {
        chapters[chapter.slug]?.html = nil
      }
      guard reloading, let shown = session.shown else { continue }
      if session.partialRun == nil { show(shown) } else { await render(chapter.slug) }
    }
  }
}

/// Messages from the worker's thread, of runs under way.
extension EditSession {
  nonisolated func tell(busy text: String) { send { $0.setStatus("busy", text) } }

  nonisolated func begin(_ chapter: Chapter) {
    send {
      $0.chapters[chapter.slug]?.begin(chapter)
      $0.broadcaster.send(ServerEvent(.begin), to: chapter.slug)
    }
  }

  nonisolated func tell(_ event: ServerEvent, of slug: String) {
    send {
      guard let event = $0.chapters[slug]?.add(event) else { return }
      $0.broadcaster.send(event, to: slug)
    }
  }

  nonisolated func tell(_ error: any Error, of chapter: Chapter) {
    send { $0.setProblems($0.problems(of: error, in: chapter), of: chapter.slug) }
  }
}
