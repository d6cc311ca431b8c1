import Book
import Foundation

/// The site's folder: the runs that it holds, and their publication.
final class SiteFiles: @unchecked Sendable {
  private let folders: BookFolders
  // Used on the worker's queue only.
  private var mathematics: Mathematics?

  init(_ folders: BookFolders) { self.folders = folders }

  func folder(of slug: String) -> URL { folders.site.appending(path: slug) }

  /// Checks for any run of a chapter in the site, which someone may have removed.
  func hasRun(of slug: String) -> Bool {
    FileManager.default.fileExists(atPath: folder(of: slug).appending(path: Record.fileName).path)
  }

  /// The files beside a chapter that its run in the site read.
  func reads(of slug: String) -> [String] {
    (try? RecordedRun(in: folder(of: slug)))?.record.reads.map(\.name) ?? []
  }

  /// The copy of a chapter beside its page.
  func published(_ chapter: Chapter) -> Chapter? {
    let copy = folder(of: chapter.slug).appending(path: "\(chapter.slug).md")
    guard let source = try? TextFile.read(copy.path) else { return nil }
    return source == chapter.source
      ? chapter : try? Chapter.parse(source, displayPath: chapter.path)
  }

  /// Writes the site, or another folder, from its records and these runs. On the worker's queue.
  ///
  /// - Returns: the faults of chapters whose pages stayed.
  @discardableResult
  func publish(
    _ runs: [(chapter: Chapter, run: Run)], of book: Book, into folder: URL? = nil
  ) throws -> [Diagnostic] {
    let mathematics = try self.mathematics ?? Mathematics()
    self.mathematics = mathematics
    return try folders.publication(
      of: book, into: folder ?? folders.site, mathematics: mathematics
    ).publish(runs).faults
  }
}
