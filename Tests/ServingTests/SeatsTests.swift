import FlyingFox
import FlyingSocks
import Foundation
import Testing

@testable import Serving

/// Connections on which nothing comes shut nobody out.
@Suite(.serialized) struct SeatsTests {
  private static let request = "GET / HTTP/1.1\r\nHost: here\r\n\r\n"

  /// Serves "here" within a few seats.
  private func serve(
    seats: Int,
    _ answer: @escaping @Sendable () async -> HTTPResponse = {
      HTTPResponse(statusCode: .ok, body: Data("here".utf8))
    }, _ test: (UInt16) async throws -> Void
  ) async throws {
    let patient = Timeouts(idle: 600, request: 600, piece: 600)
    let listener = try Listener(port: 0, timeouts: patient, connectionLimit: seats)
    let serving = Task { try await listener.run { _ in await answer() } }
    try await test(listener.port)
    serving.cancel()
    _ = await serving.result
  }

  private func connect(_ port: UInt16, sending text: String = "") async throws -> AsyncSocket {
    let client = try await AsyncSocket.connected(
      to: .inet(ip4: "127.0.0.1", port: port), timeout: 60)
    if !text.isEmpty { try await client.write(Data(text.utf8)) }
    return client
  }

  private func ask(_ client: AsyncSocket) async throws -> String {
    try await client.write(Data(Self.request.utf8))
    var text = ""
    while !text.hasSuffix("here") {
      text += String(decoding: try await client.read(atMost: 4096), as: UTF8.self)
    }
    return text
  }

  @Test(arguments: [
    "", "G", "GET / HTTP/1.1\r\nHost: he", "POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nhalf",
  ])
  func aReaderIsAnsweredBesideHalfOpenConnections(half: String) async throws {
    try await serve(seats: 16) { port in
      var clients: [AsyncSocket] = []
      for _ in 0..<100 { clients.append(try await connect(port, sending: half)) }
      for _ in 0..<5 {
        let start = ContinuousClock.now
        let reader = try await connect(port)
        #expect(try await ask(reader).hasPrefix("HTTP/1.1 200"))
        #expect(start.duration(to: .now) < .seconds(10))
        for _ in 0..<4 { clients.append(try await connect(port, sending: half)) }
        // A connection that was just used is not the first to go.
        #expect(try await ask(reader).hasPrefix("HTTP/1.1 200"))
        try reader.close()
      }
      for client in clients { try? client.close() }
    }
  }

  /// Who waits for an answer keeps the place.
  @Test func answersUnderWayAreNotCut() async throws {
    let slow: @Sendable () async -> HTTPResponse = {
      try? await Task.sleep(for: .milliseconds(500))
      return HTTPResponse(statusCode: .ok, body: Data("here".utf8))
    }
    try await serve(seats: 8, slow) { port in
      let reader = try await connect(port, sending: Self.request)
      try await Task.sleep(for: .milliseconds(100))
      var clients: [AsyncSocket] = []
      for _ in 0..<40 { clients.append(try await connect(port)) }
      var text = ""
      while !text.hasSuffix("here") {
        text += String(decoding: try await reader.read(atMost: 4096), as: UTF8.self)
      }
      #expect(text.hasPrefix("HTTP/1.1 200"))
      for client in clients + [reader] { try? client.close() }
    }
  }

  @Test func theOneWaitedForLongestLeaves() {
    var ends: [Int32] = []
    for _ in 0..<4 {
      var pair: [Int32] = [0, 0]
      socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &pair)
      ends += pair
    }
    defer { for end in ends { close(end) } }
    func isOpen(_ end: Int) -> Bool {
      var request = pollfd(fd: ends[end], events: Int16(POLLIN), revents: 0)
      return poll(&request, 1, 0) == 0
    }
    let seats = Seats(limit: 2)
    let first = seats.take(ends[0])!
    let second = seats.take(ends[2])!
    seats.setWaitedFor(false, first)
    seats.setWaitedFor(true, first)
    let third = seats.take(ends[4])
    #expect(third != nil && isOpen(1) && !isOpen(3) && isOpen(5))
    seats.setWaitedFor(false, first)
    seats.setWaitedFor(false, third!)
    seats.setWaitedFor(false, second)
    #expect(seats.take(ends[6]) == nil)
    seats.leave(first)
    #expect(seats.take(ends[6]) != nil && isOpen(5) && isOpen(7))
  }
}
