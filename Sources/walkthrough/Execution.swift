import ArgumentParser
import Book
import Foundation

extension ExecutionOptions {
  /// Executes one chapter, and prints its progress.
  func execute(_ program: Program, in folders: BookFolders) throws -> Run {
    printLine("\(program.chapter.slug)  \(program.chapter.frontMatter.title)")
    let runner = Runner()
    let interrupts = Interrupts { runner.cancel() }
    defer { interrupts.end() }
    var bar = ProgressBar()
    var reported: Set<String> = []
    var options = limits.options
    options.ignoresCaches = retrain
    options.checkpoints = folders.checkpoints
    options.previews = folders.previews
    let run = try runner.run(program, options: options) { event in
      switch event {
      case .buildingLibrary:
        printLine("  building the Lesson library, once")
      case .warning(let warning):
        bar.finish()
        printError(warning.warning)
      case .progress(let label, let completed, let total):
        bar.update(label: label, completed: completed, total: total)
      case .checkpoint(let name, let fate):
        // A training that cannot be saved says so at each attempt.
        var place = "  "
        if case .unsaved = fate, let call = program.checkpoints.first(where: { $0.name == name }) {
          place = "\(call.path):\(call.line):1: warning: "
        }
        let message = "\(place)\(name): \(fate.message)"
        guard !fate.isTrouble || reported.insert(message).inserted else { break }
        bar.finish()
        (fate.isTrouble ? printError : printLine)(message)
      case .preview(let name, let file):
        bar.finish()
        printLine("  \(name): the latest preview is \(file.shownPath)")
      case .compilingLive:
        bar.finish()
        printLine("  compiling the live figures for the page")
      case .compiling, .cell, .printed, .shown, .check, .read: break
      }
    }
    bar.finish()
    printLine(
      "  executed in \(duration(run.cost.runSeconds)), "
        + "compiled in \(duration(run.cost.compileSeconds)), "
        + "at most \(run.cost.peakBytes / 1_000_000) MB")
    return run
  }
}
