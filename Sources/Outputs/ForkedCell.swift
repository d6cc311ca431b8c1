import CSystem
import Foundation

// A cell that traps on purpose is executed in a forked child: the trap ends the child, and the chapter
// continues. The runner writes these calls.

/// Forks the process for a cell that traps on purpose.
///
/// - Returns: true in the child, which executes the cell; false in the parent, once the child has ended.
public func __trial() -> Bool {
  fflush(stdout)
  fflush(stderr)
  let child = system_fork()
  if child == 0 {
    // The child has none of the parent's threads.
    if let descriptor = EventChannel.shared.descriptor { ParentWatchdog.watch(descriptor) }
    return true
  }
  guard child > 0 else {
    fputs(
      "the process of this cell could not be made: \(String(cString: strerror(errno)))\n", stderr)
    exit(1)
  }
  var status: Int32 = 0
  while waitpid(child, &status, WUNTRACED) < 0 && errno == EINTR {}
  var signal = status & 0x7F
  if signal == 0x7F {
    // It stopped itself, and nobody would let it go on.
    signal = (status >> 8) & 0xFF
    kill(child, SIGKILL)
    while waitpid(child, nil, 0) < 0 && errno == EINTR {}
  }
  EventChannel.shared.send(.forkedCellEnded(signal: signal))
  return false
}

/// Ends the child of a cell that did not trap.
public func __trialEnd() -> Never {
  fflush(stdout)
  _exit(0)
}
