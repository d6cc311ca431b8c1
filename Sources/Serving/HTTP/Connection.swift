import FlyingFox
import FlyingSocks
import Foundation
import Synchronization

/// A client's connection: reads its requests and writes the responses, within limits of size and time.
final class Connection: Sendable {
  private let socket: AsyncSocket
  private let wait = Mutex(Wait())

  /// The seconds that a client may take.
  private enum Timeouts {
    /// Until a request begins.
    static let idle = 30.0
    /// For the head and the body of a request, once it has begun.
    static let request = 10.0
    /// For receiving a piece of a response, 64 KB.
    static let piece = 10.0
    /// For closing, once the last response is written.
    static let close = 1.0
  }

  /// The wait under way, and when it ends.
  private struct Wait {
    var deadline: ContinuousClock.Instant?
    var isForWriting = false
    var hasTimedOut = false
  }

  init(_ socket: AsyncSocket) { self.socket = socket }

  /// Answers requests until the client leaves, exceeds a limit, or sends something that is no request.
  func serve(_ answer: @Sendable (HTTPRequest) async -> HTTPResponse) async {
    var buffer: [UInt8] = []
    do {
      while let request = try await nextRequest(&buffer) {
        guard try await send(answer(request), to: request) else { break }
      }
    } catch let error as HTTPError {
      _ = try? await send(HTTPResponse(error), to: nil)
    } catch {
      // The client has left.
    }
    await close()
  }

  /// Ends a wait that lasts too long: reading ends, or writing fails.
  func enforceTimeout(at now: ContinuousClock.Instant) {
    wait.withLock { wait in
      guard let deadline = wait.deadline, now >= deadline else { return }
      wait.deadline = nil
      wait.hasTimedOut = true
      shutdown(socket.socket.file.rawValue, Int32(wait.isForWriting ? SHUT_RDWR : SHUT_RD))
    }
  }

  private func setDeadline(_ seconds: Double?, isForWriting: Bool = false) {
    wait.withLock {
      $0.deadline = seconds.map { .now + .seconds($0) }
      $0.isForWriting = isForWriting
    }
  }

  // MARK: Reading

  private func nextRequest(_ buffer: inout [UInt8]) async throws -> HTTPRequest? {
    setDeadline(buffer.isEmpty ? Timeouts.idle : Timeouts.request)
    while true {
      if let end = Self.endOfHead(in: buffer) {
        var request = try HTTPRequest(head: buffer[..<end.lowerBound])
        let length = try request.bodyLength()
        buffer.removeFirst(end.upperBound)
        while buffer.count < length { try await read(into: &buffer) }
        request.setBodyData(Data(buffer.prefix(length)))
        buffer.removeFirst(length)
        return request
      }
      guard buffer.count <= HTTPRequest.headLimit else { throw HTTPError.headTooLarge }
      let isFirst = buffer.isEmpty
      do {
        try await read(into: &buffer)
      } catch SocketError.disconnected where buffer.isEmpty {
        return nil
      }
      if isFirst { setDeadline(Timeouts.request) }
    }
  }

  private func read(into buffer: inout [UInt8]) async throws {
    do {
      buffer += try await socket.read(atMost: 4096)
    } catch {
      if wait.withLock(\.hasTimedOut), !buffer.isEmpty { throw HTTPError.timedOut }
      throw SocketError.disconnected
    }
  }

  /// The blank line behind a head, with the line end before it.
  private static func endOfHead(in bytes: [UInt8]) -> Range<Int>? {
    var start = 0
    while let newline = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
      let rest = bytes[(newline + 1)...].prefix(2)
      let end = newline > 0 && bytes[newline - 1] == UInt8(ascii: "\r") ? newline - 1 : newline
      if rest.first == UInt8(ascii: "\n") { return end..<newline + 2 }
      if rest.elementsEqual("\r\n".utf8) { return end..<newline + 3 }
      start = newline + 1
    }
    return nil
  }

  // MARK: Writing

  /// - Parameter request: nil for a request that could not be read.
  /// - Returns: whether the connection stays open.
  private func send(_ response: HTTPResponse, to request: HTTPRequest?) async throws -> Bool {
    let isLast = request?.closesConnection ?? true || response.body.count == nil
    try await write(response.head(closesConnection: isLast))
    if request?.method != .HEAD {
      for try await piece in response.body { try await write(piece) }
    }
    return !isLast
  }

  private func write(_ piece: Data) async throws {
    setDeadline(Timeouts.piece, isForWriting: true)
    try await socket.write(piece)
    setDeadline(nil)
  }

  /// Closes the connection after the last response has arrived: unread bytes of the client would make the
  /// system discard it.
  private func close() async {
    let file = socket.socket.file.rawValue
    _ = shutdown(file, Int32(SHUT_WR))
    setDeadline(Timeouts.close)
    var discarded = 0
    while discarded < 1 << 22, !wait.withLock(\.hasTimedOut),
      let bytes = try? await socket.read(atMost: 4096)
    {
      discarded += bytes.count
    }
    setDeadline(nil)
    // The pool resumes tasks that wait for a descriptor before it forgets it: the number must not be used
    // again until then.
    try? await Task.sleep(for: .milliseconds(20))
    try? socket.close()
  }
}
