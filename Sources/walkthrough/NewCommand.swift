import ArgumentParser
import Book

struct NewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Write a new chapter, ready to run.")

  @Argument(help: "The chapter's name: words joined by hyphens, such as my-idea.")
  var slug: String

  @OptionGroup var place: BookOptions

  func run() throws {
    try reportingFailures {
      let path = try NewChapter(slug: slug, folder: place.folders.chapters).write()
      let option = place.chaptersPath == "Chapters" ? "" : " --chapters \(place.chaptersPath)"
      printLine("\(path)\nRun it with: walkthrough run \(slug)\(option)")
    }
  }
}
