import FlyingFox
import FlyingSocks
import Foundation

/// Accepts connections on 127.0.0.1 and serves each within the limits of `Connection`.
///
/// FlyingFox's `HTTPServer` streams events as well, but its public API sets no limits, and a socket pool of
/// one's own cannot add them: sockets read and write first, and ask the pool only when they would block
/// (AsyncSocket.swift:212, 312). `HTTPServer`
/// - reads a head of any length (HTTPDecoder.swift:41, AsyncSequence+Extensions.swift:75) for any time:
///   `timeout` covers the handler alone (HTTPServer.swift:259),
/// - waits forever for a client that does not receive its response (HTTPConnection.swift:70),
/// - accepts any number of connections, and stops where accepting one fails, as when no descriptor is free
///   (HTTPServer.swift:193),
/// - closes without a status after a malformed request (HTTPServer.swift:237), and without waiting for the
///   client to receive the last response (HTTPServer.swift:243).
///
/// So connections are this server's own; requests, responses, bodies and routes are FlyingFox's.
final class Listener: Sendable {
  let port: UInt16
  private let socket: Socket
  private let timeouts: Timeouts
  private let seats: Seats

  /// Takes a port; any free one for 0.
  ///
  /// - Parameter connectionLimit: the most connections at a time: see `Seats`.
  /// - Throws: `PortTaken`.
  init(port: UInt16, timeouts: Timeouts = Timeouts(), connectionLimit: Int = 400) throws {
    self.timeouts = timeouts
    seats = Seats(limit: connectionLimit)
    socket = try Socket(domain: AF_INET)
    try socket.setValue(true, for: .localAddressReuse)
    do {
      try socket.bind(to: .inet(ip4: "127.0.0.1", port: port))
      try socket.listen()
    } catch {
      try? socket.close()
      throw PortTaken(port: port, reason: error.localizedDescription)
    }
    guard case .ip4(_, let port) = try socket.sockname() else { throw SocketError.disconnected }
    self.port = port
  }

  /// Answers requests until the task is cancelled.
  func run(_ answer: @escaping @Sendable (HTTPRequest) async -> HTTPResponse) async throws {
    defer { try? socket.close() }
    let pool: any AsyncSocketPool = SocketPool<Poll>.make()
    try await pool.prepare()
    let listening = try AsyncSocket(socket: socket, pool: pool)
    await withDiscardingTaskGroup { group in
      group.addTask { try? await pool.run() }
      while !Task.isCancelled {
        do {
          let client = try await listening.accept()
          guard let seat = seats.take(client.socket.file.rawValue) else {
            try? client.close()
            continue
          }
          group.addTask {
            await Connection(client, self.timeouts, self.seats, seat: seat).serve(answer)
          }
        } catch {
          // No descriptor is free, or the client has already left.
          try? await Task.sleep(for: .milliseconds(50))
        }
      }
    }
  }
}

/// A port that cannot be listened on.
struct PortTaken: Error, CustomStringConvertible {
  var port: UInt16
  var reason: String
  var description: String {
    "port \(port) cannot be used (\(reason)): choose another with --port, or 0 for any free port"
  }
}
