import Foundation

/// A program to run to its end, with no descriptor but the ones it is given and nothing on its stdin.
public struct Subprocess {
  /// The program's path, or a name to look up on the `PATH`.
  public var executable: String
  public var arguments: [String]
  public var environment: [String: String]
  /// The folder in which it runs; the caller's where nil.
  public var folder: String?
  /// Open files that it inherits, by its own numbers: 0 is its stdin.
  public var files: [Int32: Int32]
  /// Leads a process group. All descendants of the program end with it, those of other groups and sessions
  /// too, and all end with this process. A program that leads none belongs to the caller's group and dies
  /// with that.
  public var leadsGroup: Bool
  /// The time at which it is killed.
  public var deadline: ContinuousClock.Instant?
  /// The limits at which it is killed with its descendants; nil for none. Only a program that leads a group has
  /// limits, and only on Linux.
  public var limits: Limits?

  public init(
    executable: String, arguments: [String] = [],
    environment: [String: String] = ProcessInfo.processInfo.environment, folder: String? = nil,
    files: [Int32: Int32] = [:], leadsGroup: Bool = true, deadline: ContinuousClock.Instant? = nil,
    limits: Limits? = nil
  ) {
    (self.executable, self.arguments) = (executable, arguments)
    (self.environment, self.folder) = (environment, folder)
    (self.files, self.leadsGroup, self.deadline) = (files, leadsGroup, deadline)
    self.limits = limits
  }

  /// The way in which a program ended.
  public enum TerminationStatus: Equatable, Sendable {
    case exited(Int32)
    /// Ended by a signal, or by its supervisor after one that stopped it.
    case signaled(Int32)
    /// Killed at its deadline.
    case timedOut
    /// Killed because it should stop.
    case stopped
    /// Killed at a limit.
    case exceededMemory, exceededTasks
  }

  /// A descriptor of the program, 1 for stdout, and the receiver of what it writes there.
  public typealias Sink = (descriptor: Int32, receive: (UnsafeRawBufferPointer) -> Void)

  /// Runs the program to its end.
  ///
  /// - Parameters:
  ///   - sinks: the pipes that the program writes to.
  ///   - shouldStop: asked about 20 times a second; true kills the program.
  ///   - afterEach: called whenever some of the sinks have received something.
  ///   - cancellation: a switch by which another thread ends the program.
  /// - Throws: `Cancelled`; `SubprocessFailure` where the program cannot be started.
  public func run(
    _ sinks: [Sink] = [], shouldStop: () -> Bool = { false }, afterEach: () -> Void = {},
    cancellation: Cancellation = Cancellation()
  ) throws -> TerminationStatus {
    let pipes = try sinks.map { _ in try Pipe() }
    let ends = zip(sinks, pipes).map { ($0.descriptor, $1.writing) }
    let child = try spawn(files.merging(ends) { $1 })
    for pipe in pipes { pipe.closeWriting() }
    guard cancellation.watch(child) else {
      child.end()
      child.wait()
      throw Cancelled()
    }
    defer { cancellation.unwatch(child) }
    let status = drain(child, zip(sinks, pipes).map { ($0.receive, $1) }, shouldStop, afterEach)
    if cancellation.isCancelled { throw Cancelled() }
    return status
  }

  /// The time for which pipes are read after the program's end: a process that has escaped may keep one open.
  private static let patience = Duration.seconds(2)

  private func drain(
    _ child: Child, _ sinks: [(receive: (UnsafeRawBufferPointer) -> Void, pipe: Pipe)],
    _ shouldStop: () -> Bool, _ afterEach: () -> Void
  ) -> TerminationStatus {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    defer { buffer.deallocate() }
    var ended: (status: TerminationStatus, patience: ContinuousClock.Instant)?
    var killed: TerminationStatus?
    var open = Array(sinks.indices)
    while ended == nil || !open.isEmpty {
      var requests = open.map {
        pollfd(fd: sinks[$0].pipe.reading, events: Int16(POLLIN), revents: 0)
      }
      // Without a pipe to wait for, the end is looked for every millisecond.
      let ready = poll(&requests, nfds_t(requests.count), open.isEmpty ? 1 : 50)
      if let ended, ready == 0 || ContinuousClock.now >= ended.patience { break }
      if ended == nil, let status = child.reap() { ended = (status, .now + Self.patience) }
      if ended == nil, killed == nil {
        if shouldStop() { killed = .stopped }
        if let deadline, ContinuousClock.now >= deadline { killed = .timedOut }
        if killed != nil { child.end() }
      }
      guard ready > 0 else { continue }
      for (request, index) in zip(requests, open) where request.revents != 0 {
        let count = read(request.fd, buffer.baseAddress, buffer.count)
        if count > 0 {
          sinks[index].receive(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        } else if count == 0 || (errno != EINTR && errno != EAGAIN) {
          open.removeAll { $0 == index }
        }
      }
      afterEach()
    }
    return killed ?? ended?.status ?? .exited(0)
  }
}

/// A program that could not be started.
public struct SubprocessFailure: Error, CustomStringConvertible {
  public var executable: String
  /// The C library's error number.
  public var code: Int32

  public var description: String { "\(executable): \(String(cString: strerror(code)))" }
}
