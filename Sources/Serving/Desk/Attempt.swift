import Book

extension Desk {
  /// How an attempt to execute a chapter ended.
  enum Outcome {
    /// The chapter as it was published, and what became of its cells.
    case published(Chapter, [Int: Notice.Fate])
    /// Only layout had changed.
    case unchanged
    case failed([Problem])
    case cancelled
  }

  /// Executes a chapter, unless only its layout has changed, and publishes what it gave. On the worker's
  /// thread.
  func execute(_ chapter: Chapter, in book: Book, _ runner: Runner) -> Outcome {
    do {
      audience.tellStatus("busy", "Reading \(chapter.frontMatter.title)")
      let program = try Program(chapter: chapter, book: book)
      if isRecorded(program) { return .unchanged }
      audience.begin(chapter.slug)
      live.clear()
      let map = CellMap(from: chapter, to: shownChapter(chapter.slug))
      let relay = Relay(program, map: map, audience: audience, live: live)
      let run = try runner.run(program, options: options) { relay.take($0) }
      guard run.failedChecks.isEmpty else { throw Diagnostics(run.failedChecks) }
      audience.tellStatus("busy", "Writing the page of \(chapter.frontMatter.title)")
      // The prose may have changed since.
      let latest = self.book ?? book
      let written = latest.chapter(slug: chapter.slug) ?? chapter
      try publication(of: latest, into: folders.site).publish([(written, run)])
      return .published(written, relay.fates(of: run))
    } catch is Cancelled {
      return .cancelled
    } catch {
      return .failed(problems(of: error, chapter))
    }
  }
}
