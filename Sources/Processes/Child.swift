import CSystem
import Foundation

/// A running program, or the supervisor that ends all its descendants with it.
struct Child: Sendable {
  var number: pid_t = 0
  let leadsGroup: Bool
  /// The descriptor from which the program's wait status is read; nil for a program without a supervisor.
  var report: Int32?

  /// Kills the program and the processes that end with it.
  func end() {
    if report != nil {
      kill(number, SIGTERM)
    } else {
      kill(leadsGroup ? -number : number, SIGKILL)
    }
  }

  /// The status of a program that has ended, to be asked until there is one; nil while it runs.
  func reap() -> Subprocess.TerminationStatus? {
    var status: Int32 = 0
    let result = waitpid(number, &status, WNOHANG)
    guard result != 0, result == number || errno != EINTR else { return nil }
    if let report {
      // A supervisor that was killed has written nothing.
      if read(report, &status, MemoryLayout<Int32>.size) != MemoryLayout<Int32>.size {
        status = SIGKILL
      }
      close(report)
    } else if leadsGroup {
      kill(-number, SIGKILL)
    }
    switch UInt32(bitPattern: status) {
    case UInt32(system_exceeded_memory): return .exceededMemory
    case UInt32(system_exceeded_tasks): return .exceededTasks
    default: break
    }
    let signal = status & 0x7F
    // Stopped, and then killed by its supervisor.
    if signal == 0x7F { return .signaled((status >> 8) & 0xFF) }
    return signal == 0 ? .exited((status >> 8) & 0xFF) : .signaled(signal)
  }

  /// Waits for the end.
  func wait() { while reap() == nil { usleep(1000) } }
}
