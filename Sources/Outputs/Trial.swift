import CSystem
import Foundation

// A cell that traps on purpose is executed in a child process: the trap ends the child, the chapter
// goes on. The runner writes these calls.

/// True in the child, which is to execute the cell; false in the parent, once the child has ended.
public func __trial() -> Bool {
  fflush(stdout)
  fflush(stderr)
  let child = system_fork()
  if child == 0 {
    // The parent's threads are not the child's.
    if let descriptor = Channel.shared.descriptor { Lifeline.watch(descriptor) }
    return true
  }
  var status: Int32 = 0
  while waitpid(child, &status, 0) < 0 && errno == EINTR {}
  Channel.shared.send(.trialEnded(signal: status & 0x7F))
  return false
}

/// The end of a trial that did not trap.
public func __trialEnd() -> Never {
  fflush(stdout)
  _exit(0)
}
