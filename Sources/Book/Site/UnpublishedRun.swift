import Foundation

/// A run that a page shows before it is published: a record, and those of its files that are not in the site.
public struct UnpublishedRun: Sendable {
  public let record: Record
  /// By name.
  public let files: [String: Data]

  /// - Parameters:
  ///   - run: the run to be shown, with the files that are new.
  ///   - folder: the chapter's folder in the site, which has the others.
  public init(_ run: Run, over folder: URL) throws {
    record = run.record
    var files = run.files.mapValues { Data($0) }
    files[FigureData.fileName] = try FigureData.script(of: record, in: folder, and: files)
    self.files = files
  }
}
