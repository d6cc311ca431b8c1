import FlyingFox
import Foundation

/// The server's routes: the site's pages and files, newer than the site where an edit made them so, and
/// below `/.serve/` what the pages' script needs.
struct Routes: Sendable {
  let session: EditSession
  let site: StaticFileRoot

  /// The table of routes. The first that matches answers, unless it throws `HTTPUnhandledError`.
  func table() -> RoutedHTTPHandler {
    var table = RoutedHTTPHandler()
    table.appendRoute("GET,HEAD /.serve/events", handler: events)
    table.appendRoute("GET,HEAD /.serve/live/*", handler: liveImage)
    table.appendRoute("GET,HEAD /.serve/experiment/*", handler: experimentFile)
    table.appendRoute("GET,HEAD /.serve/*", handler: serverFile)
    table.appendRoute("GET,HEAD /assets/*", handler: asset)
    table.appendRoute("GET,HEAD *", handler: chapterPage)
    table.appendRoute("GET,HEAD *", handler: partialRunFile)
    table.appendRoute("GET,HEAD *", handler: siteFile)
    table.appendRoute("POST /.serve/run", handler: run)
    table.appendRoute("POST /.serve/stop", handler: stop)
    table.appendRoute("POST /.serve/experiment", handler: experiment)
    return table
  }

  // MARK: The server's own files

  private func events(_ request: HTTPRequest) async throws -> HTTPResponse {
    guard request.version == .http11 else {
      throw HTTPError(.httpVersionNotSupported, "events are sent in chunks, as HTTP/1.1 has them")
    }
    return HTTPResponse(events: await session.subscribe(to: request.query["page"] ?? ""))
  }

  private func liveImage(_ request: HTTPRequest) throws -> HTTPResponse {
    guard let image = session.liveImages.find(try path(of: request, below: "/.serve/live/")) else {
      throw HTTPError.notFound
    }
    return HTTPResponse(type: image.type, image.data)
  }

  private func experimentFile(_ request: HTTPRequest) throws -> HTTPResponse {
    try file(request, below: "/.serve/experiment/", in: session.folders.experiment)
  }

  private func serverFile(_ request: HTTPRequest) throws -> HTTPResponse {
    try file(
      request, below: ServedPage.prefix, in: Bundle.module.bundleURL.appending(path: "Assets"))
  }

  private func file(
    _ request: HTTPRequest, below prefix: String, in folder: URL
  ) throws -> HTTPResponse {
    let path = try "/" + path(of: request, below: prefix)
    guard case .file(let file) = StaticFileRoot(folder: folder).find(path),
      let data = try? Data(contentsOf: file)
    else { throw HTTPError.notFound }
    return HTTPResponse(type: MediaType.of(file.path), data)
  }

  /// The rest of a path. Routes match standardized paths; files are found by the path as sent.
  private func path(of request: HTTPRequest, below prefix: String) throws -> String {
    let path = request.target.path()
    guard path.hasPrefix(prefix) else { throw HTTPError.notFound }
    return String(path.dropFirst(prefix.count))
  }

  // MARK: The site

  private func asset(_ request: HTTPRequest) async throws -> HTTPResponse {
    guard let names = StaticFileRoot.names(in: request.target.path()),
      let data = await session.asset(names.dropFirst().joined(separator: "/"))
    else { throw HTTPUnhandledError() }
    return HTTPResponse(type: MediaType.of(request.target.path()), data)
  }

  /// A chapter's page where it is newer than the site's, or where the site has none yet.
  private func chapterPage(_ request: HTTPRequest) async throws -> HTTPResponse {
    let path = request.target.path()
    guard let names = StaticFileRoot.names(in: path), let slug = names.first,
      names == [slug, "index.html"] || path == "/\(slug)/", let page = await session.page(of: slug)
    else { throw HTTPUnhandledError() }
    if let html = page.html {
      return HTTPResponse(html: ServedPage.html(html, version: page.version))
    }
    switch site.find(path) {
    case .file(let file):
      guard let html = try? Data(contentsOf: file) else { throw HTTPUnhandledError() }
      return HTTPResponse(html: ServedPage.html(html, version: page.version))
    case .missingRoot where page.isPublished: throw HTTPUnhandledError()
    case .folder: throw HTTPUnhandledError()
    case .nothing, .missingRoot:
      return HTTPResponse(
        html: ServedPage.notice(
          page.title, "This chapter has not run yet. Its page appears with its first run.",
          version: page.version))
    }
  }

  /// A file of a page that shows a partial run.
  private func partialRunFile(_ request: HTTPRequest) async throws -> HTTPResponse {
    guard let names = StaticFileRoot.names(in: request.target.path()), names.count == 2,
      let data = await session.partialRunFile(names[1], of: names[0])
    else { throw HTTPUnhandledError() }
    return HTTPResponse(type: MediaType.of(names[1]), data)
  }

  private func siteFile(_ request: HTTPRequest) async throws -> HTTPResponse {
    let path = request.target.path()
    switch site.find(path) {
    case .file(let file):
      guard let data = try? Data(contentsOf: file, options: .mappedIfSafe) else {
        throw HTTPError.notFound
      }
      guard file.pathExtension == "html" else {
        return HTTPResponse(type: MediaType.of(file.path), data)
      }
      return HTTPResponse(html: ServedPage.html(data, version: await session.indexVersion))
    case .folder:
      var response = HTTPResponse(
        HTTPError(.movedPermanently, "the address of a folder ends with a slash"))
      response.headers[.location] = path + "/"
      return response
    case .nothing: throw HTTPError.notFound
    case .missingRoot:
      guard path.hasSuffix("/") || path.hasSuffix(".html") else { throw HTTPError.notFound }
      return HTTPResponse(
        status: .serviceUnavailable,
        html: ServedPage.notice(
          "The site's folder is missing",
          "\(site.folder.path) does not exist. This page reloads every two seconds; run a chapter to "
            + "write the site again.", isWaiting: true))
    }
  }

  // MARK: Orders

  /// The body of a POST request.
  private struct Order: Decodable {
    var page: String
    var settings: [String: String]?
  }

  private static let accepted = HTTPResponse(status: .accepted, json: ["answer": "ok"])

  private func run(_ request: HTTPRequest) async throws -> HTTPResponse {
    let order = try await order(in: request)
    session.send { await $0.handle(.runRequested, of: order.page) }
    return Self.accepted
  }

  private func stop(_ request: HTTPRequest) async throws -> HTTPResponse {
    _ = try await order(in: request)
    session.worker.cancelCurrent()
    return Self.accepted
  }

  private func experiment(_ request: HTTPRequest) async throws -> HTTPResponse {
    let order = try await order(in: request)
    let faults = await session.experiment(order.page, order.settings ?? [:])
    guard !faults.isEmpty else { return Self.accepted }
    return HTTPResponse(status: .unprocessableContent, json: ["faults": faults])
  }

  private func order(in request: HTTPRequest) async throws -> Order {
    guard request.headers[.contentType]?.hasPrefix("application/json") == true else {
      throw HTTPError(.unsupportedMediaType, "send JSON")
    }
    guard let order = try? JSONDecoder().decode(Order.self, from: await request.bodyData),
      await session.page(of: order.page) != nil
    else { throw HTTPError(.unprocessableContent, "there is no such chapter") }
    return order
  }
}
