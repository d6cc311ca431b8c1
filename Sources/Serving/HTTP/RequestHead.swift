import FlyingFox
import Foundation

/// Parsing of a request's head, stricter than FlyingFox's own.
///
/// FlyingFox's decoder skips lines that are no header, keeps the last of two lengths, and accepts control
/// characters and bodies without a length (HTTPDecoder.swift:121–196). Requests that two parsers can read
/// in two ways are rejected here.
extension HTTPRequest {
  /// The most bytes of a head, and of a body.
  static let headLimit = 16 << 10
  static let bodyLimit = 64 << 10

  /// Parses a head: everything before the blank line.
  init(head: ArraySlice<UInt8>) throws(HTTPError) {
    let lines = String(decoding: head, as: UTF8.self)
      .split(separator: "\r\n", omittingEmptySubsequences: false)
    let words = lines[0].split(separator: " ", omittingEmptySubsequences: false)
    let hasControls = lines.contains { $0.utf8.contains { $0 < 0x20 && $0 != 0x09 } }
    guard !hasControls, words.count == 3,
      words.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { $0 < 0x7F } }), words[1].first == "/"
    else { throw .malformed }
    guard words[2] == "HTTP/1.1" || words[2] == "HTTP/1.0" else {
      throw HTTPError(.httpVersionNotSupported, "this server speaks HTTP/1.1")
    }
    var headers = HTTPHeaders()
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":"), colon != line.startIndex,
        !line[..<colon].contains(where: \.isWhitespace)
      else { throw .malformed }
      let name = HTTPHeader(String(line[..<colon]))
      if headers[name] != nil, [.host, .contentLength].contains(name) { throw .malformed }
      let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
      headers.addValue(value, for: name)
    }
    let target = words[1].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    self.init(
      method: HTTPMethod(rawValue: String(words[0])), version: HTTPVersion(String(words[2])),
      target: Target(path: String(target[0]), query: target.count == 2 ? String(target[1]) : ""),
      headers: headers, body: HTTPBodySequence())
  }

  /// The number of bytes that follow the head.
  func bodyLength() throws(HTTPError) -> Int {
    guard headers[.transferEncoding] == nil else {
      throw HTTPError(.notImplemented, "send the body with its length")
    }
    guard let text = headers[.contentLength] else { return 0 }
    guard let length = Int(text), text.allSatisfy(\.isNumber) else { throw .malformed }
    guard length <= Self.bodyLimit else {
      throw HTTPError(.payloadTooLarge, "the request is too large")
    }
    return length
  }

  /// True where the client expects the connection to close after the response.
  var closesConnection: Bool {
    let connection = headers[.connection]?.lowercased() ?? ""
    return version == .http11 ? connection.contains("close") : !connection.contains("keep-alive")
  }
}

/// An error answered with a status and one line of text.
struct HTTPError: Error {
  var status: HTTPStatusCode
  var message: String

  init(_ status: HTTPStatusCode, _ message: String) {
    (self.status, self.message) = (status, message)
  }

  static let malformed = HTTPError(.badRequest, "this is not an HTTP request")
  static let timedOut = HTTPError(.requestTimeout, "the request did not arrive in time")
  static let headTooLarge = HTTPError(.requestHeaderFieldsTooLarge, "the request is too large")
  static let notFound = HTTPError(.notFound, "nothing is at this address")
}
