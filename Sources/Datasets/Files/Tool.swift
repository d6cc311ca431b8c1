import Foundation
import Processes

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
    input?.rewind()
    let files = [(Int32(0), input), (1, output)].compactMap { number, file in
      file.map { (number, $0.descriptor) }
    }
    let process = Subprocess(
      executable: words[0], arguments: Array(words.dropFirst()),
      files: Dictionary(uniqueKeysWithValues: files), leadsGroup: false)
    var messages = Data()
    let descriptors: [Int32] = output == nil ? [1, 2] : [2]
    let sinks = descriptors.map { number -> Subprocess.Sink in
      (number, { messages.append(contentsOf: $0) })
    }
    let end: Subprocess.TerminationStatus
    do {
      end = try process.run(sinks, shouldStop: { !whileRunning() })
    } catch let failure as SubprocessFailure {
      throw DataError(
        words[0],
        failure.code == ENOENT ? "is not installed" : String(cString: strerror(failure.code)))
    }
    let status =
      switch end {
      case .exited(let status): status
      case .signaled(let signal): 128 + signal
      case .stopped, .timedOut, .exceededMemory, .exceededTasks: 128 + SIGKILL
      }
    let said = String(decoding: messages, as: UTF8.self)
    return (status, said.trimmingCharacters(in: .whitespacesAndNewlines))
  }
}
