import Book
import Foundation
import Outputs

/// Forwards the events of a run to the open pages, within limits of what a page can show.
final class RunEventForwarder {
  private let program: Program
  private var chapter: Chapter { program.chapter }
  private let title: String
  /// The cells whose events are forwarded; all where nil.
  private let cells: Set<Int>?
  /// False for a run of which pages show no more than its progress.
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
    (self.program, self.cells) = (program, cells)
    self.title = title ?? program.chapter.frontMatter.title
    (self.showsOutputs, self.session) = (showsOutputs, session)
    if showsOutputs { session.liveImages.removeAll() }
  }

  func forward(_ event: RunEvent) {
    switch event {
    case .buildingLibrary: session.tell(busy: "Building the library, once")
    case .compilingLive: session.tell(busy: "Compiling the live figures of \(title)")
    case .compiling: session.tell(busy: "Compiling \(title)")
    case .warning: break
    case .cell(let index):
      send(ServerEvent(kind: .cell, cell: index))
      session.tell(busy: "\(title): cell \(index + 1) of \(chapter.cells.count)")
    case .printed(let cell, let text, let toStderr):
      let room = Self.textLimit - printedBytes[cell, default: 0]
      guard room > 0 else { return }
      printedBytes[cell, default: 0] += text.utf8.count
      let kind: ServerEvent.Kind = toStderr ? .warned : .printed
      let part = String(decoding: text.utf8.prefix(room), as: UTF8.self)
      send(ServerEvent(kind: kind, cell: cell, text: part))
    case .shown(let cell, let output): show(output, of: cell)
    case .read(let file): session.tell(read: file, of: chapter.slug)
    case .check(let cell, let message, let passed):
      let word = passed ? "holds" : "broken"
      send(ServerEvent(kind: .check, cell: cell, text: message, word: word))
    case .progress(let label, let completed, let total): progress(label, completed, total)
    case .checkpoint(let name, let fate): checkpoint(name, fate)
    case .preview(let name, let file):
      guard let cell = cell(ofCheckpoint: name), isShown(cell) else { return }
      let image = LiveImages.Image(type: MediaType.of(file.path)) { try? Data(contentsOf: file) }
      let address = session.liveImages.store(image)
      send(ServerEvent(kind: .preview, cell: cell, address: address))
    }
  }

  private func isRun(_ cell: Int) -> Bool { cells?.contains(cell) != false }

  private func isShown(_ cell: Int) -> Bool { showsOutputs && isRun(cell) }

  private func send(_ event: ServerEvent) {
    if let cell = event.cell, isShown(cell) { session.tell(event, of: chapter.slug) }
  }

  private func show(_ output: Output, of cell: Int) {
    guard isShown(cell) else { return }
    shown += 1
    guard shown <= Self.outputLimit else { return }
    let name = "live-\(shown)"
    let address = output.picture.flatMap { picture in
      let data = Data(picture.bytes(id: name))
      let type = picture.format.mediaType
      return session.liveImages.store(.init(type: type, size: data.count) { data })
    }
    let alt = chapter.cells.indices.contains(cell) ? chapter.cells[cell].options.alt : nil
    let text = output.content.alternative(alt)
    var event = ServerEvent(kind: .shown, cell: cell, text: text)
    if let picture = output.picture, picture.format == .svg {
      (event.address, event.width, event.height) = (address, picture.width, picture.height)
    } else {
      let picture = output.picture.map { picture in
        OutputMarkup.Picture(
          address: address ?? "", format: picture.format, size: (picture.width, picture.height))
      }
      event.html = OutputMarkup.html(output.content, picture: picture, alt: text)
    }
    send(event)
  }

  private func progress(_ label: String, _ completed: Int, _ total: Int) {
    let now = ContinuousClock.now
    if bar?.label != label || completed == 0 { bar = (label, now, now - .seconds(1)) }
    guard let bar, completed == total || now - bar.sent >= .milliseconds(200) else { return }
    self.bar?.sent = now
    var event = ServerEvent(kind: .progress, text: label, completed: completed, total: total)
    if completed > 0 {
      event.secondsLeft = (now - bar.start).seconds / Double(completed) * Double(total - completed)
    }
    session.tell(event, of: chapter.slug)
  }

  private func checkpoint(_ name: String, _ fate: CheckpointOutcome) {
    guard let cell = cell(ofCheckpoint: name) else { return }
    let word =
      switch fate {
      case .reused: "cached"
      case .trained, .unsaved: "run"
      case .resumed, .outdated, .damaged: ""
      }
    let text = "\(name): \(fate.message)"
    if !word.isEmpty { checkpoints[cell] = CellStatus(word: word, text: text) }
    send(ServerEvent(kind: .checkpoint, cell: cell, text: text, word: word))
  }

  private func cell(ofCheckpoint name: String) -> Int? {
    let checkpoint = program.checkpoints.first { $0.name == name }
    guard let checkpoint, checkpoint.path == chapter.path else { return nil }
    return chapter.cells.first { ($0.fenceLine...$0.closingLine).contains(checkpoint.line) }?.index
  }

  /// The status of each cell after the run.
  func cellStatuses(of run: Run) -> [Int: CellStatus] {
    var statuses: [Int: CellStatus] = [:]
    for cell in chapter.cells where cell.options.eval {
      let times = run.cost.cellSeconds
      let seconds = times.indices.contains(cell.index) ? times[cell.index] : 0
      statuses[cell.index] =
        isRun(cell.index)
        ? CellStatus(
          word: "run", text: String(format: "Executed in %.2f s by the last run", seconds))
        : CellStatus(
          word: "cached",
          text: "Its outputs are those of the last run: nothing that it depends on has changed")
    }
    return statuses.merging(checkpoints.filter { isRun($0.key) }) { $1 }
  }
}
