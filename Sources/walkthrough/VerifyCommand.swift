import ArgumentParser
import Book
import Foundation

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Execute chapters and compare every byte with the record.",
    discussion: "Changes nothing. Exits with 1 if anything differs, and lists the differences.")

  @Argument(help: "Chapters by number, slug or file name; all when none is named.")
  var chapters: [String] = []

  @OptionGroup var place: BookOptions
  @OptionGroup var execution: ExecutionOptions

  func run() throws {
    try reportingFailures {
      let checked = try CheckedChapters(chapters, place, execution.parameters)
      var differing = 0
      try forEach(checked) { program in
        let chapter = program.chapter
        let folder = place.folders.site.appending(path: chapter.slug)
        let recorded = try record(of: chapter, in: folder)
        let run = try execution.execute(program, in: place.folders)
        let comparison = run.comparison(
          with: recorded, chapter: chapter,
          damage: try recorded.damage(in: folder) + run.differencesOfLiveFiles(from: folder))
        if !comparison.isEqual { differing += 1 }
        printLine(comparison.text)
      }
      if differing > 0 { throw ExitCode.failure }
    }
  }

  private func record(of chapter: Chapter, in folder: URL) throws -> Record {
    guard FileManager.default.fileExists(atPath: folder.appending(path: Record.fileName).path)
    else {
      throw Diagnostic(
        file: chapter.path, line: 1,
        message: "nothing is recorded to compare with: walkthrough run \(chapter.slug)")
    }
    return try Record.load(folder)
  }
}
