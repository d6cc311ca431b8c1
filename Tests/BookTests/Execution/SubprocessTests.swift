import Foundation
import Testing

@testable import Book

@Suite struct SubprocessTests {
  /// What a shell command wrote to stdout, and how it ended.
  private func shell(
    _ command: String, timeout: Double? = nil, cancellation: Cancellation = Cancellation()
  ) throws -> (output: String, ending: Subprocess.Ending) {
    let process = Subprocess(
      executable: "/bin/sh", arguments: ["-c", command], environment: ["A": "b"], folder: "/",
      deadline: timeout.map { .now + .seconds($0) })
    var output = Data()
    let ending = try process.run(
      [(1, { output.append(contentsOf: $0) })], cancellation: cancellation)
    return (String(decoding: output, as: UTF8.self), ending)
  }

  /// Whether a process with this number, printed by a shell, still runs.
  private func isAlive(_ number: String) -> Bool {
    guard let number = pid_t(number.trimmingCharacters(in: .newlines)) else { return true }
    usleep(50_000)
    return kill(number, 0) == 0 && !status(number).contains("Z (zombie)")
  }

  private func status(_ number: pid_t) -> String {
    (try? String(contentsOfFile: "/proc/\(number)/status", encoding: .utf8)) ?? "Z (zombie)"
  }

  @Test func theEndIsTold() throws {
    #expect(try shell("exit 3").ending == .exited(3))
    #expect(try shell("kill -4 $$").ending == .signaled(4))
    #expect(throws: SubprocessFailure.self) {
      try Subprocess(executable: "/nowhere", environment: [:], folder: "/")
        .run([], cancellation: Cancellation())
    }
  }

  @Test func nothingIsInherited() throws {
    let file = open("/dev/null", O_RDONLY)
    defer { close(file) }
    #expect(
      try shell("cat; ls /proc/self/fd | tr '\\n' ' '; pwd; echo $A$HOME").output
        == "0 1 2 3 /\nb\n")  // 3 is that of ls, for the folder it lists.
  }

  @Test func timeIsLimitedForTheWholeGroup() throws {
    let (output, ending) = try shell("sleep 60 & echo $!; wait", timeout: 0.3)
    #expect(ending == .timedOut)
    #expect(!isAlive(output))
  }

  @Test func whatIsLeftBehindGoesToo() throws {
    let (output, ending) = try shell("sleep 60 & echo $!")
    #expect(ending == .exited(0))
    #expect(!isAlive(output))
  }

  @Test func cancellingEndsTheGroup() throws {
    let cancellation = Cancellation()
    DispatchQueue.global().asyncAfter(deadline: .now() + 0.3) { cancellation.cancel() }
    let start = ContinuousClock.now
    #expect(throws: Cancelled.self) { try shell("sleep 60 & wait", cancellation: cancellation) }
    #expect(start.duration(to: .now) < .seconds(10))
    #expect(throws: Cancelled.self) { try shell("sleep 60", cancellation: cancellation) }
  }
}
