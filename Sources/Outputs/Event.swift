/// What a running chapter tells its runner, one JSON object a line, on a pipe of its own.
public enum Event: Codable, Equatable, Sendable {
  /// The cell of this index begins; what follows belongs to it.
  case cell(Int)
  /// The current cell shows something.
  case output(Output)
  /// The inline value of this index, as text.
  case inline(index: Int, text: String)
  /// A claim tested: a reader sees a tick or a cross.
  case check(message: String, passed: Bool, line: Int)
  /// How far a long loop has come. Never recorded.
  case progress(label: String, completed: Int, total: Int)
  /// A picture of a checkpoint under way. Never recorded.
  case preview(name: String, output: Output)
  /// A cell marked `error: throw` threw, as it had promised.
  case caught(message: String)
  /// The child that executed a cell marked `error: trap` ended: by this signal, or 0 where it did not trap.
  case trialEnded(signal: Int32)
  /// An error was thrown: the return addresses of the calls it left, innermost first, as offsets into
  /// the chapter's executable. The last one before an unsuccessful end names the line.
  case thrown(offsets: [UInt])
  /// What became of a checkpoint. Never recorded.
  case checkpoint(name: String, fate: CheckpointFate)
  /// The chapter came to its end.
  case finished(peakBytes: Int)
}

/// The names under which a runner hands a chapter its pipe, in the environment.
public enum Wire {
  /// The number of the file descriptor for events.
  public static let descriptor = "WALKTHROUGH_EVENTS"
  /// A word that no cell can guess. `mark(token, n)` on a line of stdout and of stderr says that what
  /// follows there was printed after event number n (counted from 1, progress, previews and throws left out).
  public static let token = "WALKTHROUGH_TOKEN"
  /// The number of threads for the engine.
  public static let threads = "WALKTHROUGH_THREADS"

  /// The file of the chapter's `CheckpointPlan`.
  public static let checkpoints = "WALKTHROUGH_CHECKPOINTS"

  /// The line that marks event `number` in stdout and stderr, newline included.
  public static func mark(_ token: String, _ number: Int) -> String {
    "\u{1E}\(token) \(number)\n"
  }
}
