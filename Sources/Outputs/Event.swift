/// An event that a running chapter sends to its runner: one JSON object a line, on a pipe of its own.
public enum Event: Codable, Equatable, Sendable {
  /// The cell of this index begins; later events belong to it.
  case cell(Int)
  /// The current cell shows a value.
  case output(Output)
  /// The outputs of the current cell are those of a live figure; and evenly spaced numbers of its last
  /// frame, as bit patterns of single precision.
  case live(LiveFigure, numbers: [UInt32])
  /// The inline value of this index, as text.
  case inline(index: Int, text: String)
  /// A tested claim: a reader sees a check mark or a cross.
  case check(message: String, passed: Bool, line: Int)
  /// The progress of a long loop. Never recorded.
  case progress(label: String, completed: Int, total: Int)
  /// A picture of a training under way. Never recorded.
  case preview(name: String, output: Output)
  /// A cell marked `error: throw` threw.
  case caught(message: String)
  /// The child process that executed a cell marked `error: trap` ended: by this signal, or 0 where it did
  /// not trap.
  case forkedCellEnded(signal: Int32)
  /// An error was thrown: the return addresses on the stack, innermost first, as offsets into the
  /// chapter's executable. The last one before an unsuccessful end names the line.
  case thrown(offsets: [UInt])
  /// A file beside the chapter was read: its name, and the hash of its bytes, empty where it cannot be read.
  case read(file: String, sha256: String)
  /// The outcome of a checkpoint. Never recorded.
  case checkpoint(name: String, outcome: CheckpointOutcome)
  /// The chapter reached its end.
  case finished(peakBytes: Int)
}
