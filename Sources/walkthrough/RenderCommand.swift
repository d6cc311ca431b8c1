import ArgumentParser
import Book
import Foundation

struct RenderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render",
    abstract: "Write the pages again from the records, executing nothing.")

  @OptionGroup var place: BookOptions

  func run() throws {
    try reportingFailures {
      let book = try place.folders.book()
      let stale = try place.folders.publication(of: book, into: place.folders.site).publish([])
      if !stale.isEmpty {
        throw Diagnostics(stale.map { stalePage(of: $0, in: place.folders.site) })
      }
      say(place.folders.site.appending(path: "index.html").standardizedFileURL.path)
    }
  }
}

/// The complaint about a page whose record is not that of the chapter's cells, or of an earlier form.
func stalePage(of chapter: Chapter, in site: URL) -> Diagnostic {
  let record = try? Record.load(site.appending(path: chapter.slug))
  let reason =
    record?.isOfEarlierForm == true
    ? Record.earlierFormMessage
    : "the cells have changed since their run, so the page stays as it was"
  return Diagnostic(
    file: chapter.path, line: 1, message: "\(reason): walkthrough run \(chapter.slug)")
}
