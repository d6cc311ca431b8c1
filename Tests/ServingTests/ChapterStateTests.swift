import Book
import Testing

@testable import Serving

/// The table of a chapter's states: for each stage and event the next state and the effects.
struct ChapterStateTests {
  struct Row: Sendable {
    var before: ChapterState
    var event: ChapterState.Event
    var after: ChapterState
    var effects: [ChapterState.Effect]
  }

  private static func code(_ text: String) throws -> CodeFingerprint {
    let chapter = try Chapter.parse(
      "---\ntitle: T\nsummary: S.\nseed: 1\n---\n\n```swift\n\(text)\n```\n",
      displayPath: "Chapters/01-t.md")
    return CodeFingerprint(chapter, in: Book(chapters: [chapter]))
  }

  private static func state(
    _ stage: ChapterState.Stage, _ code: CodeFingerprint, published: CodeFingerprint? = nil,
    partial: CodeFingerprint? = nil
  ) -> ChapterState {
    ChapterState(code: code, published: published, partial: partial, stage: stage)
  }

  private static func table() throws -> [Row] {
    let (a, b, c) = (try code("a"), try code("b"), try code("c"))
    var rows: [Row] = []
    func row(
      _ before: ChapterState, _ event: ChapterState.Event, _ after: ChapterState,
      _ effects: ChapterState.Effect...
    ) {
      rows.append(Row(before: before, event: event, after: after, effects: effects))
    }
    /// Rows for events that a state ignores.
    func ignores(_ state: ChapterState, _ events: ChapterState.Event...) {
      for event in events { row(state, event, state) }
    }

    // The site's run is compared with the code when the book is opened.
    let examining = state(.examining, a)
    row(
      examining, .examined(a, isCurrent: true), state(.current, a, published: a), .showStatus)
    row(examining, .examined(a, isCurrent: false), state(.stale, a), .showStatus)
    row(examining, .edited(b, siteHasRun: true), state(.running(b), b), .run)
    row(examining, .edited(a, siteHasRun: true), state(.running(a), a), .run)
    row(examining, .dependencyEdited(b), state(.examining, b), .examine)
    row(examining, .runRequested, state(.running(a), a), .run)
    ignores(examining, .examined(b, isCurrent: true), .ran(a, .complete), .publishingFailed(a))

    // The page is that of the code.
    let current = state(.current, a, published: a)
    row(current, .edited(a, siteHasRun: true), current, .render)
    row(current, .edited(a, siteHasRun: false), state(.running(a), a, published: a), .run)
    row(current, .edited(b, siteHasRun: true), state(.running(b), b, published: a), .run)
    row(current, .dependencyEdited(b), state(.examining, b, published: a), .examine)
    row(current, .runRequested, state(.running(a), a, published: a), .run)
    ignores(current, .examined(a, isCurrent: false), .ran(a, .failed), .publishingFailed(a))

    for stage in [ChapterState.Stage.stale, .failed] {
      let idle = state(stage, b, published: a)
      row(idle, .edited(b, siteHasRun: true), state(.running(b), b, published: a), .run)
      row(idle, .edited(a, siteHasRun: true), current, .render)
      row(idle, .dependencyEdited(c), state(.examining, c, published: a), .examine)
      row(idle, .runRequested, state(.running(b), b, published: a), .run)
      ignores(idle, .examined(b, isCurrent: true), .ran(b, .complete))
      // The page still shows the partial run of a chapter that then failed or was stopped.
      let partial = state(stage, b, published: a, partial: b)
      row(
        partial, .edited(b, siteHasRun: true),
        state(.confirming(b), b, published: a, partial: b), .render, .confirm)
      row(partial, .edited(a, siteHasRun: true), current, .render)
    }

    // A run.
    let running = state(.running(b), b, published: a)
    row(
      running, .ran(b, .partial), state(.confirming(b), b, published: a, partial: b),
      .showPartialRun, .confirm)
    row(running, .ran(b, .complete), state(.publishing(b), b, published: a), .publish)
    row(running, .ran(b, .unchanged), state(.current, b, published: b), .render)
    row(running, .ran(b, .failed), state(.failed, b, published: a))
    row(running, .ran(b, .cancelled), state(.stale, b, published: a), .showStatus)
    row(running, .edited(c, siteHasRun: true), state(.running(c), c, published: a), .run)
    row(running, .edited(a, siteHasRun: true), current, .cancel, .render)
    row(running, .edited(a, siteHasRun: false), state(.running(a), a, published: a), .run)
    row(running, .dependencyEdited(c), state(.running(b), c, published: a))
    row(
      state(.running(b), c, published: a), .ran(b, .unchanged),
      state(.examining, c, published: b), .render, .examine)
    ignores(
      running, .edited(b, siteHasRun: true), .runRequested, .examined(b, isCurrent: true),
      .ran(a, .complete), .ran(c, .cancelled), .publishingFailed(c))
    // The page shows the partial run of an earlier edit.
    let again = state(.running(c), c, published: a, partial: b)
    row(
      again, .edited(b, siteHasRun: true), state(.confirming(b), b, published: a, partial: b),
      .render, .confirm)
    row(again, .edited(a, siteHasRun: true), current, .cancel, .render)
    row(
      again, .ran(c, .partial), state(.confirming(c), c, published: a, partial: c),
      .showPartialRun, .confirm)
    row(again, .ran(c, .failed), state(.failed, c, published: a, partial: b))

    // The whole chapter runs, and the page shows the partial run.
    let confirming = state(.confirming(b), b, published: a, partial: b)
    row(confirming, .edited(b, siteHasRun: true), confirming, .render)
    row(confirming, .edited(a, siteHasRun: true), current, .cancel, .render)
    row(
      confirming, .edited(c, siteHasRun: true),
      state(.running(c), c, published: a, partial: b), .run)
    row(
      confirming, .ran(b, .complete), state(.publishing(b), b, published: a, partial: b),
      .publish)
    row(confirming, .ran(b, .failed), state(.failed, b, published: a, partial: b))
    row(
      confirming, .ran(b, .cancelled), state(.stale, b, published: a, partial: b), .showStatus)
    row(
      confirming, .dependencyEdited(c), state(.confirming(b), c, published: a, partial: b))
    ignores(confirming, .runRequested, .examined(b, isCurrent: true), .ran(c, .complete))

    // The run is written into the site.
    let publishing = state(.publishing(b), b, published: a, partial: b)
    row(publishing, .published(b), state(.current, b, published: b), .showPublishedPage)
    row(publishing, .publishingFailed(b), state(.failed, b, published: a, partial: b))
    row(publishing, .edited(b, siteHasRun: true), publishing, .render)
    row(publishing, .dependencyEdited(c), state(.publishing(b), c, published: a, partial: b))
    row(
      state(.publishing(b), c, published: a), .published(b),
      state(.examining, c, published: b), .showPublishedPage, .examine)
    ignores(publishing, .runRequested, .ran(b, .cancelled), .examined(b, isCurrent: true))
    ignores(state(.publishing(b), b, published: a), .edited(b, siteHasRun: true))
    // An undo while the other run is written: only a new run brings the site back.
    row(publishing, .edited(a, siteHasRun: true), state(.running(a), a, partial: b), .run)
    row(
      state(.running(a), a, partial: b), .published(b), state(.running(a), a, published: b),
      .showPublishedPage)
    row(
      state(.running(c), c, partial: a), .published(b),
      state(.running(c), c, published: b, partial: a))
    row(
      state(.running(b), b), .published(b), state(.running(b), b, published: b),
      .showPublishedPage)
    return rows
  }

