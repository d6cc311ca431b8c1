import ArgumentParser
import Book

struct WhyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "why",
    abstract: "Explain for each checkpoint whether the next run will use it.",
    discussion: "Executes nothing.")

  @Argument(help: "A chapter by number, slug or file name.")
  var chapter: String

  @OptionGroup var place: BookOptions
  @OptionGroup var parameters: ParameterOptions

  func run() throws {
    try reportingFailures {
      let book = try place.book()
      let chapter = try book.chapter(named: self.chapter)
      let program = try parameters.program(of: chapter, in: book)
      let status = try RecordStatus(of: program, in: place.folders.site)
      printLine("\(chapter.slug): \(status.message)")
      let forecasts = CheckpointForecast.all(of: program, in: place.folders.checkpoints)
      if forecasts.isEmpty { printLine("no checkpoints: all of it is executed") }
      for forecast in forecasts {
        let checkpoint = forecast.checkpoint
        let verdict = forecast.willBeReused ? "will be used as it is" : "will be trained"
        printLine("\(checkpoint.name) (\(checkpoint.path):\(checkpoint.line)) \(verdict)")
        for reason in forecast.reasons { printLine("  \(reason)") }
      }
    }
  }
}
