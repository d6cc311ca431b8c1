import Foundation

/// A chapter for those who have no book: one Swift file, and a Jupyter notebook.
public struct Export {
  /// `02-swiss-roll.swift` and its text, `02-swiss-roll.ipynb` and its.
  public let files: [(name: String, data: Data)]
  /// Whether the notebook has the outputs of a run: the site holds one of just this program.
  public let hasOutputs: Bool

  /// - Parameter site: the folder of the generated site, for what the last run put out.
  /// - Throws: `Diagnostic` where the record is damaged, and what reading its figures throws.
  public init(
    _ program: Program, in book: Book, bibliography: Bibliography, site: URL
  ) throws {
    let chapter = program.chapter
    let status = try RecordStatus(of: program, in: site)
    let record = status.isCurrent ? status.run?.record : nil
    let notebook = try ExportedNotebook(
      chapter: chapter, used: book.used(by: chapter), values: program.parameterValues,
      record: record, folder: site.appending(path: chapter.slug), bibliography: bibliography
    ).notebook()
    hasOutputs = record != nil
    files = [
      ("\(chapter.slug).swift", Data(program.standalone.utf8)),
      ("\(chapter.slug).ipynb", try notebook.data()),
    ]
  }
}
