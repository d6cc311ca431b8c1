import ArgumentParser
import Book
import Foundation

extension ExecutionOptions {
  /// Executes one chapter, telling the terminal how it goes.
  func execute(_ chapter: Chapter, of book: Book, in folders: BookFolders) throws -> Run {
    say("\(chapter.slug)  \(chapter.frontMatter.title)")
    let program = try parameters.program(of: chapter, in: book)
    let runner = Runner()
    let interrupts = Interrupts { runner.cancel() }
    defer { interrupts.end() }
    var bar = ProgressBar()
    var options = limits.options
    options.ignoresCaches = retrain
    options.checkpoints = folders.checkpoints
    options.previews = folders.previews
    let run = try runner.run(program, options: options) { event in
      switch event {
      case .buildingLibrary:
        say("  building the Lesson library, once")
      case .warning(let warning):
        bar.finish()
        complain("\(warning)".replacingOccurrences(of: ": error: ", with: ": warning: "))
      case .progress(let label, let completed, let total):
        bar.update(label: label, completed: completed, total: total)
      case .checkpoint(let name, let fate):
        bar.finish()
        (fate.isTrouble ? complain : say)("  \(name): \(fate.message)")
      case .preview(let name, let file):
        bar.finish()
        say("  \(name): the latest preview is \(file.shownPath)")
      case .compiling, .cell, .printed, .shown, .check:
        break
      }
    }
    bar.finish()
    say(
      "  executed in \(duration(run.cost.runSeconds)), "
        + "compiled in \(duration(run.cost.compileSeconds)), "
        + "at most \(run.cost.peakBytes / 1_000_000) MB")
    return run
  }
}

/// Prints what went wrong, once, and exits with 1.
func reportingFailures(_ body: () throws -> Void) throws {
  do {
    try body()
  } catch let error as ExitCode {
    throw error
  } catch {
    complain("\(error)")
    throw ExitCode.failure
  }
}

/// Writes a line to standard output at once, so that it stands in order with what goes to standard error.
func say(_ message: String) {
  FileHandle.standardOutput.write(Data((message + "\n").utf8))
}

/// Writes a line to standard error.
func complain(_ message: String) {
  FileHandle.standardError.write(Data((message + "\n").utf8))
}
