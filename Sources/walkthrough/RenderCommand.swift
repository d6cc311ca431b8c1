import ArgumentParser
import Book
import Foundation

struct RenderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render",
    abstract: "Write the pages from the records, without executing anything.")

  @OptionGroup var place: BookOptions

  func run() throws {
    try reportingFailures {
      let book = try place.book()
      let stale = try place.folders.publication(of: book, into: place.folders.site).publish([])
      let errors = try stale.map { chapter in
        let (status, _) = try RecordStatus.withRecordedSettings(
          of: chapter, in: book, site: place.folders.site)
        return Diagnostic(
          file: chapter.path, line: 1,
          message: "\(status.message), so the page stays as it was: walkthrough run \(chapter.slug)"
        )
      }
      if !errors.isEmpty { throw Diagnostics(errors) }
      printLine(place.folders.site.appending(path: "index.html").standardizedFileURL.path)
    }
  }
}
