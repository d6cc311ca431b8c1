import Foundation
import Outputs
import Processes

/// The limits of a run, for those who run chapters.
@_exported import struct Processes.Limits

/// Options of a run.
public struct RunOptions: Sendable {
  /// The timeout in seconds.
  public var timeout: Double?
  /// The seconds after which the compiler is stopped: far more than it takes for the longest chapter.
  public var compileTimeout = 600.0
  /// The limits on the chapter and the processes that it starts.
  public var limits = Limits()
  /// Threads of the engine; nil for one per core. No result depends on it.
  public var threads: Int?
  /// A folder of `libLesson.so` and `Modules` to use as they are. Nil for those beside the running executable,
  /// which are built if they are missing or old.
  public var libraryFolder: URL?

  /// Tells whether to use no results of earlier runs.
  public var ignoresCaches: Bool
  /// The folders of checkpoints; nil for none.
  public var checkpoints: CheckpointFolders?
  /// The folder for previews of running checkpoints, with a folder per chapter; nil for none.
  public var previews: URL?
  /// Tells whether to abort the run at a checkpoint that is not cached and at the timeout.
  public var failsFast = false
  /// Tells whether to optimize the chapter's own code. The library is always optimized, and no result depends on it.
  public var isOptimized = true
  /// Tells whether to compile live figures for the page.
  public var compilesLive = true

  public init(
    timeout: Double? = nil, threads: Int? = nil, libraryFolder: URL? = nil,
    ignoresCaches: Bool = false, checkpoints: CheckpointFolders? = nil, previews: URL? = nil
  ) {
    self.timeout = timeout
    self.threads = threads
    self.libraryFolder = libraryFolder
    self.ignoresCaches = ignoresCaches
    self.checkpoints = checkpoints
    self.previews = previews
  }
}

/// Events of a run.
public enum RunEvent: Sendable {
  /// The Lesson library is being built: a minute or two.
  case buildingLibrary
  case compiling
  /// The live figures are being compiled for pages: the first time a minute or two, for the engine.
  case compilingLive
  case warning(Diagnostic)
  /// The cell of this index begins.
  case cell(Int)
  /// Text printed by the cell of this index, truncated to the room on a page.
  case printed(cell: Int, text: String, toStderr: Bool)
  /// The cell of this index showed something.
  case shown(cell: Int, Output)
  case check(cell: Int, message: String, passed: Bool)
  case progress(label: String, completed: Int, total: Int)
  /// A file beside the chapter was read, or could not be.
  case read(file: String)
  case checkpoint(name: String, fate: CheckpointOutcome)
  /// The preview file of a running checkpoint, reported once; later previews replace it.
  case preview(name: String, file: URL)
}
