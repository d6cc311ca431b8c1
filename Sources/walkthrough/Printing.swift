import ArgumentParser
import Book
import Foundation
import Synchronization

/// Tells whether a line could not be written to standard output.
private let hasLostOutput = Mutex(false)

/// Prints an error once, and exits with 1. So does a command whose output could not be written, at its end.
func reportingFailures(_ body: () throws -> Void) throws {
  do {
    try body()
  } catch let error as ExitCode {
    throw error
  } catch {
    printError(FileFailure(error).map { "\($0)" } ?? "\(error)")
    throw ExitCode.failure
  }
  if hasLostOutput.withLock({ $0 }) { throw ExitCode.failure }
}

/// Does something with each checked chapter: the faults of one do not keep the others from it, and are printed at once.
///
/// - Parameter thenReporting: faults that were found meanwhile, to be printed at the end unless they were before.
/// - Throws: `ExitCode` at the end where chapters had faults; any other error at once.
func forEach(
  _ chapters: CheckedChapters, thenReporting later: () -> [Diagnostic] = { [] },
  _ body: (Program) throws -> Void
) throws {
  var reported: [Diagnostic] = []
  func report(_ faults: [Diagnostic]) {
    let new = faults.filter { !reported.contains($0) }
    if !new.isEmpty { printError("\(Diagnostics(new))") }
    reported += new
  }
  report(chapters.faults)
  for program in chapters.programs {
    do {
      try body(program)
    } catch let error as Diagnostics {
      // An error in a chapter that it uses has been told with that one.
      let isTold = error.all.allSatisfy(reported.contains)
      let used = error.all.first { $0.file != program.chapter.path }
      report(error.all)
      if isTold, let used {
        report([program.chapter.blocked(by: Chapter.slug(of: used.file))])
      }
    } catch let error as Diagnostic {
      report([error])
    }
  }
  report(later())
  if !reported.isEmpty { throw ExitCode.failure }
}

/// Writes a line to standard output at once, so that it is in order with standard error.
func printLine(_ message: String) {
  guard let code = write(message.withVisibleControls + "\n", to: STDOUT_FILENO) else { return }
  let isFirst = hasLostOutput.withLock { hasLost in
    defer { hasLost = true }
    return !hasLost
  }
  guard isFirst else { return }
  printError(
    "standard output cannot be written: \(String(cString: strerror(code))); "
      + "the command goes on without it")
}

/// Writes a line to standard error.
func printError(_ message: String) { writeError(message.withVisibleControls + "\n") }

extension String {
  /// The text with control characters other than line breaks and tabs as Swift writes them, `\u{1B}`: a title or an
  /// error must not steer a terminal.
  fileprivate var withVisibleControls: String {
    var shown = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      if scalar.properties.generalCategory == .control, scalar != "\n", scalar != "\t" {
        let code = String(scalar.value, radix: 16, uppercase: true)
        shown.append(contentsOf: "\\u{\(code)}".unicodeScalars)
      } else {
        shown.append(scalar)
      }
    }
    return String(shown)
  }
}

/// Writes text to standard error, if that can be written.
func writeError(_ text: String) { _ = write(text, to: STDERR_FILENO) }

/// Writes text to a descriptor.
///
/// - Returns: an error code; nil for none.
private func write(_ text: String, to descriptor: Int32) -> Int32? {
  var rest = Array(text.utf8)[...]
  while !rest.isEmpty {
    let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    if count < 0, errno != EINTR { return errno }
    rest = rest.dropFirst(max(0, count))
  }
  return nil
}
