import Foundation
import Processes
import Testing

/// Every process that a program leaves behind ends with it, in whatever session.
@Suite struct ProcessTreeTests {
  /// Runs a shell command whose first line of output is the number of a process.
  private func run(
    _ command: String, timeout: Double? = nil, cancellation: Cancellation = Cancellation()
  ) throws -> (number: pid_t, status: Subprocess.TerminationStatus, seconds: Duration) {
    let process = Subprocess(
      executable: "/bin/sh", arguments: ["-c", command],
      deadline: timeout.map { .now + .seconds($0) })
    var output = Data()
    let start = ContinuousClock.now
    let status = try process.run(
      [(1, { output.append(contentsOf: $0) })], cancellation: cancellation)
    let line = String(decoding: output, as: UTF8.self).split(separator: "\n").first ?? ""
    return (try #require(pid_t(line)), status, start.duration(to: .now))
  }

  @Test func processesOfOtherSessionsEndWithTheProgram() throws {
    let (number, status, seconds) = try run("setsid sleep 60 & echo $!; sleep 0.2; exit 4")
    #expect(status == .exited(4))
    #expect(seconds < .seconds(10))
    #expect(kill(number, 0) != 0)
  }

  @Test func orphansOfOrphansEndToo() throws {
    let (number, status, _) = try run(
      "setsid sh -c 'setsid sleep 60 & echo $!; exit' & sleep 0.3; kill -9 $$")
    #expect(status == .signaled(SIGKILL))
    #expect(kill(number, 0) != 0)
  }

  @Test func theDeadlineEndsOtherSessions() throws {
    let (number, status, seconds) = try run("setsid sleep 60 & echo $!; wait", timeout: 0.3)
    #expect(status == .timedOut)
    #expect(seconds < .seconds(10))
    #expect(kill(number, 0) != 0)
  }

  @Test(arguments: 0..<12) func programsAtTheSameTimeKeepTheirProcesses(index: Int) throws {
    let process = Subprocess(
      executable: "/bin/sh",
      arguments: ["-c", "(sleep 0.2; echo \(index)) | cat; sleep 60 & exit 0"])
    var output = Data()
    #expect(try process.run([(1, { output.append(contentsOf: $0) })]) == .exited(0))
    #expect(String(decoding: output, as: UTF8.self) == "\(index)\n")
  }
}
