import Foundation
import Processes
import Testing

@Suite struct SubprocessTests {
  /// The output of a shell command on stdout, and its termination status.
  private func shell(
    _ command: String, timeout: Double? = nil, cancellation: Cancellation = Cancellation()
  ) throws -> (output: String, status: Subprocess.TerminationStatus) {
    let process = Subprocess(
      executable: "/bin/sh", arguments: ["-c", command], environment: ["A": "b"], folder: "/",
      deadline: timeout.map { .now + .seconds($0) })
    var output = Data()
    let status = try process.run(
      [(1, { output.append(contentsOf: $0) })], cancellation: cancellation)
    return (String(decoding: output, as: UTF8.self), status)
  }

  /// Tells whether a process with this number, printed by a shell, still runs.
  private func isAlive(_ number: String) -> Bool {
    guard let number = pid_t(number.trimmingCharacters(in: .newlines)) else { return true }
    usleep(50_000)
    return kill(number, 0) == 0 && !status(number).contains("Z (zombie)")
  }

  private func status(_ number: pid_t) -> String {
    (try? String(contentsOfFile: "/proc/\(number)/status", encoding: .utf8)) ?? "Z (zombie)"
  }

  @Test func terminationStatuses() throws {
    #expect(try shell("exit 3").status == .exited(3))
    #expect(try shell("kill -4 $$").status == .signaled(4))
    #expect(throws: SubprocessFailure.self) {
      try Subprocess(executable: "/nowhere", environment: [:], folder: "/")
        .run([], cancellation: Cancellation())
    }
  }

  /// Nobody would let it go on.
  @Test(arguments: [SIGSTOP, SIGTSTP, SIGTTIN]) func aProgramThatStopsItselfEnds(signal: Int32)
    throws
  {
    let start = ContinuousClock.now
    let (output, status) = try shell("echo begun; kill -\(signal) $$; echo on")
    #expect(status == .signaled(signal))
    #expect(output == "begun\n")
    #expect(start.duration(to: .now) < .seconds(10))
    // Its children may, as long as it goes on.
    #expect(
      try shell("sh -c 'kill -\(signal) $$' & sleep 0.3; kill -CONT $!; wait $!; echo on")
        == ("on\n", .exited(0)))
  }

  @Test func nothingIsInherited() throws {
    let file = open("/dev/null", O_RDONLY)
    defer { close(file) }
    #expect(
      try shell("cat; ls /proc/self/fd | tr '\\n' ' '; pwd; echo $A$HOME").output
        == "0 1 2 3 /\nb\n")  // 3 is that of ls, for the folder it lists.
  }

  @Test func theDeadlineEndsTheWholeGroup() throws {
    let (output, status) = try shell("sleep 60 & echo $!; wait", timeout: 0.3)
    #expect(status == .timedOut)
    #expect(!isAlive(output))
  }

  @Test func childrenLeftBehindAreKilled() throws {
    let (output, status) = try shell("sleep 60 & echo $!")
    #expect(status == .exited(0))
    #expect(!isAlive(output))
  }

  @Test func cancellingKillsTheGroup() throws {
    let cancellation = Cancellation()
    DispatchQueue.global().asyncAfter(deadline: .now() + 0.3) { cancellation.cancel() }
    let start = ContinuousClock.now
    #expect(throws: Cancelled.self) { try shell("sleep 60 & wait", cancellation: cancellation) }
    #expect(start.duration(to: .now) < .seconds(10))
    #expect(throws: Cancelled.self) { try shell("sleep 60", cancellation: cancellation) }
  }

  @Test func aProgramIsFoundOnThePath() throws {
    #expect(try Subprocess(executable: "true").run() == .exited(0))
    #expect(throws: SubprocessFailure.self) { try Subprocess(executable: "no-such-tool").run() }
  }

  @Test func filesAreInherited() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let input = folder.appending(path: "in").path
    try Data("words".utf8).write(to: URL(fileURLWithPath: input))
    let files = [open(input, O_RDONLY), open(folder.path + "/out", O_WRONLY | O_CREAT, 0o600)]
    defer { for file in files { close(file) } }
    // The second file gets the first one's number: neither may be overwritten before it is copied.
    let process = Subprocess(
      executable: "/bin/sh", arguments: ["-c", "cat; echo more > /proc/self/fd/\(files[0])"],
      files: [0: files[0], files[0]: files[1]])
    var output = Data()
    #expect(try process.run([(1, { output.append(contentsOf: $0) })]) == .exited(0))
    #expect(String(decoding: output, as: UTF8.self) == "words")
    #expect(try String(contentsOfFile: folder.path + "/out", encoding: .utf8) == "more\n")
  }

  @Test(arguments: [true, false]) func aGroupIsItsOwnOrTheCallers(leads: Bool) throws {
    var output = Data()
    let process = Subprocess(
      executable: "/bin/sh", arguments: ["-c", "cut -d ' ' -f 5 /proc/self/stat"],
      leadsGroup: leads)
    _ = try process.run([(1, { output.append(contentsOf: $0) })])
    let group = pid_t(String(decoding: output, as: UTF8.self).dropLast())
    #expect((group == getpgrp()) == !leads)
  }

  @Test func childrenLeftBehindOutsideAGroupAreNotAwaited() throws {
    let process = Subprocess(
      executable: "/bin/sh", arguments: ["-c", "sleep 5 & echo $!"], leadsGroup: false)
    var output = Data()
    let start = ContinuousClock.now
    #expect(try process.run([(1, { output.append(contentsOf: $0) })]) == .exited(0))
    #expect(start.duration(to: .now) < .seconds(3))
    kill(try #require(pid_t(String(decoding: output, as: UTF8.self).dropLast())), SIGKILL)
  }

  @Test(arguments: ["sleep 60", "exec >&- 2>&-; sleep 60"])
  func aProgramThatShouldStopIsKilled(command: String) throws {
    let process = Subprocess(executable: "/bin/sh", arguments: ["-c", command])
    let start = ContinuousClock.now
    #expect(
      try process.run([(1, { _ in })], shouldStop: { start.duration(to: .now) > .seconds(0.1) })
        == .stopped)
    #expect(start.duration(to: .now) < .seconds(10))
  }
}
