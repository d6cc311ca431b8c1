import Book
import Foundation

/// A stage on a chapter's way to its page.
package enum Stage: String, CaseIterable, Sendable {
  case parse, program, page

  /// The seconds that the stage takes of the processor.
  ///
  /// - Parameter clock: the clock of the process, or of the calling thread.
  package func seconds(
    _ chapter: LongChapter, _ count: Int, mathematics: Mathematics, clock: clockid_t
  ) throws -> Double {
    let folder = FileManager.default.temporaryDirectory.appending(path: "long-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let source = chapter.source(count)
    func parsed() throws -> Chapter {
      try Chapter.parse(source, displayPath: "Chapters/01-long.md")
    }
    switch self {
    case .parse: return try measured(clock) { _ = try parsed() }
    case .program:
      let names = chapter.cachedFiles(count)
      let chapter = try parsed()
      let cache = folder.appending(path: chapter.slug)
      try FileManager.default.createDirectory(at: cache, withIntermediateDirectories: true)
      for name in names { try Data().write(to: cache.appending(path: name)) }
      return try measured(clock) {
        let program = try Program(chapter: chapter, book: Book(chapters: [chapter]))
        _ = program.hash
        _ = CheckpointForecast.all(
          of: program, in: CheckpointFolders(published: [], cache: folder))
      }
    case .page:
      let (record, parsed) = (try chapter.record(count), try parsed())
      let place = folder.appending(path: parsed.slug)
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      try record.write(to: place.appending(path: Record.fileName))
      let site = try Site(
        book: Book(chapters: [parsed]), bibliography: Self.bibliography(in: folder),
        mathematics: mathematics)
      return try measured(clock) {
        do {
          _ = try site.page(of: parsed, in: folder)
        } catch is Diagnostics {
          // A long list of faults is an answer too.
        }
      }
    }
  }

  private static func bibliography(in folder: URL) throws -> Bibliography {
    let file = folder.appending(path: Bibliography.fileName)
    try Data("- {id: ho2020, authors: [Jonathan Ho], year: 2020, title: DDPM}\n".utf8)
      .write(to: file)
    return try Bibliography(contentsOf: file.path)
  }

  private func measured(_ clock: clockid_t, _ work: () throws -> Void) rethrows -> Double {
    func now() -> Double {
      var time = timespec()
      clock_gettime(clock, &time)
      return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
    }
    let start = now()
    try work()
    return now() - start
  }
}
