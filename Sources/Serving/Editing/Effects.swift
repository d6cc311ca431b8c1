import Book
import Foundation

/// The effects of chapters' states, and the events that follow from them.
extension EditSession {
  func handle(_ event: ChapterState.Event, of slug: String) async {
    guard let effects = chapters[slug]?.state.handle(event) else { return }
    if chapters[slug]?.state.partial == nil { chapters[slug]?.partialRun = nil }
    for effect in effects { await perform(effect, on: slug) }
  }

  func perform(_ effect: ChapterState.Effect, on slug: String) async {
    guard let book, let chapter = chapters[slug] else { return }
    switch effect {
    case .examine: examine(chapter, in: book)
    case .run: await checkAndRun(chapter, in: book)
    case .confirm: run(chapter, in: book, isConfirming: true)
    case .cancel: cancelRun(of: slug)
    case .publish: publish(chapter)
    case .render: await render(chapter)
    case .showPartialRun:
      await render(chapter, chapter.partialRun?.cellStatuses, hasNewFigures: true)
    case .showPublishedPage:
      guard let published = chapter.completeRun else { return }
      chapters[slug]?.html = nil
      let isNew = published.cellStatuses != nil
      show(published.chapter, cellStatuses: published.cellStatuses, hasNewFigures: isNew)
    case .showStatus: broadcaster.send(status(of: slug), to: slug)
    }
  }

  /// Shows a chapter's text around the results that its page has.
  private func render(
    _ session: ChapterSession, _ cellStatuses: [Int: CellStatus]? = nil,
    hasNewFigures: Bool = false
  ) async {
    let (chapter, slug) = (session.chapter, session.chapter.slug)
    do {
      chapters[slug]?.html = try await renderer.page(of: chapter, showing: session.partialRun)
      show(chapter, cellStatuses: cellStatuses, hasNewFigures: hasNewFigures)
      if session.partialRun == nil { publishSite(reloading: false) }
    } catch {
      setProblems(problems(of: error), of: slug)
    }
  }

  // MARK: Runs

  private func examine(_ session: ChapterSession, in book: Book) {
    let (chapter, code, runner) = (session.chapter, session.state.code, session.runner)
    worker.submit(
      Worker.Job(key: "run \(chapter.slug)") { [self] _ in
        let isCurrent = runner.isCurrent(chapter, in: book)
        send { await $0.handle(.examined(code, isCurrent: isCurrent), of: chapter.slug) }
        runner.updateBaseline(in: book)
      })
  }

  /// Runs a chapter whose text has no faults; else tells of them.
  private func checkAndRun(_ session: ChapterSession, in book: Book) async {
    let (chapter, slug) = (session.chapter, session.chapter.slug)
    do {
      let faults = try await renderer.faults(of: chapter)
      guard faults.isEmpty else { throw Diagnostics(faults) }
      run(session, in: book, isConfirming: false)
    } catch {
      cancelRun(of: slug)
      setProblems(problems(of: error, in: chapter), of: slug)
      await handle(.ran(session.state.code, .failed), of: slug)
    }
  }

  private func cancelRun(of slug: String) {
    chapters[slug]?.run += 1
    worker.cancel("run \(slug)")
  }

  /// Runs a chapter at once, or to confirm its partial run, after a moment without edits.
  private func run(_ session: ChapterSession, in book: Book, isConfirming: Bool) {
    let (chapter, code, runner) = (session.chapter, session.state.code, session.runner)
    let number = session.run + 1
    chapters[chapter.slug]?.run = number
    var job = Worker.Job(key: "run \(chapter.slug)", isUrgent: !isConfirming) { [self] in
      var outcome: ChapterRunner.Outcome
      do {
        outcome =
          try isConfirming
          ? runner.confirm(chapter, in: book, $0) : runner.run(chapter, in: book, $0)
      } catch {
        outcome = .init(result: error is Cancelled ? .cancelled : .failed, error: error)
      }
      send { [outcome] in await $0.finish(chapter, code, number, outcome) }
      runner.updateBaseline(in: book)
    }
    if isConfirming { job.start += .milliseconds(1500) }
    worker.submit(job)
  }

