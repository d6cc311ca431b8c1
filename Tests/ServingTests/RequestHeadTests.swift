import FlyingFox
import Testing

@testable import Serving

struct RequestHeadTests {
  private func read(_ head: String) throws -> HTTPRequest {
    try HTTPRequest(head: Array(head.utf8)[...])
  }

  @Test func readsAHead() throws {
    let request = try read("GET /a%20b?page=x%2Fy HTTP/1.1\r\nHost: here\r\nX: a: b")
    #expect(request.method.rawValue == "GET")
    #expect(request.target.path() == "/a%20b")
    #expect(request.query == [HTTPRequest.QueryItem(name: "page", value: "x/y")])
    #expect(request.headers == [HTTPHeader("host"): "here", HTTPHeader("x"): "a: b"])
    #expect(!request.closesConnection)
    #expect(try read("GET / HTTP/1.0").closesConnection)
    #expect(try read("GET / HTTP/1.1\r\nConnection: close").closesConnection)
  }

  @Test(arguments: [
    "", "GET", "GET /", "GET  / HTTP/1.1", "GET / HTTP/1.1 x", "GET http://a/ HTTP/1.1",
    "GET * HTTP/1.1", "GET /\u{0} HTTP/1.1", "GET /ä HTTP/1.1", "GET / HTTP/1.1\r\n: x",
    "GET / HTTP/1.1\r\nname", "GET / HTTP/1.1\r\nna me: x", "GET / HTTP/1.1\r\nHost: a\r\nHost: b",
    "GET / HTTP/2",
  ])
  func rejectsMalformedHeads(_ head: String) {
    #expect(throws: HTTPError.self) { try read(head) }
  }

  @Test(arguments: [
    ("0", 0), ("65536", 65536), ("65537", nil), ("-1", nil), ("x", nil), ("+1", nil),
    ("99999999999999999999", nil),
  ])
  func limitsTheBody(_ length: String, _ expected: Int?) throws {
    let request = try read("POST / HTTP/1.1\r\nContent-Length: \(length)")
    #expect((try? request.bodyLength()) == expected)
  }

  @Test func bodiesComeWithTheirLength() throws {
    let request = try read("POST / HTTP/1.1\r\nTransfer-Encoding: chunked")
    #expect(throws: HTTPError.self) { try request.bodyLength() }
  }
}
