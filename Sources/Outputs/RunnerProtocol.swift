/// The protocol between a runner and a chapter's process: environment variables, and markers in the
/// captured streams.
public enum RunnerProtocol {
  /// The variable with the number of the file descriptor for events.
  public static let descriptor = "WALKTHROUGH_EVENTS"
  /// The variable with a word that no cell can guess; see `marker`.
  public static let token = "WALKTHROUGH_TOKEN"
  /// The variable with the number of the engine's threads.
  public static let threads = "WALKTHROUGH_THREADS"
  /// The variable with the path of the chapter's `CheckpointPlan`.
  public static let checkpoints = "WALKTHROUGH_CHECKPOINTS"

  /// The variable with the path of the folder that holds the chapter and the files that it reads.
  public static let chapterFolder = "WALKTHROUGH_CHAPTER_FOLDER"

  /// The line on stdout and stderr that follows an event: text after it was printed after the event.
  ///
  /// - Parameters:
  ///   - token: the word of the runner.
  ///   - number: the number of the event, counted from 1, progress, previews and throws left out.
  /// - Returns: the line with its newline.
  public static func marker(_ token: String, _ number: Int) -> String {
    "\u{1E}\(token) \(number)\n"
  }
}
