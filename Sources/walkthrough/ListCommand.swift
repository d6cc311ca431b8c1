import ArgumentParser
import Book
import Foundation

struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the chapters and the state of their records.")

  @OptionGroup var place: BookOptions

  func run() throws {
    try reportingFailures {
      let book = try place.folders.book()
      for chapter in book.chapters {
        printLine("\(chapter.slug)  \(chapter.frontMatter.title)")
        printLine("    \(chapter.frontMatter.summary)")
        printLine("    \(try state(of: chapter, in: book))")
      }
    }
  }

  private func state(of chapter: Chapter, in book: Book) throws -> String {
    let folder = place.folders.site.appending(path: chapter.slug)
    guard let record = try? Record.load(folder) else { return "not yet run" }
    let program = try Program(chapter: chapter, book: book)
    return record.program == program.hash
      ? "recorded" : "recorded, but its cells have changed since: walkthrough run \(chapter.slug)"
  }
}
