import Foundation

/// The report of a crashed chapter on stderr: the program's message and Swift's backtrace.
struct Crash {
  /// The reason, from the program or its runtime.
  var message: String
  /// The calls with a place in a chapter, innermost first.
  var frames: [Frame]
  /// The program's output before the crash.
  var before: String
  /// Tells whether Swift's backtracer reports a crash of the chapter, not of another program that it started.
  var isOfChapter: Bool

  struct Frame: Equatable {
    var function: String
    var path: String
    var line: Int
    var column: Int
  }

  /// The beginning of the line in a report that says why a program crashed.
  static let heading = "*** Program crashed: "

  /// The message of a crash without a report.
  static let unexplained = "Crashed"

  /// Settings of Swift's runtime for a backtrace that is fast to make and to read.
  static let backtraceSettings =
    "enable=yes,color=no,interactive=no,threads=crashed,images=none,registers=none,"
    + "limit=64,timeout=20s,output-to=stderr,sanitize=no,cache=no,symbolicate=full"

  /// Reads the end of stderr.
  ///
  /// - Parameter paths: the chapters whose lines to look for.
  init(_ text: String, paths: [String]) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      .filter { !$0.hasPrefix("swift-runtime: ") }  // Occasional messages of the backtracer itself.
    let report = lines.firstIndex { $0.hasPrefix("*** ") && $0.contains("acktrac") } ?? lines.count
    let trace = Array(lines[report...])
    frames = trace.compactMap { Frame($0, paths: paths) }
    // Only the first thread has the program's name; another one is known by the chapter's lines.
    isOfChapter =
      !frames.isEmpty
      || trace.contains {
        $0.hasPrefix("Thread ") && $0.hasSuffix(" \"\(ExecutableCache.executableName)\" crashed:")
      }
    let spoken = Array(lines[..<report])
    let words =
      // With its place: the message may have further such lines.
      spoken.lastIndex {
        $0.contains(#/^[^:]*:\d+: (?:Fatal error|Precondition failed|Assertion failed)/#)
      }
      ?? spoken.lastIndex { $0.contains(#/(?:Fatal error|Precondition failed|Assertion failed)/#) }
      ?? spoken.lastIndex { $0.hasPrefix("Could not cast value") }
    if let words {
      message = Self.clean(spoken[words...].joined(separator: "\n"))
      before = spoken[..<words].joined(separator: "\n")
      // The library prints its message too, since Swift does not always.
      let reason = message.replacing("Fatal error: ", with: "", maxReplacements: 1)
      if before == reason || before.hasSuffix("\n" + reason) {
        before = String(before.dropLast(reason.count))
      }
    } else {
      message = Self.reason(in: trace)
      before = spoken.joined(separator: "\n")
    }
    while before.hasSuffix("\n\n") { before.removeLast() }
  }

  /// The message without the library's source location and without addresses.
  private static func clean(_ text: String) -> String {
    text.replacing(#/^.*?: (?=Fatal error|Precondition failed|Assertion failed)/#, with: "")
      .replacing(#/ \(0x[0-9a-f]+\)/#, with: "")
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// The number of repeated calls that counts as infinite recursion.
  private static let stackDepth = 16

  /// The reason of a trap in an optimized program, which prints none, from the innermost frame.
  private static func reason(in trace: [String]) -> String {
    for line in trace {
      if let failure = line.firstMatch(of: #/Swift runtime failure: (.*?) in \S+ at /#) {
        return "Fatal error: \(failure.1)"
      }
      if line.contains(#/^\s*0 .*(?:Array|Buffer|Slice)\S*\.subscript\./#) {
        return "Fatal error: Index out of range"
      }
      if line.contains(#/^\s*0 .*\.subscript\./#) { return "Fatal error: subscript out of range" }
    }
    let calls = trace.compactMap { $0.firstMatch(of: #/0x[0-9a-f]+ (.*) \+ \d+ in /#)?.1 }
    if let call = calls.first, calls.prefix(stackDepth).filter({ $0 == call }).count == stackDepth {
      // A nested function is named `f #1 (_:) in `.
      let name = call.replacing(#/ #\d+ /#, with: "").replacing(#/ in $/#, with: "")
      return "Crashed: \(name) calls itself until the stack is full"
    }
    let crash = trace.compactMap {
      $0.firstMatch(of: #/crashed: (.*?)(?: at 0x[0-9a-f]+)? \*\*\*/#)
    }
    return crash.first.map { "Crashed: \($0.1)" } ?? unexplained
  }
}

extension Crash.Frame {
  /// A line such as `  1 [ra] 0x55d0 pick(_:) in x at Chapters/02-swiss-roll.md:9:11`.
  fileprivate init?(_ text: String, paths: [String]) {
    guard
      let match = text.wholeMatch(
        of: #/\s*\d+ (?:\[\w+\] )*\s*0x[0-9a-f]+ (.*) in .* at (.+?):(\d+)(?::(\d+))?/#),
      let path = paths.first(where: { match.3 != "0" && String(match.2).namesFile($0) }),
      let line = Int(match.3)
    else { return nil }
    let function = match.1.replacing(#/ \+ \d+$/#, with: "")
      .replacing("specialized ", with: "")
    self.init(
      function: String(function), path: path, line: line,
      column: match.4.flatMap { Int($0) } ?? 1)
  }
}

extension String {
  /// Tells whether this path, which may be absolute, names the same file as a relative one.
  func namesFile(_ path: String) -> Bool { self == path || hasSuffix("/" + path) }
}
