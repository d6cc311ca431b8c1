import Book
import Foundation
import Outputs

/// Hands what happens in a run on to the open pages, as much of it as a page has room for.
final class Relay {
  private let chapter: Chapter
  private let program: Program
  /// What the chapter is called.
  private let title: String
  /// The cells of which the pages are told; all where nil.
  private let cells: Set<Int>?
  /// Where the page shows the cells, and where pictures go; an experiment's cells are not shown.
  private let map: CellMap?
  private let live: LiveFiles?
  private let audience: Audience
  private var printed: [Int: Int] = [:]
  private var shown = 0
  private var warnings: [Diagnostic] = []
  private var bar: (label: String, start: ContinuousClock.Instant, told: ContinuousClock.Instant)?
  /// What became of checkpoints, by the indices of their cells.
  private(set) var checkpoints: [Int: Notice.Fate] = [:]

  /// The text of a cell, in bytes, and the outputs of a run that are handed on.
  static let textLimit = 1 << 16
  static let outputLimit = 400

  /// - Parameter isConfirming: whether the pages show already what the run should give.
  init(
    _ program: Program, cells: Set<Int>? = nil, map: CellMap? = nil, isConfirming: Bool = false,
    audience: Audience, live: LiveFiles? = nil
  ) {
    (self.chapter, self.program, self.cells, self.map) = (program.chapter, program, cells, map)
    (self.audience, self.live) = (audience, live)
    let name = program.chapter.frontMatter.title
    title = isConfirming ? "The page is up to date. To be published: \(name)" : name
  }

  func take(_ event: RunEvent) {
    switch event {
    case .buildingLibrary: audience.tellStatus("busy", "Building the library, once")
    case .compiling: audience.tellStatus("busy", "Compiling \(title)")
    case .warning(let warning): warnings.append(warning)
    case .cell(let index):
      tell(.cell, index)
      let count = chapter.cells.count
      audience.tellStatus("busy", "\(title): cell \(index + 1) of \(count)")
    case .printed(let cell, let text, let toStderr):
      let room = Self.textLimit - printed[cell, default: 0]
      guard room > 0 else { return }
      printed[cell, default: 0] += text.utf8.count
      tell(toStderr ? .warned : .printed, cell) { $0.text = String(text.prefix(room)) }
    case .shown(let cell, let output): show(output, of: cell)
    case .check(let cell, let message, let passed):
      tell(.check, cell) { ($0.text, $0.word) = (message, passed ? "holds" : "broken") }
    case .progress(let label, let completed, let total): progress(label, completed, total)
    case .checkpoint(let name, let fate): checkpoint(name, fate)
    case .preview(let name, let file):
      guard let cell = cell(ofCheckpoint: name) else { return }
      tell(.preview, cell) { $0.address = live?.keep(.place(file)) }
    }
  }

  private func tell(_ kind: Notice.Kind, _ cell: Int, _ fill: (inout Notice) -> Void = { _ in }) {
    guard let map, cells?.contains(cell) != false else { return }
    var notice = Notice(kind)
    notice.cell = map[cell]
    fill(&notice)
    audience.tell(notice, page: chapter.slug)
  }

  private func show(_ output: Output, of cell: Int) {
    guard map != nil, cells?.contains(cell) != false else { return }
    shown += 1
    guard shown <= Self.outputLimit else { return }
    let name = "live-\(shown)"
    let address = output.picture.flatMap { picture in
      live?.keep(.bytes(Data(picture.bytes(id: name)), type: picture.format.mediaType))
    }
    let alt = chapter.cells.indices.contains(cell) ? chapter.cells[cell].options.alt : nil
    tell(.shown, cell) { notice in
      let text = alt ?? output.content.text
      notice.text = text
      if let picture = output.picture, picture.format == .svg {
        (notice.address, notice.width, notice.height) = (address, picture.width, picture.height)
      } else {
        let picture = output.picture.map { picture in
          OutputMarkup.Picture(
            address: address ?? "", format: picture.format, size: (picture.width, picture.height))
        }
        notice.html = OutputMarkup.html(output.content, picture: picture, alt: text)
      }
    }
  }

  private func progress(_ label: String, _ completed: Int, _ total: Int) {
    let now = ContinuousClock.now
    if bar?.label != label || completed == 0 { bar = (label, now, now - .seconds(1)) }
    guard let start = bar?.start, let told = bar?.told,
      completed == total || now - told >= .milliseconds(200)
    else { return }
    bar?.told = now
    var notice = Notice(.progress)
    (notice.text, notice.completed, notice.total) = (label, completed, total)
    if completed > 0 {
      notice.secondsLeft = (now - start).seconds / Double(completed) * Double(total - completed)
    }
    audience.tell(notice, page: chapter.slug)
  }

  private func checkpoint(_ name: String, _ fate: CheckpointOutcome) {
    guard let cell = cell(ofCheckpoint: name) else { return }
    let word: String
    switch fate {
    case .reused: word = "kept"
    case .trained, .unkept: word = "run"
    case .resumed, .outdated, .damaged: word = ""
    }
    let text = "\(name): \(fate.message)"
    if !word.isEmpty { checkpoints[cell] = Notice.Fate(word: word, text: text) }
    tell(.checkpoint, cell) { ($0.word, $0.text) = (word, text) }
  }

  private func cell(ofCheckpoint name: String) -> Int? {
    guard let checkpoint = program.checkpoints.first(where: { $0.name == name }),
      checkpoint.path == chapter.path
    else { return nil }
    return chapter.cells.first {
      ($0.fenceLine...$0.closingLine).contains(checkpoint.line)
    }?.index
  }

  /// What became of each cell of a run that came to its end.
  func fates(of run: Run) -> [Int: Notice.Fate] {
    var fates: [Int: Notice.Fate] = [:]
    for cell in chapter.cells where cell.options.eval {
      guard cells?.contains(cell.index) != false else {
        fates[cell.index] = Notice.Fate(
          word: "kept", text: "Its outputs are kept: nothing that it depends on has changed")
        continue
      }
      let seconds =
        run.cost.cellSeconds.indices.contains(cell.index)
        ? run.cost.cellSeconds[cell.index] : 0
      fates[cell.index] = Notice.Fate(
        word: "run", text: String(format: "Executed in %.2f s by the last run", seconds))
    }
    return fates.merging(checkpoints.filter { cells?.contains($0.key) != false }) { $1 }
  }
}
