import Book
import Foundation

/// The results of an edit before the whole chapter has run: those of the part that it affects, and for the
/// rest those of the site's run.
struct PartialRun: Sendable {
  var draft: UnpublishedRun
  var cellStatuses: [Int: CellStatus]
}

/// A run of a whole chapter that is not in the site yet.
struct CompleteRun: Sendable {
  var chapter: Chapter
  var book: Book
  var run: Run
  /// Nil where the page has them already, with the run's other results.
  var cellStatuses: [Int: CellStatus]?
  /// The files beside the chapter as the code's fingerprint has them.
  var files: [String: String] = [:]

  var code: CodeFingerprint { CodeFingerprint(chapter, in: book, files: files) }
}

/// The site's run of a chapter, with which edits are compared.
struct RunBaseline {
  private var run: RecordedRun
  /// Nil where the dependencies of its results are unknown.
  private var keys: ResultKeys?

  /// Nil where the site has no run of the chapter.
  ///
  /// - Parameter cached: the baseline read before, which is the result where the record is the same.
  init?(of slug: String, in book: Book, _ files: SiteFiles, cached: RunBaseline?) {
    let folder = files.folder(of: slug)
    guard let run = try? RecordedRun(in: folder) else { return nil }
    if let cached, cached.run.record == run.record {
      self = cached
      return
    }
    self.run = run
    // The record is of the cells as they were published.
    let earlier = Book(chapters: book.chapters.map { files.published($0) ?? $0 })
    if let chapter = earlier.chapter(slug: slug),
      let program = try? Program(
        chapter: chapter, book: earlier, fileHashes: run.record.readHashes), isCurrent(program)
    {
      keys = ResultKeys(of: program)
    }
  }

  /// Checks that the run is of this very program.
  func isCurrent(_ program: Program) -> Bool { RecordStatus(of: program, run: run).isCurrent }

  /// The part of a program that an edit affects; nil where the whole program must run.
  func slice(of program: Program, _ options: RunOptions) -> Slice? {
    guard !options.ignoresCaches, let keys, let slice = Slice(of: program, since: keys),
      slice.isCached(in: options.checkpoints)
    else { return nil }
    return slice
  }

  /// The page's content after a run of a slice; nil where the whole program must run.
  func completed(_ run: Run, of slice: Slice, in folder: URL) throws -> UnpublishedRun? {
    try slice.completed(run, with: self.run.record).map {
      try UnpublishedRun($0, over: folder)
    }
  }
}
