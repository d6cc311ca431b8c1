import Foundation
import Outputs

/// How a chapter is run.
public struct RunOptions: Sendable {
  /// Seconds after which the chapter is stopped.
  public var timeout: Double?
  /// Threads of the engine; the number of cores where nil. No result depends on it.
  public var threads: Int?
  /// Where `libLesson.so` and `Modules` are, to be used as they are. Where nil, they are those beside the
  /// running executable, and are built when they are missing or old.
  public var libraryFolder: URL?

  /// Whether nothing that an earlier run left behind is used.
  public var fromNothing: Bool
  /// Where checkpoints are found and kept; nowhere where nil.
  public var checkpoints: CheckpointFolders?
  /// Where the latest pictures of checkpoints under way go, a folder for each chapter; nowhere where nil.
  public var previews: URL?
  /// Whether the run is only worth while if it is short: it is given up where a checkpoint is not kept, and
  /// at the timeout.
  public var isHurried = false
  /// Whether the compiler takes its time for code that is faster and gives the same. The library's is fast
  /// anyway.
  public var isOptimized = true

  public init(
    timeout: Double? = nil, threads: Int? = nil, libraryFolder: URL? = nil,
    fromNothing: Bool = false, checkpoints: CheckpointFolders? = nil, previews: URL? = nil
  ) {
    self.timeout = timeout
    self.threads = threads
    self.libraryFolder = libraryFolder
    self.fromNothing = fromNothing
    self.checkpoints = checkpoints
    self.previews = previews
  }
}

/// What happens while a chapter is run.
public enum RunEvent: Sendable {
  /// The library that chapters are linked with is being built: a minute or two.
  case buildingLibrary
  case compiling
  case warning(Diagnostic)
  /// The cell of this index begins.
  case cell(Int)
  /// Text that the cell of this index printed, as it came, as far as a page has room for it.
  case printed(cell: Int, text: String, toStderr: Bool)
  /// The cell of this index showed something.
  case shown(cell: Int, Output)
  case check(cell: Int, message: String, passed: Bool)
  case progress(label: String, completed: Int, total: Int)
  case checkpoint(name: String, fate: CheckpointOutcome)
  /// The file that shows a checkpoint under way, told once; later pictures take the earlier one's place.
  case preview(name: String, file: URL)
}

/// What a run gave.
public struct Run: Sendable {
  public var record: Record
  /// The files that the record names.
  public var files: [String: [UInt8]]
  public var cost: Cost
  /// The claims that turned out false, at their lines. With any of these nothing should be published.
  public var failedChecks: [Diagnostic]
  /// The files of the chapter's checkpoints, by name.
  public var checkpoints: [String: URL]
}
