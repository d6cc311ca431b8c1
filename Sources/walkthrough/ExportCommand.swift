import ArgumentParser
import Book
import Foundation

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a chapter as one Swift file and as a Jupyter notebook.",
    discussion: """
      The notebook has the outputs of the last run, if that is of the chapter's current code. Executes nothing.
      """)

  @Argument(help: "A chapter by number, slug or file name.")
  var chapter: String

  @Option(
    name: .customLong("to"), help: ArgumentHelp("The folder of the files.", valueName: "folder"))
  var folder = ".build/export"

  @OptionGroup var place: BookOptions
  @OptionGroup var parameters: ParameterOptions

  func run() throws {
    try reportingFailures {
      let book = try place.book()
      let program = try parameters.program(of: try book.chapter(named: chapter), in: book)
      let export = try Export(
        program, in: book, bibliography: try place.folders.bibliography(), site: place.folders.site)
      for target in try export.write(into: URL(fileURLWithPath: folder, isDirectory: true)) {
        printLine(target.relativePath)
      }
      if !program.chapter.liveCells.isEmpty {
        printLine("live figures are exported as the pictures of the book's run")
      }
      for line in export.missing { printError("not exported: \(line)") }
      if !export.hasOutputs {
        printLine(
          "without outputs: the site holds no run of this; walkthrough run \(program.chapter.slug)")
      }
    }
  }
}
