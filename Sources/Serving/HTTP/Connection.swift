import FlyingFox
import FlyingSocks
import Foundation

/// The seconds that a client may take.
struct Timeouts: Sendable {
  /// Until a request begins.
  var idle = 30.0
  /// For the head and the body of a request, once it has begun.
  var request = 10.0
  /// For receiving a piece of a response, 64 KB.
  var piece = 10.0
  /// For closing, once the last response is written.
  var close = 1.0
}

/// A client's connection: reads its requests and writes the responses, within limits of size and time.
actor Connection {
  private let socket: AsyncSocket
  private var buffer: [UInt8] = []

  private let timeouts: Timeouts
  private let seats: Seats
  private let seat: Int

  /// - Parameter seat: the place that it leaves at its end.
  init(_ socket: AsyncSocket, _ timeouts: Timeouts, _ seats: Seats, seat: Int) {
    (self.socket, self.timeouts) = (socket, timeouts)
    (self.seats, self.seat) = (seats, seat)
  }

  /// Answers requests until the client leaves, exceeds a limit, or sends something that is no request.
  func serve(_ answer: @Sendable (HTTPRequest) async -> HTTPResponse) async {
    do {
      while let request = try await nextRequest() {
        seats.setWaitedFor(false, seat)
        let response = await answer(request)
        if try await send(response, to: request) {
          seats.setWaitedFor(true, seat)
          continue
        }
        // A stream's client has sent nothing more: its place is free at once.
        if response.body.count == nil { return await leave() }
        break
      }
    } catch let error as HTTPError {
      _ = try? await send(HTTPResponse(error), to: nil)
    } catch {
      // The client has left.
    }
    await close()
  }

  private func nextRequest() async throws -> HTTPRequest? {
    if buffer.isEmpty {
      guard (try? await within(timeouts.idle, { try await self.read() })) != nil else { return nil }
    }
    return try await within(timeouts.request) { try await self.readRequest() }
  }

  private func readRequest() async throws -> HTTPRequest {
    while true {
      if let end = buffer.firstRange(of: Array("\r\n\r\n".utf8)) {
        var request = try HTTPRequest(head: buffer[..<end.lowerBound])
        let length = try request.bodyLength()
        while buffer.count < end.upperBound + length { try await read() }
        request.setBodyData(Data(buffer[end.upperBound...].prefix(length)))
        buffer.removeFirst(end.upperBound + length)
        return request
      }
      guard buffer.count <= HTTPRequest.headLimit else { throw HTTPError.headTooLarge }
      try await read()
    }
  }

  private func read() async throws { buffer += try await socket.read(atMost: 4096) }

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
    seats.setWaitedFor(true, seat)
    defer { seats.setWaitedFor(false, seat) }
    try await within(timeouts.piece) { try await self.socket.write(piece) }
  }

  /// Closes the connection after the last response has arrived: unread bytes of the client would make the
  /// system discard it.
  private func close() async {
    seats.setWaitedFor(true, seat)
    _ = shutdown(socket.socket.file.rawValue, Int32(SHUT_WR))
    try? await within(timeouts.close) {
      for _ in 0..<1024 { _ = try await self.socket.read(atMost: 4096) }
    }
    await leave()
  }

  private func leave() async {
    // The pool resumes tasks that wait for a descriptor before it forgets it: the number must not be used
    // again until then.
    try? await Task.sleep(for: .milliseconds(20))
    seats.leave(seat)
    try? socket.close()
  }

  /// Cancels work that takes longer.
  private func within<Value: Sendable>(
    _ seconds: Double, _ work: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    try await withThrowingTaskGroup(of: Value.self) { group in
      group.addTask { try await work() }
      group.addTask {
        try await Task.sleep(for: .seconds(seconds))
        throw HTTPError.timedOut
      }
      defer { group.cancelAll() }
      guard let value = try await group.next() else { throw CancellationError() }
      return value
    }
  }
}
