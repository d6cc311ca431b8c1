import ArgumentParser
import Book
import Foundation

struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the chapters and what is recorded of them.")

  @OptionGroup var place: BookOptions

  func run() throws {
    try reportingFailures {
      let book = try place.folders.book()
      for chapter in book.chapters {
        say("\(chapter.slug)  \(chapter.frontMatter.title)")
        say("    \(chapter.frontMatter.summary)")
        say("    \(try state(of: chapter, in: book))")
      }
    }
  }

  private func state(of chapter: Chapter, in book: Book) throws -> String {
    switch try RecordStatus.withRecordedSettings(
      of: chapter, in: book, site: place.folders.site
    ).status {
    case .missing: "not yet run"
    case .current: "recorded"
    case .outdated: "recorded, but its cells have changed since: walkthrough run \(chapter.slug)"
    }
  }
}
