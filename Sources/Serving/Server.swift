import Book
import FlyingFox
import Foundation
import Synchronization

/// Serves the book to its author, on this machine only: pages follow the chapters as they are edited.
public final class Server: Sendable {
  private let session: EditSession
  private let listener: Listener
  private let routes: RoutedHTTPHandler
  private let task = Mutex<Task<Void, any Error>?>(nil)

  /// The URL of the index.
  public var address: String { "http://127.0.0.1:\(listener.port)/" }

  /// Takes the port.
  ///
  /// - Parameters:
  ///   - folders: the book's folders.
  ///   - port: 0 for any free port.
  ///   - options: how chapters are run; their checkpoints and previews are the folders'.
  /// - Throws: where the port is taken.
  public init(_ folders: BookFolders, port: UInt16, options: RunOptions = RunOptions()) throws {
    var options = options
    options.checkpoints = folders.checkpoints
    options.previews = folders.previews
    session = EditSession(folders, options: options)
    listener = try Listener(port: port)
    routes = Routes(session: session, site: StaticFileRoot(folder: folders.site)).table()
  }

  /// Starts to answer requests and to follow edits.
  public func start() {
    task.withLock { task in
      task = Task { [self] in
        await session.read()
        try await withThrowingDiscardingTaskGroup { group in
          group.addTask { await self.session.followEdits() }
          group.addTask { try await self.listener.run { await self.answer($0) } }
        }
      }
    }
  }

  /// Stops what runs and closes the port.
  public func stop() {
    session.worker.stop()
    task.withLock { $0?.cancel() }
  }

  private func answer(_ request: HTTPRequest) async -> HTTPResponse {
    do {
      try request.requireSameOrigin(port: listener.port)
      return try await routes.handleRequest(request)
    } catch let error as HTTPError {
      return HTTPResponse(error)
    } catch is HTTPUnhandledError {
      return HTTPResponse(.notFound)
    } catch {
      return HTTPResponse(HTTPError(.internalServerError, "\(error)"))
    }
  }
}
