import Book
import Foundation

/// Serves the book to its author, on this machine only: pages follow the chapters as they are edited.
public final class Server: Sendable {
  private let desk: Desk
  private let listener: Listener
  private let site: FileRoom

  /// The port, also where any was asked for.
  public var port: UInt16 { listener.port }
  /// Where to look.
  public var address: String { "http://127.0.0.1:\(port)/" }

  /// Takes the port.
  ///
  /// - Parameters:
  ///   - folders: where the book lives.
  ///   - port: 0 for any that is free.
  ///   - options: how chapters are run; their checkpoints and previews are the folders'.
  /// - Throws: where the port is taken.
  public init(_ folders: BookFolders, port: UInt16, options: RunOptions = RunOptions()) throws {
    var options = options
    options.checkpoints = folders.checkpoints
    options.previews = folders.previews
    desk = Desk(folders, options: options)
    site = FileRoom(folder: folders.site)
    listener = try Listener(port: port)
  }

  /// Answers and watches from now on.
  public func start() {
    desk.open()
    listener.start { [self] in await answer($0) }
  }

  /// Ends what runs, and closes the port.
  public func stop() {
    desk.close()
    listener.stop()
  }

  // MARK: Requests

  private func answer(_ request: Request) async -> Response {
    do {
      try check(request)
      return request.method == "POST" ? try post(request) : try get(request)
    } catch let refusal as Refusal {
      return Response(refusal)
    } catch {
      return Response(Refusal(500, "\(error)"))
    }
  }

  /// Lets in only who means this server: a page of another site may send requests here, and may even have
  /// its name point here.
  private func check(_ request: Request) throws {
    guard ["GET", "HEAD", "POST"].contains(request.method) else {
      throw Refusal(405, "GET, HEAD and POST are answered here")
    }
    let names = ["127.0.0.1:\(port)", "localhost:\(port)"]
    guard names.contains(request.headers["host"] ?? "") else {
      throw Refusal(403, "this server is called \(names[0])")
    }
    if let origin = request.headers["origin"], !names.contains(where: { origin == "http://\($0)" })
    {
      throw Refusal(403, "only this server's own pages may ask")
    }
    if request.headers["sec-fetch-site"] == "cross-site",
      request.headers["sec-fetch-mode"] != "navigate"
    {
      throw Refusal(403, "only this server's own pages may ask")
    }
  }

  private func get(_ request: Request) throws -> Response {
    if request.path.hasPrefix(ServedPage.prefix) {
      return try own(String(request.path.dropFirst(ServedPage.prefix.count)), request)
    }
    if request.path.hasPrefix("/assets/"),
      let names = FileRoom.names(in: request.path),
      let data = desk.shelf.asset(names.dropFirst().joined(separator: "/"))
    {
      return Response(type: MediaType.of(request.path), data)
    }
    return try page(request.path) ?? sketched(request.path) ?? file(request.path, in: site)
  }

  /// A file of a page that shows more than the site has.
  private func sketched(_ path: String) -> Response? {
    guard let names = FileRoom.names(in: path), names.count == 2,
      let data = desk.shelf.sketch(names[0])?.draft.files[names[1]]
    else { return nil }
    return Response(type: MediaType.of(path), data)
  }

  /// What belongs to the server, not to the site.
  private func own(_ path: String, _ request: Request) throws -> Response {
    switch path {
    case "events":
      return Response(events: desk.audience.join(request.query["page"] ?? ""))
    case let path where path.hasPrefix("live/"):
      guard let (data, type) = desk.live.find(String(path.dropFirst(5))) else {
        throw Refusal.notFound
      }
      return Response(type: type, data)
    case let path where path.hasPrefix("experiment/"):
      return try found(String(path.dropFirst(10)), in: desk.folders.experiment)
    default: return try found("/\(path)", in: Bundle.module.bundleURL.appending(path: "Assets"))
    }
  }

  private func found(_ path: String, in folder: URL) throws -> Response {
    guard case .file(let file) = FileRoom(folder: folder).find(path),
      let data = try? Data(contentsOf: file)
    else { throw Refusal.notFound }
    return Response(type: MediaType.of(file.path), data)
  }

  /// A chapter's page, where it is newer than the site's, or where the site has none yet.
  private func page(_ path: String) -> Response? {
    guard let names = FileRoom.names(in: path), let slug = names.first,
      let chapter = desk.shelf.chapter(slug), names == [slug, "index.html"] || path == "/\(slug)/"
    else { return nil }
    let version = desk.audience.version(of: slug)
    if let fresh = desk.shelf.page(slug) { return html(ServedPage.html(fresh, version: version)) }
    switch site.find(path) {
    case .file(let file):
      return (try? Data(contentsOf: file)).map { html(ServedPage.html($0, version: version)) }
    case .folder: return nil
    case .noRoom where desk.shelf.shown(slug) != nil: return nil
    case .nothing, .noRoom:
      return html(
        ServedPage.notice(
          chapter.frontMatter.title,
          "This chapter has not run yet. Its page comes with its first run.", version: version))
    }
  }

  private func file(_ path: String, in room: FileRoom) throws -> Response {
    switch room.find(path) {
    case .file(let file):
      guard let data = try? Data(contentsOf: file, options: .mappedIfSafe) else {
        throw Refusal.notFound
      }
      guard file.pathExtension == "html" else {
        return Response(type: MediaType.of(file.path), data)
      }
      return html(ServedPage.html(data, version: desk.audience.version(of: "")))
    case .folder:
      var response = Response(Refusal(301, "a folder's address ends with a slash"))
      response.headers["Location"] = path + "/"
      return response
    case .nothing: throw Refusal.notFound
    case .noRoom:
      guard path.hasSuffix("/") || path.hasSuffix(".html") else { throw Refusal.notFound }
      return html(
        ServedPage.notice(
          "The site's folder is not there",
          "\(room.folder.path) is missing. This page looks again every two seconds; run a chapter to "
            + "make the site anew.", isWaiting: true), status: 503)
    }
  }

  private func html(_ data: Data, status: Int = 200) -> Response {
    Response(status: status, type: "text/html; charset=utf-8", data)
  }

  private func post(_ request: Request) throws -> Response {
    guard request.headers["content-type"]?.hasPrefix("application/json") == true else {
      throw Refusal(415, "what is posted here is JSON")
    }
    struct Order: Decodable {
      var page: String
      var settings: [String: String]?
    }
    guard let order = try? JSONDecoder().decode(Order.self, from: Data(request.body)),
      desk.shelf.chapter(order.page) != nil
    else { throw Refusal(422, "there is no such chapter") }
    switch request.path {
    case ServedPage.prefix + "run": desk.run(order.page)
    case ServedPage.prefix + "stop": desk.worker.cancelCurrent()
    case ServedPage.prefix + "experiment":
      let faults = desk.experiment(order.page, order.settings ?? [:])
      if !faults.isEmpty { return Response(status: 422, json: ["faults": faults]) }
    default: throw Refusal.notFound
    }
    return Response(status: 202, json: ["answer": "ok"])
  }
}