  @Test func eachEventLeadsToItsStateWithItsEffects() throws {
    for row in try Self.table() {
      var state = row.before
      let effects = state.handle(row.event)
      #expect(state == row.after, "\(row.before.stage), \(row.event)")
      #expect(effects == row.effects, "\(row.before.stage), \(row.event)")
    }
  }

  /// Whatever happens, a chapter whose file changes to the published code and back ends up current.
  @Test func noRunIsForgotten() throws {
    let (a, b) = (try Self.code("a"), try Self.code("b"))
    for result in ChapterState.Result.allCases {
      var state = Self.state(.current, a, published: a)
      #expect(state.handle(.edited(b, siteHasRun: true)) == [.run])
      _ = state.handle(.ran(b, result))
      if state.stage == .confirming(b) { #expect(state.handle(.ran(b, .complete)) == [.publish]) }
      let isPublishing = state.stage == .publishing(b)
      let effects = state.handle(.edited(a, siteHasRun: true))
      if isPublishing {
        #expect(effects == [.run])
        _ = state.handle(.published(b))
        #expect(state.handle(.ran(a, .complete)) == [.publish])
        _ = state.handle(.published(a))
      } else if result == .unchanged {
        #expect(effects == [.run])
        #expect(state.handle(.ran(a, .complete)) == [.publish])
        _ = state.handle(.published(a))
      }
      #expect(state == Self.state(.current, a, published: a), "\(result)")
    }
  }
}
