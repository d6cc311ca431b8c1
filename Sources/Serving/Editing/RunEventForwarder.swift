import Book
import Foundation
import Outputs

/// Forwards the events of a run to the open pages, within limits of what a page can show.
final class RunEventForwarder {
  private let chapter: Chapter
  private let program: Program
  private let title: String
  /// The cells whose events are forwarded; all where nil.
  private let cells: Set<Int>?
  /// Whether the page shows outputs as they come; else it shows the run's progress in the status bar.
  private let showsOutputs: Bool
  private let session: EditSession
  private var printedBytes: [Int: Int] = [:]
  private var shown = 0
  private var bar: (label: String, start: ContinuousClock.Instant, sent: ContinuousClock.Instant)?
  /// The statuses of the cells of checkpoints.
  private var checkpoints: [Int: CellStatus] = [:]

  /// The most bytes of a cell's text, and the most outputs of a run.
  static let textLimit = 1 << 16
  static let outputLimit = 400

  init(
    _ program: Program, title: String? = nil, cells: Set<Int>? = nil, showsOutputs: Bool = true,
    session: EditSession
  ) {
    (chapter, self.program, self.cells) = (program.chapter, program, cells)
    self.title = title ?? program.chapter.frontMatter.title
    (self.showsOutputs, self.session) = (showsOutputs, session)
    if showsOutputs { session.liveImages.removeAll() }
  }

  func forward(_ event: RunEvent) {
    switch event {
    case .buildingLibrary: session.tell(busy: "Building the library, once")
    case .compiling: session.tell(busy: "Compiling \(title)")
    case .warning: break
    case .cell(let index):
      send(.cell, index)
      session.tell(busy: "\(title): cell \(index + 1) of \(chapter.cells.count)")
    case .printed(let cell, let text, let toStderr):
      let room = Self.textLimit - printedBytes[cell, default: 0]
      guard room > 0 else { return }
      printedBytes[cell, default: 0] += text.utf8.count
      send(toStderr ? .warned : .printed, cell) { $0.text = String(text.prefix(room)) }
    case .shown(let cell, let output): show(output, of: cell)
    case .check(let cell, let message, let passed):
      send(.check, cell) { ($0.text, $0.word) = (message, passed ? "holds" : "broken") }
    case .progress(let label, let completed, let total): progress(label, completed, total)
    case .checkpoint(let name, let fate): checkpoint(name, fate)
    case .preview(let name, let file):
      guard let cell = cell(ofCheckpoint: name) else { return }
      send(.preview, cell) { $0.address = session.liveImages.store(.file(file)) }
    }
  }

  private func send(
    _ kind: ServerEvent.Kind, _ cell: Int, _ fill: (inout ServerEvent) -> Void = { _ in }
  ) {
    guard showsOutputs, cells?.contains(cell) != false else { return }
    var event = ServerEvent(kind)
    event.cell = cell
    fill(&event)
    session.tell(event, of: chapter.slug)
  }

  private func show(_ output: Output, of cell: Int) {
    guard showsOutputs, cells?.contains(cell) != false else { return }
    shown += 1
    guard shown <= Self.outputLimit else { return }
    let name = "live-\(shown)"
    let address = output.file.flatMap { file in
      session.liveImages.store(.data(Data(file.bytes(id: name)), type: file.mediaType))
    }
    let alt = chapter.cells.indices.contains(cell) ? chapter.cells[cell].options.alt : nil
    send(.shown, cell) { event in
      event.text = alt ?? output.text
      if let html = output.html {
        event.html = html.replacing("{file}", with: address ?? "")
          .replacing("{alt}", with: HTML.escape(alt ?? output.text)).replacing("{id}", with: name)
      } else if let file = output.file, file.mediaType.hasPrefix("image/") {
        (event.address, event.width, event.height) = (address, file.width, file.height)
      }
    }
  }

  private func progress(_ label: String, _ completed: Int, _ total: Int) {
    let now = ContinuousClock.now
    if bar?.label != label || completed == 0 { bar = (label, now, now - .seconds(1)) }
    guard let start = bar?.start, let sent = bar?.sent,
      completed == total || now - sent >= .milliseconds(200)
    else { return }
    bar?.sent = now
    var event = ServerEvent(.progress)
    (event.text, event.completed, event.total) = (label, completed, total)
    if completed > 0 {
      event.secondsLeft = (now - start).seconds / Double(completed) * Double(total - completed)
    }
    session.tell(event, of: chapter.slug)
  }

  private func checkpoint(_ name: String, _ fate: CheckpointFate) {
    guard let cell = cell(ofCheckpoint: name) else { return }
    let word: String
    switch fate {
    case .reused: word = "cached"
    case .trained, .unkept: word = "run"
    case .resumed, .outdated, .damaged: word = ""
    }
    let text = "\(name): \(fate.message)"
    if !word.isEmpty { checkpoints[cell] = CellStatus(word: word, text: text) }
    send(.checkpoint, cell) { ($0.word, $0.text) = (word, text) }
  }

  private func cell(ofCheckpoint name: String) -> Int? {
    guard let checkpoint = program.checkpoints.first(where: { $0.name == name }),
      checkpoint.path == chapter.path
    else { return nil }
    return chapter.cells.first {
      ($0.fenceLine...$0.closingLine).contains(checkpoint.line)
    }?.index
  }

  /// The status of each cell after the run.
  func cellStatuses(of run: Run) -> [Int: CellStatus] {
    var statuses: [Int: CellStatus] = [:]
    for cell in chapter.cells where cell.options.eval {
      guard cells?.contains(cell.index) != false else {
        statuses[cell.index] = CellStatus(
          word: "cached",
          text: "Its outputs are those of the last run: nothing that it depends on has changed")
        continue
      }
      let seconds =
        run.cost.cellSeconds.indices.contains(cell.index)
        ? run.cost.cellSeconds[cell.index] : 0
      statuses[cell.index] = CellStatus(
        word: "run", text: String(format: "Executed in %.2f s by the last run", seconds))
    }
    return statuses.merging(checkpoints.filter { cells?.contains($0.key) != false }) { $1 }
  }
}
