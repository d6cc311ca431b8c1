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

  @Flag(help: "Publish the run's time and memory and this machine's name too: see README.")
  var publishCost = false

  func run() throws {
    try reportingFailures {
      let isExperiment = execution.parameters.isExperiment
      // An experiment is published in a copy of the site, unless `--output` names another folder.
      let isCopied = isExperiment && place.outputPath == nil
      let output = isCopied ? place.folders.experiment : place.folders.site
      let checked = try CheckedChapters(chapters, place, execution.parameters, output: output)
      if isCopied { _ = try place.folders.prepareExperiment() }
      try checked.publication.prepare()
      var kept: KeptPages?
      try forEach(checked, thenReporting: { kept?.faults ?? [] }) { program in
        let chapter = program.chapter
        let run = try execution.execute(program, in: place.folders)
        if !isExperiment { try? run.cost.save(place.folders.costs.appending(path: chapter.slug)) }
        printLine(comparison(of: run, chapter))
        guard run.failedChecks.isEmpty else { throw Diagnostics(run.failedChecks) }
        kept = try checked.publication.publish([(chapter, run)], costs: publishCost)
        printLine(
          "  \(output.appending(path: "\(chapter.slug)/index.html").standardizedFileURL.path)")
      }
    }
  }

  private func comparison(of run: Run, _ chapter: Chapter) -> String {
    do {
      let recorded = try Record.load(place.folders.site.appending(path: chapter.slug))
      return run.comparison(with: recorded, chapter: chapter).text
    } catch let fault as Diagnostic {
      return "  compared with nothing: \(fault)"
    } catch {
      return "  there is no record to compare with"
    }
  }
}
