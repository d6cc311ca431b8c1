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
      try place.recoverSite()
      let part = try place.folders.soundPart()
      let publication = try place.folders.publication(of: part.book, into: place.folders.site)
      let kept = try publication.publish([])
      let stale = try kept.stale.compactMap(part.book.chapter(slug:)).map { chapter in
        let (status, _) = try RecordStatus.withRecordedSettings(
          of: chapter, in: part.book, site: place.folders.site)
        return Diagnostic(
          file: chapter.path, line: 1,
          message: "\(status.message), so the page stays as it was: walkthrough run \(chapter.slug)"
        )
      }
      let faults = (part.problems + kept.faults + stale).sorted(by: Diagnostic.precedes)
      guard faults.isEmpty else { throw Diagnostics(faults) }
      printLine(place.folders.site.appending(path: "index.html").standardizedFileURL.path)
    }
  }
}
