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
    table.appendRoute("GET,HEAD /.serve/experiment/*") { request in
      try file(request, below: "/.serve/experiment/", in: session.folders.experiment)
    }
    table.appendRoute("GET,HEAD /.serve/*") { request in
      try file(request, below: "/.serve/", in: Bundle.module.bundleURL.appending(path: "Assets"))
    }
    table.appendRoute("GET,HEAD *", handler: chapterPage)
    table.appendRoute("GET,HEAD *", handler: newerFile)
    table.appendRoute("GET,HEAD *", handler: siteFile)
    table.appendRoute("POST /.serve/run") { request in
      let slug = try await order(in: request).page
      session.send { await $0.handle(.runRequested, of: slug) }
      return HTTPResponse(status: .accepted, json: ["answer": "ok"])
    }
    table.appendRoute("POST /.serve/stop") { request in
      _ = try await order(in: request)
      session.worker.cancelCurrent()
      return HTTPResponse(status: .accepted, json: ["answer": "ok"])
    }
    table.appendRoute("POST /.serve/experiment") { request in
      let order = try await order(in: request)
      let faults = await session.experiment(order.page, order.settings ?? [:])
      return HTTPResponse(
        status: faults.isEmpty ? .accepted : .unprocessableContent, json: ["faults": faults])
    }
    return table
  }

  // MARK: The server's own

  private func events(_ request: HTTPRequest) async throws -> HTTPResponse {
    guard request.version == .http11 else {
      throw HTTPError(.httpVersionNotSupported, "events are sent in HTTP/1.1's chunks")
    }
    return HTTPResponse(events: await session.subscribe(to: request.query["page"] ?? ""))
  }

  private func liveImage(_ request: HTTPRequest) throws -> HTTPResponse {
    guard let image = session.liveImages.find(try path(of: request, below: "/.serve/live/")),
      let data = image.read()
    else { throw HTTPError.notFound }
    return HTTPResponse(type: image.type, data)
  }

  private func file(
    _ request: HTTPRequest, below prefix: String, in folder: URL
  ) throws -> HTTPResponse {
    let path = try "/" + path(of: request, below: prefix)
    guard let data = StaticFileRoot(folder: folder).find(path).data else {
      throw HTTPError.notFound
    }
    return HTTPResponse(type: MediaType.of(path.hasSuffix("/") ? "index.html" : path), data)
  }

  /// The rest of a path. Routes match standardized paths; files are found by the path as sent.
  private func path(of request: HTTPRequest, below prefix: String) throws -> String {
    let path = request.target.path()
    guard path.hasPrefix(prefix) else { throw HTTPError.notFound }
    return String(path.dropFirst(prefix.count))
  }

  /// The JSON of a POST request.
  private struct Order: Decodable {
    var page: String
    var settings: [String: String]?
  }

  private func order(in request: HTTPRequest) async throws -> Order {
    guard request.headers[.contentType]?.hasPrefix("application/json") == true else {
      throw HTTPError(.unsupportedMediaType, "send JSON")
    }
    guard let order = try? JSONDecoder().decode(Order.self, from: await request.bodyData),
      await session.chapter(order.page) != nil
    else { throw HTTPError(.unprocessableContent, "there is no such chapter") }
    return order
  }

  // MARK: The site

  /// A chapter's page where it is newer than the site's, or where the site has none yet.
  private func chapterPage(_ request: HTTPRequest) async throws -> HTTPResponse {
    let path = request.target.path()
    guard let names = StaticFileRoot.names(in: path), let slug = names.first,
      names == [slug, "index.html"] || path == "/\(slug)/",
      let chapter = await session.chapter(slug)
    else { throw HTTPUnhandledError() }
    let found = site.find(path)
    if let html = chapter.html ?? found.data {
      return ServedPage.response(html, version: chapter.page.version)
    }
    guard found == .nothing || found == .missingRoot && chapter.shown == nil else {
      throw HTTPUnhandledError()
    }
    return ServedPage.notice(
      chapter.chapter.frontMatter.title,
      "This chapter has not run yet. Its page appears with its first run.",
      version: chapter.page.version)
  }

  /// An asset as this program writes it, or a file of a page that shows a partial run.
  private func newerFile(_ request: HTTPRequest) async throws -> HTTPResponse {
    guard let names = StaticFileRoot.names(in: request.target.path()),
      let data = await session.newerFile(names)
    else { throw HTTPUnhandledError() }
    return HTTPResponse(type: MediaType.of(names.last ?? ""), data)
  }

  private func siteFile(_ request: HTTPRequest) async throws -> HTTPResponse {
    let path = request.target.path()
    let found = site.find(path)
    switch found {
    case .file(let file):
      guard let data = found.data else { throw HTTPError.notFound }
      guard file.pathExtension == "html" else {
        return HTTPResponse(type: MediaType.of(file.path), data)
      }
      return ServedPage.response(data, version: await session.index.version)
    case .folder:
      var response = HTTPResponse(
        HTTPError(.movedPermanently, "the address of a folder ends with a slash"))
      response.headers[.location] = path + "/"
      return response
    case .missingRoot where path.hasSuffix("/") || path.hasSuffix(".html"):
      return ServedPage.notice(
        "The site's folder is missing",
        "\(site.folder.path) does not exist. This page reloads every two seconds; run a chapter to "
          + "write the site again.", isWaiting: true)
    case .nothing, .missingRoot: throw HTTPError.notFound
    }
  }
}
