import Foundation

/// Limits on a program and all its descendants together. At one, all of them are killed.
public struct Limits: Sendable {
  /// Bytes of memory, measured some 20 times a second: pages in use, those shared with others in part.
  public var memory: Int
  /// Processes and threads.
  public var tasks: Int

  public init(memory: Int = Self.usualMemory, tasks: Int = 4096) {
    (self.memory, self.tasks) = (memory, tasks)
  }

  /// Nine tenths of the memory of the machine, or of the container.
  public static var usualMemory: Int {
    let files = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"]
    let limits = files.compactMap { file in
      (try? String(contentsOfFile: file, encoding: .utf8)).flatMap {
        UInt64($0.trimmingCharacters(in: .whitespacesAndNewlines))
      }
    }
    let least = ([ProcessInfo.processInfo.physicalMemory] + limits.filter { $0 > 0 }).min() ?? 0
    return Int(least / 10 * 9)
  }
}
