import Foundation
import Outputs
import Processes

/// The results of an execution: events, printed text, and its end.
struct Transcript {
  var program: Program
  var printed: CapturedStream
  var warned: CapturedStream
  var events: EventStream
  var ending: Subprocess.TerminationStatus
  var start: ContinuousClock.Instant
  var end: ContinuousClock.Instant

  /// The cell that ran last.
  private var lastCell: Cell? {
    for case (.cell(let index), _) in events.events.reversed() {
      return program.chapter.cells.indices.contains(index) ? program.chapter.cells[index] : nil
    }
    return nil
  }

  private var isFinished: Bool {
    if case .finished = events.events.last?.event { return ending == .exited(0) }
    return false
  }

  /// - Parameters:
  ///   - throwSite: the calls around the last throw, innermost first.
  ///   - options: the run's, with its limits.
  /// - Throws: `Diagnostics` if the chapter did not reach its end.
  func requireSuccess(throwSite: [Crash.Frame], _ options: RunOptions) throws {
    guard !isFinished else { return try requireNoCrash() }
    var failure = Diagnostic(
      file: program.chapter.path, line: lastCell?.fenceLine ?? 1, message: "")
    switch ending {
    case .timedOut:
      failure.message =
        "the chapter was stopped after \(options.timeout.map { String(format: "%g s", $0) } ?? "its time"), "
        + "while this cell ran"
    case .stopped:
      failure.message = "the chapter was stopped: it shows more than a page can hold"
    case .exceededMemory:
      let size = String(format: "%.3g GB", Double(options.limits.memory) / 1e9)
      failure.message =
        "the chapter was stopped: it used more than \(size) of memory while this cell ran; "
        + "--memory sets another limit"
    case .exceededTasks:
      failure.message =
        "the chapter was stopped: it had more than \(options.limits.tasks) processes and threads "
        + "while this cell ran"
    case .exited(0):
      failure.message = "the chapter ended before its last line: does this cell call exit?"
    case .exited(let code):
      failure.message =
        "the chapter ended with status \(code) while this cell ran: does it call exit?"
    case .signaled(let number):
      let signal = Signal(number: number)
      if signal.isTrap {
        describe(signal, throwSite: throwSite, in: &failure)
      } else {
        failure.message = signal.sentence(about: "the chapter", while: "this cell ran")
      }
    }
    throw Diagnostics([failure])
  }

  private func describe(
    _ signal: Signal, throwSite: [Crash.Frame], in failure: inout Diagnostic
  ) {
    // Text that the chapter printed before its last output is not about its end.
    let last = warned.tail.suffix(warned.pieces.last?.total ?? 0)
    let crash = crash(in: String(decoding: last, as: UTF8.self))
    var frames = crash.frames
    failure.message = crash.message.replacing("Fatal error: ", with: "", maxReplacements: 1)
    let uncaught = "Error raised at top level: "
    if let range = crash.message.range(of: uncaught) {
      let error = crash.message[range.upperBound...].replacing(#/^Chapter\./#, with: "")
      failure.message = "nothing catches this error: \(error)"
      frames = throwSite
    } else if crash.message == Crash.unexplained {
      failure.message = signal.sentence(about: "the chapter", while: "this cell ran")
    }
    locate(&failure, by: frames)
  }

  /// A signal of a fault that the chapter itself sends is reported like one, and the chapter goes on.
  private func requireNoCrash() throws {
    for (index, piece) in warned.pieces.enumerated() where index <= events.events.count {
      let text = String(decoding: piece.bytes, as: UTF8.self)
      guard text.contains(Crash.heading), let cell = events.cell(after: index),
        program.chapter.cells.indices.contains(cell)
      else { continue }
      let (crash, options) = (crash(in: text), program.chapter.cells[cell].options)
      guard crash.isOfChapter, options.error != .trap else { continue }
      var failure = Diagnostic(
        file: program.chapter.path, line: program.chapter.cells[cell].fenceLine,
        message:
          "\(crash.message), after which the chapter went on: does this cell raise the signal?")
      locate(&failure, by: crash.frames)
      throw Diagnostics([failure])
    }
  }

  private func crash(in text: String) -> Crash {
    Crash(text, paths: program.sources.map(\.compiledPath))
  }

  /// Gives a failure the place of the innermost call, and the others as its details.
  private func locate(_ failure: inout Diagnostic, by frames: [Crash.Frame]) {
    let frames = frames.map { frame in
      var frame = frame
      frame.path = program.path(ofCompiled: frame.path)
      return frame
    }
    if let place = frames.first {
      (failure.file, failure.line, failure.column) = (place.path, place.line, place.column)
    }
    var calls: [Crash.Frame] = []
    for frame in frames where calls.last != frame { calls.append(frame) }
    failure.details = calls.dropFirst().prefix(8).map {
      "  called in \($0.function) at \($0.path):\($0.line):\($0.column)"
    }.joined(separator: "\n")
  }

  /// The files of the checkpoints, by name.
  var checkpoints: [String: URL] {
    var files: [String: URL] = [:]
    for case (.checkpoint(let name, let fate), _) in events.events {
      switch fate {
      case .reused(let file), .trained(let file): files[name] = URL(fileURLWithPath: file)
      case .resumed, .outdated, .damaged, .unsaved: break
      }
    }
    return files
  }
}
