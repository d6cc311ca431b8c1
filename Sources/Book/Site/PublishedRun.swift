import Foundation

/// What the site's folder knows of a chapter's last run.
struct PublishedRun {
  var record: Record
  var cost: Cost?
  /// The program of the run; nil where the chapter's code has changed since.
  var program: Program?

  init(record: Record, cost: Cost?) { (self.record, self.cost) = (record, cost) }

  /// Reads what `folder` holds of the chapter. Nil where it has not run.
  ///
  /// - Throws: `Diagnostic` where a file is damaged.
  init?(of chapter: Chapter, in book: Book, folder: URL) throws {
    guard var run = try PublishedRun(recordOf: chapter, folder: folder) else { return nil }
    let program = try? Program(
      chapter: chapter, book: book, settings: Self.settings(of: run.record, in: chapter))
    run.program = program.flatMap { run.record.isOfRun(of: $0) ? $0 : nil }
    self = run
  }

  /// Reads the record without asking whether it is that of the chapter's code.
  init?(recordOf chapter: Chapter, folder: URL) throws {
    let place = folder.appending(path: chapter.slug)
    guard let record: Record = try Self.read(place.appending(path: Record.fileName)) else {
      return nil
    }
    self.record = record
    cost = try Self.read(place.appending(path: Cost.fileName))
  }

  /// The parameters that had other values in the run than in the chapter.
  private static func settings(of record: Record, in chapter: Chapter) -> [String: String] {
    let own = chapter.declaredParameters().map { ($0.name, $0.initializer) }
    let values = Dictionary(own) { first, _ in first }
    let changed = record.parameters.filter { values[$0.name] != $0.value }
    return Dictionary(changed.map { ($0.name, $0.value) }) { first, _ in first }
  }

  private static func read<Value: Decodable>(_ file: URL) throws -> Value? {
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    do {
      return try JSONDecoder().decode(Value.self, from: Data(contentsOf: file))
    } catch {
      throw Diagnostic(
        file: file.relativePath, line: 1, message: "damaged; remove it and run the chapter again")
    }
  }
}
