import ArgumentParser
import Book
import Foundation

struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the chapters and the state of their records.")

  @OptionGroup var place: BookOptions

  func run() throws {
    try reportingFailures {
      let book = try place.book()
      var faults: [Diagnostic] = []
      for chapter in book.chapters {
        printLine("\(chapter.slug)  \(chapter.frontMatter.title)")
        printLine("    \(chapter.frontMatter.summary)")
        do {
          let (status, _) = try RecordStatus.withRecordedSettings(
            of: chapter, in: book, site: place.folders.site)
          let command =
            status.run == nil || status.isCurrent ? "" : ": walkthrough run \(chapter.slug)"
          printLine("    \(status.message)\(command)")
        } catch let fault as Diagnostic {
          printLine("    its record is damaged")
          faults.append(fault)
        }
      }
      guard faults.isEmpty else { throw Diagnostics(faults) }
    }
  }
}
