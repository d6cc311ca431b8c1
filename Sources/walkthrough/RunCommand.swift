import ArgumentParser
import Book
import Foundation

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Execute chapters, write their pages, and compare with what was recorded.")

  @Argument(help: "Chapters by number, slug or file name; all when none is named.")
  var chapters: [String] = []

  @OptionGroup var place: BookOptions
  @OptionGroup var execution: ExecutionOptions

  func run() throws {
    try reportingFailures {
      let (book, chosen, problems) = try place.chapters(named: chapters)
      let output = try execution.parameters.isExperiment ? experimentFolder() : place.folders.site
      let publication = try place.folders.publication(of: book, into: output)
      try publication.prepare()
      try forEach(chosen, besides: problems) { chapter in
        let run = try execution.execute(chapter, of: book, in: place.folders)
        let recorded = try? Record.load(place.folders.site.appending(path: chapter.slug))
        let comparison = recorded.map { run.comparison(with: $0, chapter: chapter).text }
        printLine(comparison ?? "  first record")
        guard run.failedChecks.isEmpty else { throw Diagnostics(run.failedChecks) }
        try publication.publish([(chapter, run)])
        printLine(
          "  \(output.appending(path: "\(chapter.slug)/index.html").standardizedFileURL.path)")
      }
    }
  }

  /// The folder of an experiment: the one that `--output` names, else a copy of the site.
  private func experimentFolder() throws -> URL {
    if place.outputPath != nil { return place.folders.site }
    return try place.folders.prepareExperiment()
  }
}
