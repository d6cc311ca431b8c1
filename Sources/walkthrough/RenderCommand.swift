import ArgumentParser
import Book

struct RenderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render",
    abstract: "Write the pages again from the records, executing nothing.")

  @OptionGroup var place: BookOptions

  func run() throws {
    try reportingFailures {
      let book = try place.folders.book()
      let stale = try place.folders.publication(of: book, into: place.folders.site).publish([])
      if !stale.isEmpty { throw Diagnostics(stale.map(changedSinceItsRun)) }
      say(place.folders.site.appending(path: "index.html").standardizedFileURL.path)
    }
  }
}

/// The complaint about a page whose cells are no longer those that were run.
func changedSinceItsRun(_ chapter: Chapter) -> Diagnostic {
  Diagnostic(
    file: chapter.path, line: 1,
    message: "the cells have changed since their run, so the page stays as it was: "
      + "walkthrough run \(chapter.slug)")
}
