import Foundation

/// Command-line programs that every Debian has (gzip, md5sum, tar) or that `.ci/setup` installs (curl, pip):
/// with them the chapters need to link no further libraries.
enum Tool {
  /// Runs a program to its end, in the process group of the caller, which Foundation's `Process` would leave:
  /// a signal that ends a chapter must end its downloads.
  ///
  /// - Parameters:
  ///   - words: the name of the program and its arguments.
  ///   - input: its standard input; nothing where nil.
  ///   - output: its standard output; part of the returned text where nil.
  ///   - whileRunning: called repeatedly; false ends the program.
  /// - Returns: its exit status, and its messages.
  /// - Throws: `DataError` where the program is not installed.
  static func run(
    _ words: [String], input: OpenFile? = nil, output: OpenFile? = nil,
    whileRunning: () -> Bool = { true }
  ) throws -> (status: Int32, said: String) {
    let log = try OpenFile()
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    if let input {
      input.rewind()
      posix_spawn_file_actions_adddup2(&actions, input.descriptor, 0)
    } else {
      posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    }
    posix_spawn_file_actions_adddup2(&actions, (output ?? log).descriptor, 1)
    posix_spawn_file_actions_adddup2(&actions, log.descriptor, 2)
    var arguments = words.map { strdup($0) } + [nil]
    defer { for text in arguments { free(text) } }
    var child: pid_t = 0
    let code = posix_spawnp(&child, words[0], &actions, nil, &arguments, environ)
    guard code == 0 else {
      throw DataError(
        words[0], code == ENOENT ? "is not installed" : String(cString: strerror(code)))
    }
    let status = wait(child, whileRunning)
    let said = String(decoding: try log.contents(), as: UTF8.self)
    return (status, said.trimmingCharacters(in: .whitespacesAndNewlines))
  }

  /// Waits for a child.
  ///
  /// - Returns: the exit status as a shell gives it: 128 plus the signal after a signal.
  private static func wait(_ child: pid_t, _ whileRunning: () -> Bool) -> Int32 {
    var status: Int32 = 0
    var pause: UInt32 = 200  // microseconds
    while true {
      let ended = waitpid(child, &status, WNOHANG)
      if ended == child || (ended < 0 && errno != EINTR) { break }
      if !whileRunning() { kill(child, SIGTERM) }
      usleep(pause)
      pause = min(pause * 2, 10_000)
    }
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
  }
}
