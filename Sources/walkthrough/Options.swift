import ArgumentParser
import Book
import Foundation

/// The book's folders.
struct BookOptions: ParsableArguments {
  @Option(
    name: .customLong("chapters"),
    help: ArgumentHelp("The folder of the chapters.", valueName: "folder"))
  var chaptersPath = "Chapters"

  @Option(
    name: .customLong("output"),
    help: ArgumentHelp("The folder of the generated site. (default: site)", valueName: "folder"))
  var outputPath: String?

  func validate() throws {
    guard outputPath != "", chaptersPath != "" else {
      throw ValidationError("--output and --chapters take the name of a folder")
    }
  }

  var folders: BookFolders {
    BookFolders(
      chapters: Self.folder(chaptersPath), displayName: chaptersPath,
      site: outputPath.map(Self.folder) ?? BookFolders.usualSite)
  }

  /// A folder as it is named. A shell replaces `~` where it is meant; in quotes it is a name.
  private static func folder(_ path: String) -> URL {
    URL(fileURLWithPath: path.hasPrefix("~") ? "./\(path)" : path, isDirectory: true)
  }

  /// The book, after the recovery of the site.
  func book() throws -> Book {
    try recoverSite()
    return try folders.book()
  }

  /// Recovers a site that an interrupted publication has left hidden.
  func recoverSite() throws {
    if try folders.recoverSite() {
      printError("\(folders.site.relativePath): an interrupted publication was finished")
    }
    for name in folders.removeRemains() {
      printError("\(name): the copy of the site that an interrupted publication left was removed")
    }
  }

}

/// The options that set a chapter's parameters.
struct ParameterOptions: ParsableArguments {
  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Set a parameter of the chapter. Repeatable. "
        + "The published record stays as it is, unless --output names a folder for the result.",
      valueName: "name=value"))
  var settings: [Setting] = []

  @Flag(help: "Set the parameters to the chapters' own small values, for a fast look.")
  var quick = false

  /// True where parameters differ from the published run's.
  var isExperiment: Bool { quick || !settings.isEmpty }

  func program(of chapter: Chapter, in book: Book) throws -> Program {
    let values = Dictionary(settings.map { ($0.name, $0.value) }) { _, last in last }
    return try Program(chapter: chapter, book: book, settings: values, quick: quick)
  }
}

/// The options of an execution.
struct ExecutionOptions: ParsableArguments {
  @OptionGroup var parameters: ParameterOptions

  @Flag(help: "Train from scratch, without anything cached by earlier runs.")
  var retrain = false

  @OptionGroup var limits: RunLimits
}

/// The limits on a chapter's time, threads, and memory.
struct RunLimits: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Stop a chapter that runs longer than this, and its compiler after this time or two minutes, "
        + "whichever is longer.", valueName: "seconds"))
  var timeout: Double?

  @Option(
    help: ArgumentHelp(
      "Threads of the engine; results do not depend on it. (default: one per core)",
      valueName: "count"))
  var threads: Int?

  @Option(
    help: ArgumentHelp(
      "Stop a chapter that uses more memory than this. (default: nine tenths of the machine's)",
      valueName: "gigabytes"))
  var memory: Double?

  /// Compiling may take longer than a short run.
  private static let leastCompileTimeout = 120.0

  var options: RunOptions {
    var options = RunOptions(timeout: timeout, threads: threads)
    if let timeout { options.compileTimeout = max(Self.leastCompileTimeout, timeout) }
    if let memory { options.limits.memory = Int(memory * 1e9) }
    return options
  }

  func validate() throws {
    let year = 365.0 * 24 * 60 * 60
    if let timeout, !(timeout > 0 && timeout <= year) {
      throw ValidationError(
        "--timeout must be more than 0 seconds and at most a year; without it there is no limit")
    }
    if let memory, !(memory >= 0.1 && memory <= 1e6) {
      throw ValidationError("--memory must be from 0.1 to 1000000 gigabytes")
    }
    if let threads, !(1...64).contains(threads) {
      throw ValidationError("--threads must be from 1 to 64")
    }
  }
}

/// A parameter's new value, as `name=value`.
struct Setting: ExpressibleByArgument {
  var name: String
  var value: String

  init?(argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty else { return nil }
    (name, value) = (String(parts[0]), String(parts[1]))
  }
}
