import Foundation

/// One request, its head understood and its body whole.
struct Request: Sendable {
  var method: String
  /// As it was sent: percent-encoded, without the query.
  var path: String
  /// Decoded, the last of each name.
  var query: [String: String] = [:]
  /// By names in lower case.
  var headers: [String: String] = [:]
  var body: [UInt8] = []
  /// Whether the connection ends with the answer.
  var isLast = false

  /// The most bytes of a head, and of a body.
  static let headLimit = 16 << 10
  static let bodyLimit = 64 << 10

  init(method: String, path: String) { (self.method, self.path) = (method, path) }

  /// Reads a head: everything before the blank line.
  ///
  /// - Throws: `Refusal` where it is no request.
  init(head: ArraySlice<UInt8>) throws(Refusal) {
    guard head.allSatisfy({ $0 >= 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }) else {
      throw .malformed
    }
    let lines = String(decoding: head, as: UTF8.self).replacing("\r\n", with: "\n")
      .split(separator: "\n", omittingEmptySubsequences: false)
    let words = lines[0].split(separator: " ", omittingEmptySubsequences: false)
    guard words.count == 3, words.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { $0 < 0x7F } }),
      words[1].first == "/"
    else { throw .malformed }
    guard words[2] == "HTTP/1.1" || words[2] == "HTTP/1.0" else {
      throw Refusal(505, "HTTP/1.1 is spoken here")
    }
    method = String(words[0])
    let target = words[1].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    path = String(target[0])
    if target.count == 2 { query = Self.fields(of: target[1]) }
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":"), colon != line.startIndex,
        !line[..<colon].contains(where: \.isWhitespace)
      else { throw .malformed }
      let name = line[..<colon].lowercased()
      let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
      if ["host", "content-length"].contains(name), headers[name] != nil { throw .malformed }
      headers[name] = value
    }
    let connection = headers["connection"]?.lowercased() ?? ""
    isLast =
      words[2] == "HTTP/1.0" ? !connection.contains("keep-alive") : connection.contains("close")
  }

  /// The number of bytes that follow the head.
  func bodyLength() throws(Refusal) -> Int {
    guard headers["transfer-encoding"] == nil else {
      throw Refusal(501, "a body comes with its length")
    }
    guard let text = headers["content-length"] else { return 0 }
    guard let length = Int(text), length >= 0, text.allSatisfy(\.isNumber) else {
      throw .malformed
    }
    guard length <= Self.bodyLimit else { throw Refusal(413, "the request is too large") }
    return length
  }

  private static func fields(of query: Substring) -> [String: String] {
    var fields: [String: String] = [:]
    for field in query.split(separator: "&") {
      let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      fields[String(parts[0])] = parts.count == 2 ? parts[1].removingPercentEncoding ?? "" : ""
    }
    return fields
  }
}

/// Why a request gets no answer but a status and a line.
struct Refusal: Error {
  var status: Int
  var message: String

  init(_ status: Int, _ message: String) { (self.status, self.message) = (status, message) }

  static let malformed = Refusal(400, "this is no HTTP request")
  static let late = Refusal(408, "the request did not come in time")
  static let notFound = Refusal(404, "there is nothing here")
}
