import FlyingSocks
import Foundation
import Synchronization

/// Accepts connections on this machine's own address, 127.0.0.1, and no other.
///
/// FlyingFox's `HTTPServer` reads a head of any length for any time, so only its sockets are used.
final class Listener: Sendable {
  let port: UInt16
  private let socket: Socket
  private let state = Mutex(State())

  private struct State {
    var connections: [ObjectIdentifier: Connection] = [:]
    var tasks: [Task<Void, Never>] = []
    var isOver = false
  }

  /// More connections at a time than this are closed at once.
  static let connectionLimit = 400

  /// Takes a port; any free one for 0.
  ///
  /// - Throws: `PortTaken`.
  init(port: UInt16) throws {
    socket = try Socket(domain: AF_INET)
    try socket.setValue(true, for: .localAddressReuse)
    do {
      try socket.bind(to: .inet(ip4: "127.0.0.1", port: port))
      try socket.listen()
    } catch {
      try? socket.close()
      throw PortTaken(port: port, reason: "\(error.localizedDescription)")
    }
    guard case .ip4(_, let port) = try socket.sockname() else { throw SocketError.disconnected }
    self.port = port
  }

  /// Answers requests from now on.
  func start(_ answer: @escaping @Sendable (Request) async -> Response) {
    let pool: any AsyncSocketPool = SocketPool<Poll>.make()
    let serving = Task {
      do {
        try await pool.prepare()
        let asyncSocket = try AsyncSocket(socket: socket, pool: pool)
        await withTaskGroup(of: Void.self) { group in
          group.addTask { try? await pool.run() }
          group.addTask { await self.accept(on: asyncSocket, answer) }
          group.addTask { await self.watchTime() }
          await group.next()
          group.cancelAll()
        }
      } catch {
        return
      }
    }
    state.withLock { $0.tasks.append(serving) }
  }

  /// Closes the port and every connection.
  func stop() {
    let (connections, tasks) = state.withLock { state in
      state.isOver = true
      return (Array(state.connections.values), state.tasks)
    }
    for connection in connections { connection.end() }
    for task in tasks { task.cancel() }
    try? socket.close()
  }

  private func accept(
    on socket: AsyncSocket, _ answer: @escaping @Sendable (Request) async -> Response
  ) async {
    while !state.withLock(\.isOver), !Task.isCancelled {
      do {
        let client = try await socket.accept()
        let connection = Connection(client)
        let key = ObjectIdentifier(connection)
        let hasRoom = state.withLock { state in
          guard state.connections.count < Self.connectionLimit else { return false }
          state.connections[key] = connection
          return true
        }
        guard hasRoom else {
          try? client.close()
          continue
        }
        Task {
          await connection.serve(answer)
          _ = state.withLock { $0.connections.removeValue(forKey: key) }
        }
      } catch {
        // No descriptor is free, or the client has gone already.
        try? await Task.sleep(for: .milliseconds(50))
      }
    }
  }

  private func watchTime() async {
    while !Task.isCancelled {
      try? await Task.sleep(for: .milliseconds(200))
      let connections = state.withLock { Array($0.connections.values) }
      let now = ContinuousClock.now
      for connection in connections { connection.checkTime(now) }
    }
  }
}

/// A port cannot be listened on.
struct PortTaken: Error, CustomStringConvertible {
  var port: UInt16
  var reason: String
  var description: String {
    "port \(port) cannot be used (\(reason)): choose another with --port, or 0 for any that is free"
  }
}
