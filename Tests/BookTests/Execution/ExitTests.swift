import Foundation
import Testing

@testable import Book

/// A chapter that ends in the way which a file beside it names, so that it is compiled once.
private final class Place: Sendable {
  private let folder = FileManager.default.temporaryDirectory.appending(path: "exits-\(UUID())")
  private let body: String

  init(_ body: String) throws {
    self.body = body
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// What a run says that ends in this way; its record where it does not fail.
  func run(_ way: String) throws -> (message: String, record: Record?) {
    try Data(way.utf8).write(to: folder.appending(path: "way.txt"))
    var chapter = try chapter(body)
    chapter.folder = folder.path
    var record: Record?
    let message = message {
      record = try BookTests.run(chapter).record
    }
    return (message, record)
  }
}

/// The way in which a chapter ends is told, and a chapter that did not reach its end has no record.
@Suite(.serialized) struct ExitTests {
  private static let ways = """
    func end(_ way: String) {
      let words = way.split(separator: " ")
      let number = words.count > 1 ? Int32(words[1])! : 0
      switch words[0] {
      case "raise": raise(number)
      case "kill": kill(getpid(), number)
      case "group": kill(0, number)
      case "exit": exit(number)
      case "_exit": _exit(number)
      case "abort": abort()
      case "late": atexit { _exit(4) }
      case "thread":
        Thread.detachNewThread { exit(0) }
        sleep(20)
      case "pipe":
        var ends: [Int32] = [0, 0]
        pipe(&ends)
        close(ends[0])
        write(ends[1], "x", 1)
      case "file":
        var limit = rlimit(rlim_cur: 10, rlim_max: 10)
        setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
        let file = open("large", O_WRONLY | O_CREAT, 0o600)
        for _ in 0..<100 { write(file, "0123456789", 10) }
      case "time":
        var limit = rlimit(rlim_cur: 1, rlim_max: 3)
        setrlimit(__rlimit_resource_t(RLIMIT_CPU.rawValue), &limit)
        while true {}
      default: break
      }
    }
    """

  private static let chapter = """
    ```swift
    import Foundation
    let way = try readText("way.txt")
    var errors = Errors()
    print("Fatal error: only printed", to: &errors)
    struct Errors: TextOutputStream {
      mutating func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
    }
    \(ways)
    ```

    ```swift
    end(way)
    ```
    """

  /// The line of the second cell's fence.
  private static let line =
    4 + chapter.split(separator: "\n", omittingEmptySubsequences: false)
    .firstIndex(of: "end(way)")!

  private static let place = Result { try Place(chapter) }

  @Test(arguments: [
    ("raise \(SIGTERM)", "ended by SIGTERM (Terminated) while this cell ran"),
    ("kill \(SIGINT)", "ended by SIGINT (Interrupt) while this cell ran"),
    ("group \(SIGHUP)", "ended by SIGHUP (Hangup) while this cell ran"),
    ("raise \(SIGUSR1)", "ended by SIGUSR1 (User defined signal 1) while this cell ran"),
    ("raise \(SIGALRM)", "ended by SIGALRM (Alarm clock) while this cell ran"),
    ("raise \(SIGKILL)", "SIGKILL (Killed) while this cell ran: is there too little memory?"),
    ("raise \(SIGSTOP)", "stopped by SIGSTOP (Stopped (signal)) while this cell ran"),
    ("raise \(SIGTSTP)", "stopped by SIGTSTP (Stopped) while this cell ran"),
    ("raise 40", "ended by signal 40 while this cell ran"),
    ("pipe", "ended by SIGPIPE (Broken pipe) while this cell ran: it wrote into a pipe that"),
    ("file", "SIGXFSZ (File size limit exceeded) while this cell ran: it wrote a larger file"),
    ("time", "SIGXCPU (CPU time limit exceeded) while this cell ran: it used more of"),
    ("exit 0", "ended before its last line: does this cell call exit?"),
    ("_exit 0", "ended before its last line: does this cell call exit?"),
    ("thread", "ended before its last line: does this cell call exit?"),
    ("exit 7", "ended with status 7 while this cell ran: does it call exit?"),
    ("_exit 1", "ended with status 1 while this cell ran: does it call exit?"),
    ("late", "ended with status 4 while this cell ran: does it call exit?"),
  ])
  func eachEndIsToldAtItsCell(way: String, words: String) throws {
    let start = ContinuousClock.now
    let (message, record) = try Self.place.get().run(way)
    #expect(message.contains(words), "\(way): \(message)")
    #expect(
      message.hasPrefix("Chapters/02-test.md:\(Self.line):1: error: the chapter "), "\(message)")
    #expect(!message.contains("\n"))
    #expect(record == nil)
    #expect(start.duration(to: .now) < .seconds(60))
  }

  /// Signals of faults have a backtrace, which names the line of the call.
  @Test(arguments: [
    "raise \(SIGSEGV)", "raise \(SIGBUS)", "raise \(SIGFPE)", "raise \(SIGILL)", "raise \(SIGQUIT)",
    "raise \(SIGTRAP)", "abort",
  ])
  func faultsAreToldAtTheirLines(way: String) throws {
    let (message, record) = try Self.place.get().run(way)
    let line = Int(message.split(separator: ":").dropFirst().first ?? "") ?? 0
    #expect((6...Self.line + 1).contains(line), "\(way): \(message)")
    #expect(message.contains("rashed: ") || message.contains("the chapter was ended by SIG"))
    #expect(record == nil)
  }

  @Test func aChapterThatReachesItsEndIsRecorded() throws {
    for way in ["none", "raise \(SIGCHLD)", "raise \(SIGWINCH)", "raise \(SIGCONT)"] {
      let (message, record) = try Self.place.get().run(way)
      #expect(message == "" && record?.cells.count == 2, "\(way): \(message)")
    }
  }

  private static let trap = Result {
    try Place(
      """
      ```swift
      import Foundation
      let way = try readText("way.txt")
      \(ways)
      ```

      ```swift
      //| error: trap
      end(way)
      ```
      """)
  }

  /// A cell that should trap, and is killed by something else, has not shown what it promises.
  @Test(arguments: [
    ("raise \(SIGTERM)", "was ended by SIGTERM (Terminated), which is no trap"),
    ("raise \(SIGKILL)", "was ended by SIGKILL (Killed), which is no trap"),
    ("raise \(SIGSTOP)", "was stopped by SIGSTOP (Stopped (signal)), which is no trap"),
    ("pipe", "was ended by SIGPIPE (Broken pipe), which is no trap"),
    ("exit 3", "does not trap"), ("_exit 0", "does not trap"),
    ("abort", ""), ("raise \(SIGSEGV)", ""), ("raise \(SIGILL)", ""),
  ])
  func onlyATrapIsATrap(way: String, words: String) throws {
    let (message, record) = try Self.trap.get().run(way)
    #expect(
      message.isEmpty == words.isEmpty && (words.isEmpty || message.contains(words)),
      "\(way): \(message)")
    #expect((record == nil) == !words.isEmpty)
  }
}
