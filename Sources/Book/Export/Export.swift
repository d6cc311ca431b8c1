import Foundation
import Outputs

/// A chapter for use without the book: one Swift file, and a Jupyter notebook.
public struct Export {
  /// The files by name: `02-swiss-roll.swift`, `02-swiss-roll.ipynb`, and those beside the chapter that it reads.
  public let files: [(name: String, data: Data)]
  /// Notes on files that could not be taken along, a line each.
  public let missing: [String]
  /// True where the notebook has outputs: the site has a run of exactly this program.
  public let hasOutputs: Bool

  /// - Parameter site: the folder of the generated site, which has the outputs of the last run.
  /// - Throws: `Diagnostic` where the record is damaged, `Diagnostics` where its figures are; an error where a figure
  ///   cannot be read.
  public init(
    _ program: Program, in book: Book, bibliography: Bibliography, site: URL
  ) throws {
    let chapter = program.chapter
    let status = try RecordStatus(of: program, in: site)
    let record = status.isCurrent ? status.run?.record : nil
    let damage = record?.faults(in: site.appending(path: chapter.slug)) ?? []
    guard damage.isEmpty else { throw Diagnostics(damage) }
    let notebook = try ExportedNotebook(
      chapter: chapter, used: book.used(by: chapter), values: program.parameterValues,
      record: record, folder: site.appending(path: chapter.slug), bibliography: bibliography
    ).notebook()
    hasOutputs = record != nil
    let reads = ExportedReads(of: program, record)
    missing = reads.missing
    files =
      [
        ("\(chapter.slug).swift", Data(program.standalone.utf8)),
        ("\(chapter.slug).ipynb", try notebook.data()),
      ] + reads.files
  }

  /// Writes the files into a folder, which need not exist.
  ///
  /// - Returns: the files.
  /// - Throws: `FileFailure`.
  public func write(into folder: URL) throws -> [URL] {
    var place = folder
    do {
      return try files.map { file in
        place = folder.appending(path: file.name)
        try FileManager.default.createDirectory(
          at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
        try file.data.write(to: place, options: .atomic)
        return place
      }
    } catch {
      throw FileFailure(
        place.shownPath, "the export cannot be written here, name a folder with --to",
        reason: folder.absoluteURL.nearestFile.map { "\($0.shownPath) is a file, not a folder" }
          ?? error.systemReason)
    }
  }
}
