import Foundation
import Outputs

/// The record of a transcript: outputs and prints in the order of the cells.
struct RecordedPage {
  private(set) var record: Record
  private(set) var files: [String: [UInt8]] = [:]
  private(set) var failedChecks: [Diagnostic] = []
  /// Numbers of the live figures' last frames, by cell.
  private(set) var liveNumbers: [Int: [UInt32]] = [:]

  private let chapter: Chapter
  private var current: Int?
  /// The cells that failed on purpose.
  private var failed: Set<Int> = []
  /// The ends of cells that were marked to trap, and did something else.
  private var faults: [Diagnostic] = []
  private var printed: [CellText]
  private var warned: [CellText]

  /// - Throws: `Diagnostics` if a cell that should fail did not.
  init(_ transcript: Transcript, compileFailures: [Int: String]) throws {
    chapter = transcript.program.chapter
    record = Record(
      program: transcript.program.hash, seed: chapter.frontMatter.seed,
      parameters: transcript.program.parameters,
      cells: chapter.cells.map { _ in CellRecord(outputs: []) },
      inlineValues: chapter.inlineValues.map { _ in "" })
    printed = chapter.cells.map { _ in CellText() }
    warned = printed
    take(transcript.printed, transcript.warned, after: 0)
    for (index, (event, _)) in transcript.events.events.enumerated() {
      take(event)
      take(transcript.printed, transcript.warned, after: index + 1)
    }
    for (index, message) in compileFailures {
      record.cells[index].outputs.append(.failed(message))
    }
    for index in chapter.cells.indices {
      append(printed[index].notice, to: index, RecordedOutput.printed)
      append(warned[index].notice, to: index, RecordedOutput.warned)
    }
    try requireFailures()
    record.reads = try transcript.reads()
    record.untracked = transcript.untracked
  }

  private mutating func take(_ event: Event) {
    switch event {
    case .cell(let index): current = record.cells.indices.contains(index) ? index : nil
    case .output(let output): take(output)
    case .live(let figure, let numbers):
      add(.live(figure))
      if let current { liveNumbers[current] = numbers }
    case .inline(let index, let text):
      if record.inlineValues.indices.contains(index) { record.inlineValues[index] = text }
    case .check(let message, let passed, let line):
      add(.check(message: message, passed: passed))
      guard !passed else { break }
      failedChecks.append(
        Diagnostic(file: chapter.path, line: line, message: "this does not hold: \(message)"))
    case .caught(let message):
      if let current { failed.insert(current) }
      add(.failed(message))
    case .forkedCellEnded(let signal): endForkedCell(signal)
    case .progress, .preview, .thrown, .read, .checkpoint, .finished: break
    }
  }

  private mutating func add(_ output: RecordedOutput) {
    if let current { record.cells[current].outputs.append(output) }
  }

  private mutating func take(_ output: Output) {
    guard let current else { return }
    let picture = output.picture.map { keep($0, of: chapter.cells[current]) }
    add(.shown(content: output.content, picture: picture))
  }

  /// Names a picture by its cell's label, and keeps it and the data of its plots.
  private mutating func keep(_ picture: Output.Picture, of cell: Cell) -> RecordedPicture {
    let ending = picture.format.fileExtension
    let base = cell.options.label ?? "cell-\(cell.index + 1)-1"
    var stem = base
    var number = 1
    while files["\(stem).\(ending)"] != nil || isLabel(stem, notOf: cell) {
      number += 1
      stem = cell.options.label.map { "\($0)-\(number)" } ?? "cell-\(cell.index + 1)-\(number)"
    }
    let series = SeriesFile.bytes(of: picture.panels)
    return RecordedPicture(
      file: keep(picture.bytes(id: stem), as: "\(stem).\(ending)"), format: picture.format,
      width: picture.width, height: picture.height,
      series: series.map { keep($0, as: "\(stem).\(SeriesFile.fileExtension)") })
  }

