import FlyingFox
import FlyingSocks
import Foundation

extension HTTPResponse {
  /// The bytes of a response written at a time.
  static let pieceSize = 64 << 10

  init(status: HTTPStatusCode = .ok, type: String, _ body: Data) {
    self.init(
      statusCode: status, headers: [.contentType: type],
      body: HTTPBodySequence(data: body, suggestedBufferSize: Self.pieceSize))
  }

  init(status: HTTPStatusCode = .ok, json value: some Encodable) {
    let data = (try? JSONEncoder().encode(value)) ?? Data("{}".utf8)
    self.init(status: status, type: "application/json; charset=utf-8", data)
  }

  init(_ error: HTTPError) {
    self.init(
      status: error.status, type: "text/plain; charset=utf-8", Data((error.message + "\n").utf8))
    if error.status == .methodNotAllowed { headers[HTTPHeader("Allow")] = "GET, HEAD, POST" }
  }

  /// A `text/event-stream`, each element of which is sent at once as a chunk of its own.
  init(events: AsyncStream<Data>) {
    self.init(
      statusCode: .ok, headers: [.contentType: "text/event-stream; charset=utf-8"],
      body: HTTPBodySequence(from: ByteStream(iterator: events.makeAsyncIterator())))
  }

  /// The body; empty for a WebSocket.
  var body: HTTPBodySequence {
    guard case .httpBody(let body) = payload else { return HTTPBodySequence() }
    return body
  }

  /// The encoded status line and headers. Browsers store nothing of a served page: it may change at any
  /// time. They show it in no frame, where a page of another site could guide clicks.
  func head(closesConnection: Bool) -> Data {
    var fields = headers
    fields[.cacheControl] = "no-store"
    fields[HTTPHeader("X-Content-Type-Options")] = "nosniff"
    fields[HTTPHeader("X-Frame-Options")] = "DENY"
    fields[HTTPHeader("Content-Security-Policy")] = "frame-ancestors 'none'"
    fields[HTTPHeader("Referrer-Policy")] = "no-referrer"
    fields[HTTPHeader("Cross-Origin-Resource-Policy")] = "same-origin"
    fields[.connection] = closesConnection ? "close" : "keep-alive"
    if let count = body.count {
      fields[.contentLength] = "\(count)"
    } else {
      fields[.transferEncoding] = "chunked"
    }
    let lines = fields.map { "\($0.key.rawValue): \($0.value)\r\n" }.sorted()
    let status = "\(version.rawValue) \(statusCode.code) \(statusCode.phrase)"
    return Data("\(status)\r\n\(lines.joined())\r\n".utf8)
  }
}

/// The bytes of a stream of pieces, handed on piece by piece.
private struct ByteStream: AsyncBufferedSequence, AsyncBufferedIteratorProtocol,
  @unchecked Sendable
{
  // Read by one connection at a time.
  var iterator: AsyncStream<Data>.AsyncIterator

  func makeAsyncIterator() -> ByteStream { self }

  mutating func next() async -> UInt8? { await iterator.next()?.first }

  mutating func nextBuffer(suggested count: Int) async -> Data? { await iterator.next() }
}
