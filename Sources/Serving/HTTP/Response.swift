import Foundation

/// What a request is answered with.
struct Response: Sendable {
  var status = 200
  var headers: [String: String] = [:]
  var body: Body

  enum Body: Sendable {
    case data(Data)
    /// Comes piece by piece, and ends with the connection.
    case stream(AsyncStream<Data>)
  }

  init(status: Int = 200, type: String, _ body: Data, headers: [String: String] = [:]) {
    (self.status, self.body) = (status, .data(body))
    self.headers = headers
    self.headers["Content-Type"] = type
  }

  /// A status with a line of text.
  init(_ refusal: Refusal) {
    self.init(
      status: refusal.status, type: "text/plain; charset=utf-8",
      Data((refusal.message + "\n").utf8))
    if refusal.status == 405 { headers["Allow"] = "GET, HEAD, POST" }
  }

  init(events: AsyncStream<Data>) {
    headers = ["Content-Type": "text/event-stream; charset=utf-8"]
    body = .stream(events)
  }

  /// A value as JSON.
  init(status: Int = 200, json value: some Encodable) {
    let data = (try? JSONEncoder().encode(value)) ?? Data("{}".utf8)
    self.init(status: status, type: "application/json; charset=utf-8", data)
  }

  /// The head as it is sent. Nothing of a served page is kept by the browser: it may change at any time.
  func head(isLast: Bool) -> Data {
    var fields = headers
    fields["Cache-Control"] = "no-store"
    fields["X-Content-Type-Options"] = "nosniff"
    fields["Referrer-Policy"] = "no-referrer"
    fields["Cross-Origin-Resource-Policy"] = "same-origin"
    if case .data(let data) = body { fields["Content-Length"] = "\(data.count)" }
    fields["Connection"] = isLast ? "close" : "keep-alive"
    let lines = fields.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)\r\n" }
    return Data("HTTP/1.1 \(status) \(Self.phrase(status))\r\n\(lines.joined())\r\n".utf8)
  }

  private static func phrase(_ status: Int) -> String {
    let phrases = [
      200: "OK", 202: "Accepted", 301: "Moved Permanently", 400: "Bad Request", 403: "Forbidden",
      404: "Not Found", 405: "Method Not Allowed", 408: "Request Timeout",
      413: "Content Too Large", 415: "Unsupported Media Type", 422: "Unprocessable Content",
      431: "Request Header Fields Too Large", 500: "Internal Server Error",
      501: "Not Implemented", 503: "Service Unavailable", 505: "HTTP Version Not Supported",
    ]
    return phrases[status] ?? "Unknown"
  }
}