  private mutating func keep(_ bytes: [UInt8], as name: String) -> RecordedFile {
    files[name] = bytes
    return RecordedFile(name: name, sha256: SHA256.hex(bytes))
  }

  private func isLabel(_ stem: String, notOf cell: Cell) -> Bool {
    chapter.cells.contains { $0.options.label == stem && $0.index != cell.index }
  }

  /// Ends a cell that runs in a process of its own to trap there: its crash message is the failure.
  private mutating func endForkedCell(_ signal: Int32) {
    guard let current, signal != 0 || warnsOfCrash(current) else { return }
    failed.insert(current)
    let signal = Signal(number: signal)
    guard signal.isTrap || signal.number == 0 else {
      return faults.append(
        Diagnostic(
          file: chapter.path, line: chapter.cells[current].fenceLine,
          message: "this cell is marked “error: trap”, and was \(signal.words), which is no trap"))
    }
    var warned = ""
    record.cells[current].outputs.removeAll { output in
      guard case .warned(let text) = output else { return false }
      warned += text
      return true
    }
    let crash = Crash(warned, paths: [chapter.compiledPath])
    append(crash.before, to: current, RecordedOutput.warned)
    add(.failed(crash.message))
  }

  /// Tells whether a cell's text on stderr has the report of a crash, after which it went on: it raised the signal.
  private func warnsOfCrash(_ index: Int) -> Bool {
    record.cells[index].outputs.contains { output in
      guard case .warned(let text) = output else { return false }
      return Crash(text, paths: []).isOfChapter
    }
  }

  /// Adds the text printed after an event to the current cell.
  private mutating func take(
    _ out: CapturedStream, _ error: CapturedStream, after event: Int
  ) {
    guard let current else { return }
    if event < out.pieces.count {
      append(printed[current].take(out.pieces[event]), to: current, RecordedOutput.printed)
    }
    if event < error.pieces.count {
      append(warned[current].take(error.pieces[event]), to: current, RecordedOutput.warned)
    }
  }

  /// Adds text to a cell, joined with its last output if that is text of the same kind. NaNs are spelled as
  /// everywhere else: a record is the same on every machine.
  private mutating func append(
    _ text: String, to index: Int, _ kind: (String) -> RecordedOutput
  ) {
    guard !text.isEmpty else { return }
    let text = text.withPlainNaNs
    switch (record.cells[index].outputs.last, kind(text)) {
    case (.printed(let before), .printed), (.warned(let before), .warned):
      record.cells[index].outputs[record.cells[index].outputs.count - 1] = kind(before + text)
    default: record.cells[index].outputs.append(kind(text))
    }
  }

  private func requireFailures() throws {
    let missing = chapter.cells.filter { cell in
      guard cell.isExecuted, let error = cell.options.error, error != .compile else { return false }
      return !failed.contains(cell.index)
    }
    let unkept = missing.map { cell in
      let promise =
        cell.options.error == .trap ? "trap” and does not trap" : "throw” and does not throw"
      return Diagnostic(
        file: chapter.path, line: cell.fenceLine,
        message: "this cell is marked “error: \(promise)")
    }
    let all = (unkept + faults).sorted(by: Diagnostic.precedes)
    guard all.isEmpty else { throw Diagnostics(all) }
  }
}

/// The text of a cell on one stream, truncated to the room on a page.
private struct CellText {
  private var kept = 0
  private var total = 0

  /// Takes the part of a piece that fits, with invalid UTF-8 replaced.
  mutating func take(_ piece: CapturedStream.Piece) -> String {
    total += piece.total
    var bytes = piece.bytes.prefix(CapturedStream.pieceLimit - kept)
    if bytes.count < piece.total {
      // Do not cut a character in half.
      while let last = bytes.last, last & 0xC0 == 0x80 { bytes.removeLast() }
      if let last = bytes.last, last >= 0xC0 { bytes.removeLast() }
    }
    kept += bytes.count
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The note about truncated text.
  var notice: String {
    total > kept ? "\n… The first \(kept) of \(total) bytes; the rest is left out.\n" : ""
  }
}
