import FlyingSocks
import Foundation
import Synchronization

/// One client: reads its requests and writes their answers, within limits of size and of time.
final class Connection: Sendable {
  private let socket: AsyncSocket
  private let wait = Mutex(Wait())

  /// How long a client may take, in seconds.
  private enum Patience {
    /// Until a request begins.
    static let idle = 30.0
    /// For the head and the body of a request, once it has begun.
    static let request = 10.0
    /// For taking 64 KB of an answer.
    static let piece = 10.0
  }

  /// What the connection waits for, and how long it may.
  private struct Wait {
    var deadline: ContinuousClock.Instant?
    var isForWriting = false
    var isOver = false
  }

  init(_ socket: AsyncSocket) { self.socket = socket }

  /// Answers requests until the client goes, takes too long, or says what cannot be understood.
  func serve(_ answer: @Sendable (Request) async -> Response) async {
    var buffer: [UInt8] = []
    do {
      while let request = try await nextRequest(&buffer) {
        let isLast = try await send(await answer(request), to: request)
        if isLast { break }
      }
    } catch let refusal as Refusal {
      var request = Request(method: "GET", path: "/")
      request.isLast = true
      _ = try? await send(Response(refusal), to: request)
    } catch {
      // The client has gone.
    }
    await finish()
  }

  /// Wakes the connection where it has waited too long: reading ends, or writing fails.
  func checkTime(_ now: ContinuousClock.Instant) {
    wait.withLock { wait in
      guard let deadline = wait.deadline, now >= deadline else { return }
      wait.deadline = nil
      wait.isOver = true
      shutdown(socket.socket.file.rawValue, Int32(wait.isForWriting ? SHUT_RDWR : SHUT_RD))
    }
  }

  /// Ends the connection from outside.
  func end() {
    _ = shutdown(socket.socket.file.rawValue, Int32(SHUT_RDWR))
  }

  // MARK: Reading

  private func nextRequest(_ buffer: inout [UInt8]) async throws -> Request? {
    allow(buffer.isEmpty ? Patience.idle : Patience.request)
    while true {
      if let end = Self.endOfHead(in: buffer) {
        var request = try Request(head: buffer[..<end.lowerBound])
        let length = try request.bodyLength()
        buffer.removeFirst(end.upperBound)
        while buffer.count < length { try await read(into: &buffer) }
        request.body = Array(buffer.prefix(length))
        buffer.removeFirst(length)
        return request
      }
      guard buffer.count <= Request.headLimit else {
        throw Refusal(431, "the request is too large")
      }
      let isFirst = buffer.isEmpty
      do {
        try await read(into: &buffer)
      } catch SocketError.disconnected where buffer.isEmpty {
        return nil
      }
      if isFirst { allow(Patience.request) }
    }
  }

  private func read(into buffer: inout [UInt8]) async throws {
    do {
      buffer += try await socket.read(atMost: 4096)
    } catch {
      if wait.withLock(\.isOver), !buffer.isEmpty { throw Refusal.late }
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

  /// - Returns: whether the connection ends with this answer.
  private func send(_ response: Response, to request: Request) async throws -> Bool {
    switch response.body {
    case .data(let data):
      try await write(response.head(isLast: request.isLast))
      if request.method != "HEAD" { try await write(data) }
      return request.isLast
    case .stream(let pieces):
      try await write(response.head(isLast: true))
      if request.method == "HEAD" { return true }
      for await piece in pieces { try await write(piece) }
      return true
    }
  }

  private func write(_ data: Data) async throws {
    var rest = data[...]
    while !rest.isEmpty {
      allow(Patience.piece, forWriting: true)
      try await socket.write(Data(rest.prefix(1 << 16)))
      rest = rest.dropFirst(1 << 16)
    }
    wait.withLock { $0.deadline = nil }
  }

  private func allow(_ seconds: Double, forWriting: Bool = false) {
    wait.withLock {
      $0.deadline = .now + .seconds(seconds)
      $0.isForWriting = forWriting
    }
  }

  // MARK: The end

  /// Lets the last answer arrive: what the client is still sending would otherwise undo it.
  private func finish() async {
    let file = socket.socket.file.rawValue
    _ = shutdown(file, Int32(SHUT_WR))
    allow(1)
    var discarded = 0
    while discarded < 1 << 22, !wait.withLock(\.isOver),
      let bytes = try? await socket.read(atMost: 4096)
    {
      discarded += bytes.count
    }
    wait.withLock { $0.deadline = nil }
    // The pool wakes who waits for a descriptor before it forgets it; only then may the number be used again.
    try? await Task.sleep(for: .milliseconds(20))
    try? socket.close()
  }
}
