import Foundation

/// A program run to its end: in a process group of its own, which dies as one; with nothing on stdin,
/// and no descriptor but the ones it is given.
struct Subprocess {
  var executable: String
  var arguments: [String] = []
  var environment: [String: String]
  /// The folder in which it runs.
  var folder: String
  /// When it is killed.
  var deadline: ContinuousClock.Instant?
  /// Asked now and then whether it should be killed already.
  var isEnough: () -> Bool = { false }

  /// How a program ended.
  enum Ending: Equatable {
    case exited(Int32)
    case signaled(Int32)
    case timedOut
    /// It was enough.
    case stopped
  }

  /// A descriptor of the child, 1 for stdout, and who receives what it writes there.
  typealias Sink = (descriptor: Int32, receive: (UnsafeRawBufferPointer) -> Void)

  /// Runs the program.
  ///
  /// - Parameter afterEach: called whenever some of the sinks have received something.
  /// - Throws: `Cancelled`, and `SubprocessFailure` where the program cannot be started.
  func run(
    _ sinks: [Sink], afterEach: () -> Void = {}, cancellation: Cancellation
  ) throws -> Ending {
    var pipes: [Pipe] = []
    defer { for pipe in pipes { pipe.closeBoth() } }
    for _ in sinks { pipes.append(try Pipe()) }
    let child = try spawn(sinks: sinks, pipes: pipes)
    for pipe in pipes { pipe.closeWriting() }
    guard cancellation.watch(child) else {
      kill(-child, SIGKILL)
      _ = reap(child, blocking: true)
      throw Cancelled()
    }
    defer { cancellation.unwatch(child) }
    let ending = drain(child, sinks: sinks, pipes: pipes, afterEach)
    if cancellation.isCancelled { throw Cancelled() }
    return ending
  }

  private func drain(
    _ child: pid_t, sinks: [Sink], pipes: [Pipe], _ afterEach: () -> Void
  ) -> Ending {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    defer { buffer.deallocate() }
    var ended: Ending?
    var killed: Ending?
    var open = Set(sinks.indices)
    while !open.isEmpty {
      var requests = open.sorted().map {
        pollfd(fd: pipes[$0].reading, events: Int16(POLLIN), revents: 0)
      }
      let ready = poll(&requests, nfds_t(requests.count), 50)
      if ended == nil {
        ended = reap(child, blocking: false)
        // What the program left behind must not keep the pipes open.
        if ended != nil { kill(-child, SIGKILL) }
      }
      if ended == nil, killed == nil {
        if isEnough() { killed = .stopped }
        if let deadline, ContinuousClock.now >= deadline { killed = .timedOut }
        if killed != nil { kill(-child, SIGKILL) }
      }
      guard ready > 0 else { continue }
      for (request, index) in zip(requests, open.sorted()) where request.revents != 0 {
        let count = read(request.fd, buffer.baseAddress, buffer.count)
        if count > 0 {
          sinks[index].receive(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        } else if count == 0 || (errno != EINTR && errno != EAGAIN) {
          open.remove(index)
        }
      }
      afterEach()
    }
    let ending = ended ?? reap(child, blocking: true) ?? .exited(0)
    return killed ?? ending
  }

  /// How the child ended, nil while it runs.
  private func reap(_ child: pid_t, blocking: Bool) -> Ending? {
    var status: Int32 = 0
    var result: pid_t
    repeat {
      result = waitpid(child, &status, blocking ? 0 : WNOHANG)
    } while result < 0
      && errno == EINTR
    guard result == child else { return nil }
    let signal = status & 0x7F
    return signal == 0 ? .exited((status >> 8) & 0xFF) : .signaled(signal)
  }
}

/// A program could not be started.
struct SubprocessFailure: Error, CustomStringConvertible {
  var executable: String
  var code: Int32
  var description: String { "\(executable): \(String(cString: strerror(code)))" }
}
