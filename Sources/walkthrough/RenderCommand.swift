import ArgumentParser
import Book

struct RenderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render",
    abstract: "Write the pages from the records, without executing anything.")

  @OptionGroup var place: BookOptions

  func run() throws {
    try reportingFailures {
      let book = try place.folders.book()
      let stale = try place.folders.publication(of: book, into: place.folders.site).publish([])
      let errors = stale.map { chapter in
        Diagnostic(
          file: chapter.path, line: 1,
          message: "the cells have changed since their run, so the page stays as it was: "
            + "walkthrough run \(chapter.slug)")
      }
      if !errors.isEmpty { throw Diagnostics(errors) }
      printLine(place.folders.site.appending(path: "index.html").standardizedFileURL.path)
    }
  }
}
