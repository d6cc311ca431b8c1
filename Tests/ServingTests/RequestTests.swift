import Testing

@testable import Serving

struct RequestTests {
  @Test func readsAHead() throws {
    let request = try Request(
      head: Array("GET /a%20b?page=x%2Fy HTTP/1.1\r\nHost: here\r\nX: a: b".utf8)[...])
    #expect(request.path == "/a%20b")
    #expect(request.query == ["page": "x/y"])
    #expect(request.headers == ["host": "here", "x": "a: b"])
    #expect(!request.isLast)
  }
}