  private func finish(
    _ chapter: Chapter, _ code: CodeFingerprint, _ number: Int, _ outcome: ChapterRunner.Outcome
  ) async {
    let slug = chapter.slug
    if chapters[slug]?.run == number {
      if let partialRun = outcome.partialRun { chapters[slug]?.partialRun = partialRun }
      if var completeRun = outcome.completeRun {
        completeRun.files = code.files
        chapters[slug]?.completeRun = completeRun
      }
      if outcome.result == .failed, let error = outcome.error {
        setProblems(problems(of: error, in: chapter), of: slug)
      }
      await handle(.ran(code, outcome.result), of: slug)
      // The run goes on to be published.
      if outcome.result == .complete { return }
    }
    setIdle()
  }

  // MARK: Publishing

  private func publish(_ session: ChapterSession) {
    guard let completeRun = session.completeRun else { return }
    let (slug, code) = (session.chapter.slug, completeRun.code)
    worker.submit(
      Worker.Job(key: "publish \(slug)", isUrgent: true) { [self] _ in
        do {
          let written = try session.runner.publish(completeRun, latest: latestBook.withLock { $0 })
          send { await $0.finishPublishing(completeRun, as: written) }
        } catch {
          tell(error, of: completeRun.chapter)
          send { await $0.handle(.publishingFailed(code), of: slug) }
        }
        send { $0.setIdle() }
        session.runner.updateBaseline(in: completeRun.book)
      })
  }

  private func finishPublishing(_ completeRun: CompleteRun, as written: Chapter) async {
    let slug = written.slug
    var published = completeRun
    published.chapter = written
    if chapters[slug]?.partialRun?.draft.record == completeRun.run.record {
      published.cellStatuses = nil
    }
    chapters[slug]?.completeRun = published
    await handle(.published(completeRun.code), of: slug)
    chapters[slug]?.completeRun = nil
    // Text edited while the run was written.
    if let session = chapters[slug], session.state.stage == .current,
      session.chapter.source != written.source
    {
      await render(session)
    }
  }

  /// Writes the whole site from its records, after a moment without edits.
  func publishSite(reloading: Bool) {
    worker.submit(
      Worker.Job(key: "publish", start: .now + .milliseconds(1500)) { [self] _ in
        guard let book = latestBook.withLock({ $0 }) else { return }
        do {
          let faults = try files.publish([], of: book)
          send {
            await $0.finishPublishing(book, reloading: reloading)
            if !faults.isEmpty { $0.setProblems($0.problems(of: Diagnostics(faults))) }
          }
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
      if session.partialRun == nil {
        show(shown)
      } else if session.state.partial == session.state.code {
        await render(session)
      }
    }
  }
}

/// Messages from the worker's queue about runs under way.
extension EditSession {
  nonisolated func tell(busy text: String) { send { $0.setStatus("busy", text) } }

  nonisolated func begin(_ chapter: Chapter) {
    send {
      $0.chapters[chapter.slug]?.begin(chapter)
      $0.broadcaster.send(ServerEvent(kind: .begin), to: chapter.slug)
    }
  }

  nonisolated func tell(_ event: ServerEvent, of slug: String) {
    send {
      guard let event = $0.chapters[slug]?.add(event) else { return }
      $0.broadcaster.send(event, to: slug)
    }
  }

  /// A chapter has read a file: from now on its changes are edits of the chapter.
  nonisolated func tell(read file: String, of slug: String) {
    send { $0.follow([file], of: slug) }
  }

  nonisolated func tell(_ error: any Error, of chapter: Chapter) {
    send { $0.setProblems($0.problems(of: error, in: chapter), of: chapter.slug) }
  }
}
