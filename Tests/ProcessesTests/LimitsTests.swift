import Foundation
import Processes
import Testing

/// Programs that take too much of the machine end, with all their descendants.
@Suite(.serialized) struct LimitsTests {
  private func run(
    _ command: String, _ limits: Limits
  ) throws -> (status: Subprocess.TerminationStatus, seconds: Duration) {
    let process = Subprocess(
      executable: "/bin/sh", arguments: ["-c", command], deadline: .now + .seconds(60),
      limits: limits)
    let start = ContinuousClock.now
    return (try process.run(), start.duration(to: .now))
  }

  private static let few = Limits(memory: 1 << 34, tasks: 200)

  /// The processes of this machine whose command lines contain a word.
  private func count(_ word: String) throws -> Int {
    try FileManager.default.contentsOfDirectory(atPath: "/proc").count { name in
      let data = FileManager.default.contents(atPath: "/proc/\(name)/cmdline") ?? Data()
      return String(decoding: data, as: UTF8.self).contains(word)
    }
  }

  // None grows without end, so that a mistake here does not take the machine with it: each doubles eleven times.
  @Test(arguments: [
    "f() { [ $1 -eq 0 ] || f $(($1-1)) | f $(($1-1)) & sleep 30.41; }; f 11",
    "set -m; f() { [ $1 -eq 0 ] || f $(($1-1)) | f $(($1-1)) & sleep 34.41; }; f 11",
    """
    b='[ $n -gt 0 ] || exec sleep 33.41; n=$((n-1)); export n
    setsid sh -c "$b" & setsid sh -c "$b" & wait'
    export b n=11
    sh -c "$b"
    """,
    "for i in $(seq 4000); do setsid sh -c 'sleep 30.41' & done",
    "for i in $(seq 4000); do sleep 31.41 & done; sleep 30",
    "for i in $(seq 40); do (for j in $(seq 100); do setsid sleep 32.41 & done; wait) & done; wait",
  ])
  func aFloodOfProcessesEnds(command: String) throws {
    let (status, seconds) = try run(command, Self.few)
    #expect(status == .exceededTasks)
    #expect(seconds < .seconds(10), "\(seconds)")
    #expect(try count(".41") == 0)
    #expect(try run("exit 3", Self.few).status == .exited(3))
  }

  @Test func memoryIsCountedForAllProcessesTogether() throws {
    // Each shell holds its text in memory.
    let hog = "x=$(head -c 60000000 /dev/zero | tr '\\0' a); sleep 20; :"
    let (status, seconds) = try run(
      "(\(hog)) & (\(hog)) & (\(hog)) & \(hog)", Limits(memory: 150_000_000, tasks: 200))
    #expect(status == .exceededMemory)
    #expect(seconds < .seconds(20), "\(seconds)")
    let (alone, _) = try run(
      "x=$(head -c 10000000 /dev/zero | tr '\\0' a); exit 5",
      Limits(memory: 150_000_000, tasks: 200))
    #expect(alone == .exited(5))
  }

  @Test func theUsualLimitsAreGenerous() {
    #expect(Limits().memory > 1 << 29)
    #expect(Limits().memory < ProcessInfo.processInfo.physicalMemory)
    #expect(Limits().tasks == 4096)
  }
}
