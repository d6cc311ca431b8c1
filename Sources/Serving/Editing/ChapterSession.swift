import Book
import Foundation

/// One chapter of an edit session: its state, its page, and the events that new subscribers receive.
struct ChapterSession: Sendable {
  /// The chapter as its author left it.
  var chapter: Chapter
  var state: ChapterState
  let runner: ChapterRunner
  /// The number of the last run started or cancelled; the results of earlier ones come too late.
  var run = 0

  /// The files beside the chapter that it has read, and the hashes of those that have changed since.
  var reads: Set<String> = []
  var changedFiles: [String: String] = [:]

  /// The chapter as its page shows it; nil where it has no page.
  var shown: Chapter?
  /// The page, where it is newer than the site's.
  var html: Data?
  var partialRun: PartialRun?
  /// The complete run that is being published.
  var completeRun: CompleteRun?

  private(set) var page = ServerEvent.Page()
  var problems: [Problem] = []
  /// The events of the run under way, or of the one that failed.
  private(set) var runEvents: [ServerEvent] = []
  private(set) var progress: ServerEvent?
  private var cellMap: CellMap?

  init(_ chapter: Chapter, _ code: CodeFingerprint, _ runner: ChapterRunner, shown: Chapter?) {
    (self.chapter, self.runner, self.shown) = (chapter, runner, shown)
    state = ChapterState(code: code)
    page.lines = shown?.cells.map(\.fenceLine) ?? []
    page.parameters = chapter.parameterFields
  }

  /// A run of the chapter begins.
  mutating func begin(_ chapter: Chapter) {
    (runEvents, progress, page.cellStatuses) = ([], nil, [:])
    cellMap = CellMap(from: chapter, to: shown)
  }

  /// Adds an event of the run under way, and returns it with its cell's index on the page.
  mutating func add(_ event: ServerEvent) -> ServerEvent {
    var event = event
    event.cell = event.cell.flatMap { cellMap?[$0] }
    if event.kind == .progress { progress = event } else { runEvents.append(event) }
    return event
  }

  /// The page shows this chapter from now on.
  ///
  /// - Parameters:
  ///   - cellStatuses: nil where they are as before.
  ///   - hasNewFigures: whether images may differ from earlier ones of the same names.
  mutating func show(
    _ chapter: Chapter, cellStatuses: [Int: CellStatus]?, hasNewFigures: Bool
  ) -> ServerEvent {
    shown = chapter
    page.version += 1
    page.lines = chapter.cells.map(\.fenceLine)
    page.parameters = chapter.parameterFields
    if let cellStatuses { page.cellStatuses = cellStatuses }
    if hasNewFigures { page.figures += 1 }
    (runEvents, progress, problems) = ([], nil, [])
    return ServerEvent(kind: .reload, page: page)
  }
}
