import Foundation

/// A chapter's run in a site's folder.
public struct RecordedRun: Sendable {
  public var record: Record
  /// The published cost; nil where none of this program was published.
  public var cost: Cost?

  public init(record: Record, cost: Cost?) { (self.record, self.cost) = (record, cost) }

  /// Reads the run in a chapter's folder of the site; nil if there is none.
  ///
  /// - Throws: `Diagnostic` if a file is damaged.
  public init?(in folder: URL) throws {
    guard let record = try Record.loadIfPresent(folder) else { return nil }
    let cost = try Cost.loadIfPresent(folder)
    self.init(record: record, cost: cost.flatMap { $0.isOfProgram(of: record) ? $0 : nil })
  }

  /// The parameters whose values in the run differ from the chapter's.
  fileprivate func settings(in chapter: Chapter) -> [String: String] {
    let own = chapter.declaredParameters().map { ($0.name, $0.initializer) }
    let values = Dictionary(own) { first, _ in first }
    let changed = record.parameters.filter { values[$0.name] != $0.value }
    return Dictionary(changed.map { ($0.name, $0.value) }) { first, _ in first }
  }
}

/// The standing of a chapter's record against the chapter's present code. Every command asks here.
public enum RecordStatus: Sendable {
  /// The site holds no run of the chapter.
  case missing
  /// The site holds a run of just this program.
  case current(RecordedRun)
  /// The code has changed since the run.
  case outdated(RecordedRun)
  /// Files that the run read have changed since: their names.
  case filesChanged(RecordedRun, [String])

  public init(of program: Program, run: RecordedRun?) {
    guard let run else {
      self = .missing
      return
    }
    let isCurrent =
      run.record.program == program.hash && run.record.cells.count == program.chapter.cells.count
      && run.record.inlineValues.count == program.chapter.inlineValues.count
    guard isCurrent else {
      self = .outdated(run)
      return
    }
    let changed = run.record.changedReads(program.fileHashes)
    self = changed.isEmpty ? .current(run) : .filesChanged(run, changed)
  }

  /// - Parameter site: the folder of the generated site.
  /// - Throws: `Diagnostic` if a file of the run is damaged.
  public init(of program: Program, in site: URL) throws {
    self.init(of: program, run: try RecordedRun(in: site.appending(path: program.chapter.slug)))
  }

  /// The status of a chapter with the parameter values of its run, and the program with these values if the
  /// run is current.
  ///
  /// - Throws: `Diagnostic` if a file of the run is damaged.
  public static func withRecordedSettings(
    of chapter: Chapter, in book: Book, site: URL
  ) throws -> (status: RecordStatus, program: Program?) {
    guard let run = try RecordedRun(in: site.appending(path: chapter.slug)) else {
      return (.missing, nil)
    }
    let program = try? Program(
      chapter: chapter, book: book, settings: run.settings(in: chapter))
    guard let program else { return (.outdated(run), nil) }
    let status = RecordStatus(of: program, run: run)
    return (status, status.isCurrent ? program : nil)
  }

  /// The run, current or not.
  public var run: RecordedRun? {
    switch self {
    case .missing: nil
    case .current(let run), .outdated(let run), .filesChanged(let run, _): run
    }
  }

  public var isCurrent: Bool { if case .current = self { true } else { false } }

  /// The status in words.
  public var message: String {
    switch self {
    case .missing: "not yet run"
    case .current: "recorded"
    case .outdated(let run) where run.record.isOfEarlierForm: Record.earlierFormMessage
    case .outdated: "recorded, but its cells have changed since their run"
    case .filesChanged(_, let names):
      "recorded, but \(names.joined(separator: ", ")) \(names.count == 1 ? "has" : "have") changed since"
    }
  }
}
