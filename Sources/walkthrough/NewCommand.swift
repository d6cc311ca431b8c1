import ArgumentParser
import Book

struct NewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Write a new chapter that runs at once.")

  @Argument(help: "A few words joined by hyphens, such as my-idea.")
  var slug: String

  @OptionGroup var place: BookOptions

  func run() throws {
    try reportingFailures {
      let path = try NewChapter(slug: slug, folder: place.folders.chapters).write()
      say("\(path)\nRun it with: walkthrough run \(slug)")
    }
  }
}
