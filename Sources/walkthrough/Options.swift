import ArgumentParser
import Book
import Foundation

/// Where the book lives.
struct BookOptions: ParsableArguments {
  @Option(
    name: .customLong("chapters"),
    help: ArgumentHelp("The folder of the chapters.", valueName: "folder"))
  var chaptersPath = "Chapters"

  @Option(
    name: .customLong("output"),
    help: ArgumentHelp("The folder of the generated site. (default: site)", valueName: "folder"))
  var outputPath: String?

  var folders: BookFolders {
    BookFolders(
      chapters: URL(fileURLWithPath: chaptersPath, isDirectory: true), displayName: chaptersPath,
      site: outputPath.map { URL(fileURLWithPath: $0, isDirectory: true) }
        ?? BookFolders.usualSite)
  }

  /// The chapters of these names; all where none is named.
  func chapters(named names: [String], in book: Book) throws -> [Chapter] {
    names.isEmpty ? book.chapters : try names.map { try book.chapter(named: $0) }
  }
}

/// The values of a chapter's parameters.
struct ParameterOptions: ParsableArguments {
  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Give a parameter of the chapter another value. Repeatable. "
        + "The published record stays as it is, unless --output says where the result goes.",
      valueName: "name=value"))
  var settings: [Setting] = []

  @Flag(help: "Use the chapters' own small values, for a fast look.")
  var quick = false

  /// Whether the result is not the chapter's published one.
  var isExperiment: Bool { quick || !settings.isEmpty }

  func program(of chapter: Chapter, in book: Book) throws -> Program {
    let values = Dictionary(settings.map { ($0.name, $0.value) }) { _, last in last }
    return try Program(chapter: chapter, book: book, settings: values, quick: quick)
  }
}

/// How chapters are executed.
struct ExecutionOptions: ParsableArguments {
  @OptionGroup var parameters: ParameterOptions

  @Flag(help: "Start from nothing: use nothing that an earlier run left behind.")
  var retrain = false

  @OptionGroup var limits: RunLimits
}

/// How long and on how many threads a chapter may run.
struct RunLimits: ParsableArguments {
  @Option(help: ArgumentHelp("Stop a chapter that runs longer.", valueName: "seconds"))
  var timeout: Double?

  @Option(
    help: ArgumentHelp(
      "Threads of the engine; results never depend on it. (default: one a core)",
      valueName: "count"))
  var threads: Int?

  var options: RunOptions { RunOptions(timeout: timeout, threads: threads) }

  func validate() throws {
    if let timeout, timeout <= 0 { throw ValidationError("--timeout needs more than 0 seconds") }
    if let threads, !(1...64).contains(threads) {
      throw ValidationError("--threads goes from 1 to 64")
    }
  }
}

/// `name=value`.
struct Setting: ExpressibleByArgument {
  var name: String
  var value: String

  init?(argument: String) {
    guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else {
      return nil
    }
    name = String(argument[..<equals])
    value = String(argument[argument.index(after: equals)...])
  }
}
