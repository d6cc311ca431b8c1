import FlyingFox
import FlyingSocks
import Foundation
import Synchronization
import Testing

@testable import Serving

struct ListenerTests {
  @Test func eventsAreSentOneByOneAndAClientThatLeftIsNoticed() async throws {
    let queue = Mutex<AsyncStream<Data>.Continuation?>(nil)
    // On a busy machine the client may be slow.
    let patient = Timeouts(idle: 600, request: 600, piece: 600)
    let listener = try Listener(port: 0, timeouts: patient)
    let serving = Task {
      try await listener.run { _ in
        let (events, continuation) = AsyncStream.makeStream(of: Data.self)
        queue.withLock { $0 = continuation }
        return HTTPResponse(events: events)
      }
    }
    let client = try await AsyncSocket.connected(
      to: .inet(ip4: "127.0.0.1", port: listener.port), timeout: 600)
    try await client.write(Data("GET / HTTP/1.1\r\nHost: here\r\n\r\n".utf8))
    let head = String(decoding: try await client.read(atMost: 4096), as: UTF8.self)
    #expect(head.contains("Transfer-Encoding: chunked\r\n") && head.hasSuffix("\r\n\r\n"))
    for number in 0..<3 {
      queue.withLock { _ = $0?.yield(Data("data: \(number)\n\n".utf8)) }
      let chunk = String(decoding: try await client.read(atMost: 4096), as: UTF8.self)
      #expect(chunk == "09\r\ndata: \(number)\n\n\r\n")
    }
    try client.close()
    let deadline = ContinuousClock.now + .seconds(600)
    while ContinuousClock.now < deadline {
      let result = queue.withLock { $0?.yield(Data(": heartbeat\n\n".utf8)) }
      if case .terminated? = result { break }
      try await Task.sleep(for: .milliseconds(20))
    }
    #expect(ContinuousClock.now < deadline)
    serving.cancel()
    _ = await serving.result
  }
}
