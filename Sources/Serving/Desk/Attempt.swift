import Book

extension Desk {
  /// How an attempt to execute a chapter ended.
  enum Outcome {
    /// The page can show what the edit gives, and the whole chapter is still to be run.
    case sketched(Sketch)
    /// The chapter as it was published, and what became of its cells.
    case published(Chapter, Record, [Int: Notice.Fate])
    /// Only layout had changed.
    case unchanged
    case failed([Problem])
    case cancelled
  }

  /// Executes what an edit concerns, or where that cannot be told or takes long, the whole chapter. On the
  /// worker's thread.
  func attempt(_ chapter: Chapter, in book: Book, _ runner: Runner) -> Outcome {
    outcome(of: chapter) {
      audience.tellStatus("busy", "Reading \(chapter.frontMatter.title)")
      let program = try Program(chapter: chapter, book: book)
      if let known = knownRun(of: chapter.slug, in: book) {
        let slice = slice(of: program, since: known)
        // To compare the whole takes its time, and is for edits that change nothing.
        if slice?.changesResults != true, isRecorded(program) { return .unchanged }
        if let slice, let sketch = try sketch(slice, since: known, in: book, runner) {
          return .sketched(sketch)
        }
      }
      audience.begin(chapter.slug)
      live.clear()
      let map = CellMap(from: chapter, to: shelf.shown(chapter.slug))
      let relay = Relay(program, map: map, audience: audience, live: live)
      return try publish(program, in: book, runner, relay)
    }
  }

  /// Executes the whole chapter, of which the page shows already what it should give. On the worker's
  /// thread.
  func confirm(_ chapter: Chapter, in book: Book, _ runner: Runner) -> Outcome {
    outcome(of: chapter) {
      let program = try Program(chapter: chapter, book: book)
      return try publish(
        program, in: book, runner, Relay(program, isConfirming: true, audience: audience))
    }
  }

  private func outcome(of chapter: Chapter, _ work: () throws -> Outcome) -> Outcome {
    do {
      return try work()
    } catch is Cancelled {
      return .cancelled
    } catch {
      return .failed(problems(of: error, chapter))
    }
  }

  /// Executes a program and puts into the site what it gave.
  private func publish(
    _ program: Program, in book: Book, _ runner: Runner, _ relay: Relay
  ) throws -> Outcome {
    let chapter = program.chapter
    let run = try runner.run(program, options: options) { relay.take($0) }
    guard run.failedChecks.isEmpty else { throw Diagnostics(run.failedChecks) }
    audience.tellStatus("busy", "Writing the page of \(chapter.frontMatter.title)")
    // The prose may have changed since.
    let latest = shelf.book ?? book
    let written = latest.chapter(slug: chapter.slug) ?? chapter
    try publication(of: latest, into: folders.site).publish([(written, run)])
    return .published(written, run.record, relay.fates(of: run))
  }
}
